"""Decides where each dependency points: staging, unless an override or `follow` says otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import quoted
from previewctl.plan.asking import STAGING, asked_of, has_ended
from previewctl.plan.model import DependencyPlan, Notice
from previewctl.plan.names import names_of
from previewctl.plan.onward import onward
from previewctl.plan.origins import Origin, computed, from_platform, from_preview
from previewctl.plan.resolution import MISSING, STUB, Resolution, resolve
from previewctl.plan.stub import stub_url
from previewctl.spec.platform import CatalogueEntry, PlatformSpec
from previewctl.spec.targets import TargetKind

if TYPE_CHECKING:
    from previewctl.plan.asking import Asked
    from previewctl.plan.facts import Facts
    from previewctl.plan.names import Names
    from previewctl.spec.preview import PreviewSpec

DEFAULT_PORT = 8000


class Address(NamedTuple):
    """Where a target listens: URLs for backends and browsers, and what network policies know it by."""

    internal: str
    public: str
    origin: Origin
    preview: int | None = None
    namespace: str | None = None
    port: int | None = None
    ranges: tuple[str, ...] = ()


def plan_dependencies(
    spec: PreviewSpec, platform: PlatformSpec, facts: Facts
) -> tuple[tuple[DependencyPlan, ...], tuple[Notice, ...]]:
    """Every dependency with its URLs and the reason, and what a person should know about them."""
    plans, notices = [], []
    for name in sorted(spec.dependencies):
        asked = asked_of(name, spec, platform, facts.today)
        resolution = resolved(name, asked, facts.pull_request.branch, platform, facts)
        plans.append(_plan(name, spec, asked, resolution, platform, facts))
        notices += _notices(name, spec, asked, resolution, facts)
    return tuple(plans), tuple(notices)


def resolved(name: str, asked: Asked, branch: str, platform: PlatformSpec, facts: Facts) -> Resolution:
    """What a dependency becomes under the catalogue and the index of the facts."""
    entry = platform.services.get(name) or CatalogueEntry()
    return resolve(name, asked, branch, facts.previews, callable_staging=entry.callable)


def address_of(name: str, resolution: Resolution, platform: PlatformSpec, own: Names) -> Address:
    """Where a dependency's target listens; `own` are the names of the preview that calls it."""
    entry = platform.services.get(name) or CatalogueEntry()
    if resolution.number is not None:
        return _preview(name, entry, resolution, platform)
    match resolution.target:
        case "staging":
            return _staging(name, entry)
        case "stub":
            url = stub_url(name, own.namespace)
            return Address(url, url, from_preview("overrides", name))
        case "missing":
            nowhere = f"https://{name}.missing.invalid"
            return Address(nowhere, nowhere, from_preview("overrides", name))
        case other:
            return Address(other, other, from_preview("overrides", name, "target"))


def _staging(name: str, entry: CatalogueEntry) -> Address:
    staging = entry.staging
    public = staging.public or staging.internal or f"https://{name}.staging.invalid"
    known = staging.public or staging.internal
    return Address(
        staging.internal or public,
        public,
        from_platform("services", name, "staging") if known else computed("not in the catalogue"),
        namespace=staging.namespace,
        port=staging.port,
        ranges=staging.ranges,
    )


def _preview(name: str, entry: CatalogueEntry, resolution: Resolution, platform: PlatformSpec) -> Address:
    """The preview's own process and port where its record says them, else those of the catalogue."""
    number, found = resolution.number or 0, resolution.preview
    names = names_of(name, number, platform.domain)
    process = (found.process if found else "") or entry.process
    port = (found.port if found else 0) or entry.port or entry.staging.port or DEFAULT_PORT
    return Address(
        f"http://{process}.{names.namespace}.svc.cluster.local:{port}",
        names.url,
        from_preview("overrides", name),
        preview=number,
        namespace=names.namespace,
        port=port,
    )


def _plan(
    name: str, spec: PreviewSpec, asked: Asked, resolution: Resolution, platform: PlatformSpec, facts: Facts
) -> DependencyPlan:
    own = names_of(spec.service, facts.pull_request.number, platform.domain)
    dependency, address = spec.dependencies[name], address_of(name, resolution, platform, own)
    return DependencyPlan(
        name=name,
        target=resolution.target,
        internal_url=address.internal.rstrip("/"),
        public_url=address.public.rstrip("/"),
        reason=resolution.reason,
        origin=_origin(name, spec, address),
        preview=address.preview,
        namespace=address.namespace,
        port=address.port,
        ranges=address.ranges,
        path=dependency.path,
        config=dependency.config,
        optional=dependency.optional,
        asked=asked,
        gone=resolution.gone,
        narrowed=resolution.target in {STUB, MISSING} or bool(address.port and (address.namespace or address.ranges)),
        onward=onward(facts.previews, name, address.preview),
    )


def _origin(name: str, spec: PreviewSpec, address: Address) -> Origin:
    """A dependency that `follow` has pointed somewhere has no override."""
    is_followed = address.preview is not None and name not in spec.overrides
    return from_preview("follow") if is_followed else address.origin


def _notices(name: str, spec: PreviewSpec, asked: Asked, resolution: Resolution, facts: Facts) -> list[Notice]:
    """What became of an override that says something else than what holds now."""
    path, override = ("overrides", name, "target"), spec.overrides.get(name)
    if override is None:
        return []
    if has_ended(override, facts.today):
        return [Notice(path=path, message=asked.reason, help="remove the override")]
    if resolution.unseen:
        remedy = "pass `--gitops DIR` or `--index github`, or name the preview as `pr-<number>`"
        return [Notice(path=path, message=resolution.reason, help=remedy)]
    if resolution.gone and resolution.target == STAGING and override.target.kind is TargetKind.BRANCH:
        remedy = f"publish a preview of that branch, or remove the override of {quoted(name)}"
        return [Notice(path=path, message=resolution.reason, help=remedy)]
    return []
