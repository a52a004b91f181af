"""Builds the plan of one preview from the two files and the facts. Pure: same input, same plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.consumers import asks_for_consumers, consumer_origins
from previewctl.plan.databases import plan_databases, seed_of
from previewctl.plan.dependencies import plan_dependencies
from previewctl.plan.hooks import plan_hooks
from previewctl.plan.model import (
    CheckPlan,
    EndpointPlan,
    Environment,
    LifetimePlan,
    ProcessPlan,
    SpotPlan,
)
from previewctl.plan.names import Names, names_of
from previewctl.plan.origins import Origin, computed, from_platform, from_preview
from previewctl.plan.preparation import prepared
from previewctl.plan.processes import DEFAULT_USERS, endpoint_process, plan_processes, plan_services, plan_volumes
from previewctl.plan.quota import plan_quota, plan_usage
from previewctl.plan.stub import plan_stubs
from previewctl.plan.values import placeholder_values, public_addresses
from previewctl.plan.variables import generated_secrets, plan_variables, remote_secrets
from previewctl.plan.waiting import plan_waits
from previewctl.spec.durations import Duration

if TYPE_CHECKING:
    from datetime import date

    from previewctl.plan.facts import Facts
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec


def build_environment(spec: PreviewSpec, platform: PlatformSpec, facts: Facts) -> Environment:
    """The plan of `spec` under `platform`.

    Both have passed their checks: a placeholder that means nothing raises KeyError here.
    """
    pull_request = facts.pull_request
    names = names_of(spec.service, pull_request.number, platform.domain)
    image = facts.image or _own_image(spec, facts)
    user = spec.user or DEFAULT_USERS[spec.runtime]
    databases = plan_databases(spec, platform, facts)
    dependencies, notices = plan_dependencies(spec, platform, facts)
    stubs = plan_stubs(dependencies, platform)
    consumers = _consumers(spec, platform, facts)
    seen = public_addresses(spec, dependencies)
    values = placeholder_values(names, pull_request, databases, spec.services, seen, consumers or ())
    processes = plan_processes(spec, platform)
    services = plan_services(spec)
    volumes = plan_volumes(spec, platform)
    hooks = plan_hooks(spec, platform, facts, databases, image, user)
    databases = prepared(databases, hooks)
    usage = plan_usage(processes, databases, services, hooks, volumes, stubs)
    return Environment(
        service=spec.service,
        team=spec.team,
        runtime=spec.runtime,
        pull_request=pull_request,
        names=names,
        image=image,
        user=user,
        endpoint=_endpoint(spec, platform, names, processes),
        processes=processes,
        databases=databases,
        services=services,
        volumes=volumes,
        variables=plan_variables(spec, names, databases, dependencies, values, consumers or ()),
        generated_secrets=generated_secrets(spec),
        remote_secrets=remote_secrets(spec),
        dependencies=dependencies,
        stubs=stubs,
        consumers=consumers,
        hooks=hooks,
        waits=plan_waits(spec, image, user),
        checks=_checks(spec, values),
        usage=usage,
        quota=plan_quota(usage, platform.ceilings),
        spot=SpotPlan(policy=spec.spot or platform.spot.policy, taint=platform.spot.taint),
        lifetime=_lifetime(spec, platform),
        patches=spec.patches,
        seed_tag=_seed_tag(spec, facts),
        epoch=facts.epoch,
        attempt=facts.attempt,
        migrations=facts.migrations,
        reset=facts.reset,
        judged_until=_judged_until(spec, facts),
        rest=facts.rest,
        other_image=_other_image(spec, facts),
        origins=_origins(spec, other_image=_other_image(spec, facts) is not None),
        notices=notices,
    )


def _seed_tag(spec: PreviewSpec, facts: Facts) -> str | None:
    seed = seed_of(spec, facts)
    return seed.tag if seed else None


def _own_image(spec: PreviewSpec, facts: Facts) -> str:
    return f"{spec.image}:{facts.pull_request.head_sha}"


def _other_image(spec: PreviewSpec, facts: Facts) -> str | None:
    """The image that the publication named, where it is another one."""
    return facts.image if facts.image != _own_image(spec, facts) else None


def _endpoint(
    spec: PreviewSpec, platform: PlatformSpec, names: Names, processes: tuple[ProcessPlan, ...]
) -> EndpointPlan | None:
    """None when no process listens, as in a service of workers alone."""
    for process in processes:
        if process.name == endpoint_process(spec) and process.port:
            return EndpointPlan(
                host=names.host,
                url=names.url,
                kind=platform.endpoint.kind,
                process=process.name,
                port=process.port,
                health=process.health,
                auth=spec.endpoint.auth,
                robots=spec.endpoint.robots,
            )
    return None


def _consumers(spec: PreviewSpec, platform: PlatformSpec, facts: Facts) -> tuple[str, ...] | None:
    if not asks_for_consumers(spec):
        return None
    return consumer_origins(spec.service, facts.pull_request.number, platform.domain, facts.previews)


def _judged_until(spec: PreviewSpec, facts: Facts) -> date | None:
    """The last day on which every override counts as it does today; None where no day changes anything."""
    ends = [item.until for item in spec.overrides.values() if item.until and facts.today and item.until >= facts.today]
    return min(ends, default=None)


def _checks(spec: PreviewSpec, values: dict[str, str]) -> tuple[CheckPlan, ...]:
    return tuple(
        CheckPlan(
            name=check.name,
            command=tuple(part.resolve(lambda placeholder: values[placeholder.name]) for part in check.run),
        )
        for check in spec.checks
    )


def _lifetime(spec: PreviewSpec, platform: PlatformSpec) -> LifetimePlan:
    own, default = spec.lifetime, platform.defaults.lifetime
    day = Duration(86_400)
    return LifetimePlan(
        idle=own.idle or default.idle or Duration(3 * day.seconds),
        max=own.max or default.max or Duration(14 * day.seconds),
        warn=own.warn or default.warn or day,
        sleep=own.sleep or default.sleep,
        sleeper=platform.sleep.kind,
    )


def _origins(spec: PreviewSpec, *, other_image: bool) -> dict[str, Origin]:
    """By path in the plan's JSON form: the origin of what is not a variable. The longest path that fits counts."""
    origins = {
        "service": from_preview("service"),
        "names": computed("the service, the pull request's number and the platform's domain"),
        "image": computed("the publication named it")
        if other_image
        else from_preview("image", reason="its tag is the pull request's head SHA"),
        "endpoint": from_preview("endpoint")
        if spec.endpoint != type(spec.endpoint)()
        else computed("the process `web`"),
        "endpoint.kind": from_platform("endpoint", "kind"),
        "usage": computed("the sum of all pods, with hooks and the surge of a rollout, and of all volumes"),
        "quota": from_platform("ceilings", reason="with room for the hooks"),
        "spot.policy": from_preview("spot") if spec.spot else from_platform("spot", "policy"),
        "spot.taint": from_platform("spot", "taint"),
        "user": from_preview("user") if spec.user else computed(f"the usual user of a {spec.runtime} image"),
        "team": from_preview("team"),
    }
    for part in ("idle", "max", "warn", "sleep"):
        declared = getattr(spec.lifetime, part) is not None
        origins[f"lifetime.{part}"] = (
            from_preview("lifetime", part) if declared else from_platform("defaults", "lifetime", part)
        )
    return origins
