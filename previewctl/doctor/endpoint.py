"""Whether the shared Gateway takes the routes of previews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.doctor.model import Check, fail, ok, unknown
from previewctl.doctor.objects import at, is_true, items_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.doctor.objects import Cluster
    from previewctl.spec.platform import Gateway, PlatformSpec


def endpoint(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """The Gateway, its listener, and which namespaces it admits."""
    gateway = platform.endpoint.gateway
    if platform.endpoint.kind != "gateway" or gateway is None:
        return
    name = f"Gateway {gateway.name}"
    answer = cluster.get("gateways.gateway.networking.k8s.io", gateway.name, namespace=gateway.namespace)
    if answer.problem:
        yield unknown(name, answer.problem, f"look at `kubectl get gateway {gateway.name} -n {gateway.namespace}`")
        return
    if answer.first is None:
        yield fail(
            name, f"there is none in {gateway.namespace}", "apply cluster/gateway.yaml, or name yours in platform.yaml"
        )
        return
    if is_true(answer.first, "Programmed"):
        yield ok(name, "it is programmed")
    else:
        yield fail(
            name, "it is not programmed, so nothing answers", f"`kubectl describe gateway {gateway.name}` says why"
        )
    yield from _listeners(answer.first, gateway, platform)


def _listeners(item: Any, gateway: Gateway, platform: PlatformSpec) -> Iterator[Check]:
    listeners = items_at(item, "spec", "listeners")
    wanted = [each for each in listeners if gateway.section_name in {None, each.get("name")}]
    name = f"listener {gateway.section_name or 'of the Gateway'}"
    if not wanted:
        known = ", ".join(str(each.get("name")) for each in listeners)
        yield fail(
            name,
            f"there is none of that name: routes attach to nothing, and answer 404. There are {known}",
            "mend sectionName in platform.yaml",
        )
        return
    hosts = [str(each.get("hostname", "")) for each in wanted]
    if not any(_covers(host, platform.domain) for host in hosts):
        yield fail(name, f"its host is {', '.join(hosts)}", f"let it be *.{platform.domain}")
    elif not any(each.get("protocol") == "HTTPS" for each in wanted):
        yield fail(
            name, "it has no TLS, and previews' addresses are https://", "let it be HTTPS with a wildcard certificate"
        )
    else:
        yield ok(name, f"{', '.join(hosts) or 'every host'} over TLS")
    yield _admitted(wanted, gateway, platform)


def _covers(host: str, domain: str) -> bool:
    """Whether a listener takes hosts that are one label below the domain."""
    return host in {"", f"*.{domain}"} or (host.startswith("*.") and domain.endswith(host[1:]))


def _admitted(listeners: list[dict[str, Any]], gateway: Gateway, platform: PlatformSpec) -> Check:
    """A namespace without the label is a silent 404 with everything green."""
    name = "namespaces of the listener"
    labels = {"app.kubernetes.io/managed-by": "previewctl", **platform.endpoint.namespace_labels}
    for each in listeners:
        namespaces = at(each, "allowedRoutes", "namespaces") or {}
        source = namespaces.get("from", "Same")
        if source == "All":
            return ok(name, "all of them")
        selector = at(namespaces, "selector") or {}
        if source != "Selector":
            continue
        if selector.get("matchExpressions"):
            return unknown(
                name, "it selects by expressions", "see whether they match the labels of a preview's namespace"
            )
        wanted = selector.get("matchLabels") or {}
        if wanted.items() <= labels.items():
            return ok(name, ", ".join(f"{key}={value}" for key, value in wanted.items()))
        shown = ", ".join(f"{key}: {value}" for key, value in wanted.items())
        return fail(
            name, "previews' namespaces do not carry what it asks for", f"set `endpoint.namespaceLabels: {{{shown}}}`"
        )
    return fail(name, f"it admits those of {gateway.namespace} alone", "let it select namespaces by label")
