"""The patch of the route or Ingress that a concern of the bases brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.render.frontend import robots
from previewctl.render.views import IngressView, Pair, RouteView

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.plan.model import EndpointPlan, Environment
    from previewctl.spec.platform import Gateway, PlatformEndpoint, PlatformSpec

_ALB = "alb.ingress.kubernetes.io"


def pairs(values: Mapping[str, str]) -> tuple[Pair, ...]:
    """A mapping as pairs, sorted by name."""
    return tuple(Pair(name, values[name]) for name in sorted(values))


def routes(environment: Environment, platform: PlatformSpec) -> tuple[RouteView, ...]:
    """The HTTPRoute's patch, if the platform has a Gateway."""
    endpoint, gateway = environment.endpoint, platform.endpoint.gateway
    if endpoint is None or endpoint.kind != "gateway" or gateway is None:
        return ()
    return (_route(environment, endpoint, platform.endpoint, gateway),)


def _route(environment: Environment, endpoint: EndpointPlan, platform: PlatformEndpoint, gateway: Gateway) -> RouteView:
    annotations, labels = _metadata(endpoint, platform, {})
    return RouteView(
        host=endpoint.host,
        gateway=gateway.name,
        gateway_namespace=gateway.namespace,
        sections=(gateway.section_name,) if gateway.section_name else (),
        service=endpoint.process,
        port=endpoint.port,
        robots=robots(environment),
        annotations=annotations,
        labels=labels,
    )


def ingresses(environment: Environment, platform: PlatformSpec) -> tuple[IngressView, ...]:
    """The Ingress' patch, for the kinds `alb` and `ingress`."""
    endpoint = environment.endpoint
    if endpoint is None or endpoint.kind == "gateway":
        return ()
    if endpoint.kind == "alb":
        return (_alb(environment, endpoint, platform.endpoint),)
    return (_ingress(endpoint, platform.endpoint),)


def _alb(environment: Environment, endpoint: EndpointPlan, platform: PlatformEndpoint) -> IngressView:
    """An ALB has room for 100 target groups, so previews are spread over shards by their numbers."""
    alb = platform.alb
    shard = environment.pull_request.number % alb.shards
    own = {
        f"{_ALB}/group.name": f"{alb.group}-{shard}",
        f"{_ALB}/healthcheck-path": endpoint.health or "/",
        f"{_ALB}/scheme": alb.scheme,
    }
    if alb.certificate_arn:
        own[f"{_ALB}/certificate-arn"] = alb.certificate_arn
    annotations, labels = _metadata(endpoint, platform, own)
    return IngressView(
        host=endpoint.host,
        class_name=alb.ingress_class,
        service=endpoint.process,
        port=endpoint.port,
        tls_hosts=(),
        tls_secrets=(),
        annotations=annotations,
        labels=labels,
    )


def _ingress(endpoint: EndpointPlan, platform: PlatformEndpoint) -> IngressView:
    ingress = platform.ingress
    annotations, labels = _metadata(endpoint, platform, {})
    return IngressView(
        host=endpoint.host,
        class_name=ingress.class_name if ingress else "",
        service=endpoint.process,
        port=endpoint.port,
        tls_hosts=(endpoint.host,),
        tls_secrets=(ingress.tls_secret,) if ingress and ingress.tls_secret else (),
        annotations=annotations,
        labels=labels,
    )


def _metadata(
    endpoint: EndpointPlan, platform: PlatformEndpoint, own: Mapping[str, str]
) -> tuple[tuple[tuple[Pair, ...], ...], tuple[tuple[Pair, ...], ...]]:
    guarded = endpoint.auth == "platform"
    annotations = pairs({**platform.annotations, **(platform.auth_annotations if guarded else {}), **own})
    labels = pairs(platform.auth_labels) if guarded else ()
    return (annotations,) if annotations else (), (labels,) if labels else ()
