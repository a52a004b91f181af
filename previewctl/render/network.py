"""The NetworkPolicies that depend on the plan: who may call the preview, and what it may call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.waves import Wave
from previewctl.render.views import Pair, PolicyView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import DependencyPlan, EndpointPlan, Environment
    from previewctl.spec.platform import PlatformEndpoint, PlatformSpec

_WAVE = str(Wave.GUARD_RAILS.value)
_NAMESPACE_NAME = "kubernetes.io/metadata.name"


def uses_label(service: str) -> str:
    """The label on a caller's namespace by which a preview of `service` knows it; its value is the number."""
    return f"uses.previewctl.dev/{service}"


def policies(environment: Environment, platform: PlatformSpec) -> tuple[PolicyView, ...]:
    """Ingress to the public process, then egress to each dependency that can be named by namespace or range."""
    return (*_ingress(environment, platform.endpoint), *_egress(environment))


def _ingress(environment: Environment, platform: PlatformEndpoint) -> Iterator[PolicyView]:
    if environment.endpoint is None:
        return
    yield _from_endpoint(environment.endpoint, platform)
    yield PolicyView(
        name="callers",
        wave=_WAVE,
        direction="Ingress",
        rule="ingress",
        peers_key="from",
        components=(environment.endpoint.process,),
        namespaces=(Pair(uses_label(environment.service), str(environment.pull_request.number)),),
        ports=(environment.endpoint.port,),
    )


def _from_endpoint(endpoint: EndpointPlan, platform: PlatformEndpoint) -> PolicyView:
    names = list(platform.source_namespaces)
    if platform.kind == "gateway" and platform.gateway:
        names.append(platform.gateway.namespace)
    ranges = platform.source_ranges or (() if names else ("0.0.0.0/0",))
    return PolicyView(
        name="endpoint",
        wave=_WAVE,
        direction="Ingress",
        rule="ingress",
        peers_key="from",
        components=(endpoint.process,),
        namespaces=tuple(Pair(_NAMESPACE_NAME, name) for name in sorted(set(names))),
        ranges=ranges,
        ports=(endpoint.port,),
    )


def _egress(environment: Environment) -> Iterator[PolicyView]:
    for dependency in environment.dependencies:
        if dependency.port and (dependency.namespace or dependency.ranges):
            yield _to(dependency)


def _to(dependency: DependencyPlan) -> PolicyView:
    return PolicyView(
        name=f"to-{dependency.name}",
        wave=_WAVE,
        direction="Egress",
        rule="egress",
        peers_key="to",
        all_pods=("all",),
        namespaces=(Pair(_NAMESPACE_NAME, dependency.namespace),) if dependency.namespace else (),
        ranges=dependency.ranges,
        ports=(dependency.port,) if dependency.port else (),
    )
