"""Whether a cluster answers, and knows the kinds of objects that previews consist of."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.doctor.model import Check, fail, ok, unknown, warning
from previewctl.doctor.objects import served
from previewctl.doctor.versions import shown, version_in

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.doctor.objects import Cluster
    from previewctl.spec.platform import PlatformSpec

OLDEST_KUBERNETES = (1, 30)
"""ValidatingAdmissionPolicy is stable from here on: https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/."""
_GATEWAY_API = "install the Gateway API's standard channel, and an implementation of it"
_EXTERNAL_SECRETS = "install External Secrets, a version whose API is v1"
_ARGO_CD = "install Argo CD 3.6 or newer with its ApplicationSet controller"


class _Resource(NamedTuple):
    name: str
    version: str
    fix: str


_ALWAYS = (
    _Resource("applications.argoproj.io", "v1alpha1", _ARGO_CD),
    _Resource("applicationsets.argoproj.io", "v1alpha1", _ARGO_CD),
    _Resource("appprojects.argoproj.io", "v1alpha1", _ARGO_CD),
    _Resource("externalsecrets.external-secrets.io", "v1", _EXTERNAL_SECRETS),
    _Resource("clustersecretstores.external-secrets.io", "v1", _EXTERNAL_SECRETS),
    _Resource("passwords.generators.external-secrets.io", "v1alpha1", _EXTERNAL_SECRETS),
)
_GATEWAY = (
    _Resource("gateways.gateway.networking.k8s.io", "v1", _GATEWAY_API),
    _Resource("httproutes.gateway.networking.k8s.io", "v1", _GATEWAY_API),
)


def server(cluster: Cluster) -> Check:
    """Whether the API server answers, and is new enough."""
    found = cluster.server_version()
    if found.problem:
        return fail("API server", f"it does not answer: {found.problem}", "check `kubectl version` and --context")
    version = version_in(found.texts[0])
    if version is None or version[0] == 0:
        return unknown("API server", f"its version is {found.texts[0]}", "look at `kubectl version`")
    if version[:2] < OLDEST_KUBERNETES:
        oldest = shown(OLDEST_KUBERNETES)
        return fail("API server", shown(version), f"upgrade to {oldest}: admission policies are stable from there on")
    return ok("API server", shown(version))


def kinds(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """The custom resources."""
    wanted = (*_ALWAYS, *(_GATEWAY if platform.endpoint.kind == "gateway" else ()))
    for resource in wanted:
        answer = cluster.get("customresourcedefinitions.apiextensions.k8s.io", resource.name)
        if answer.problem:
            yield unknown(resource.name, answer.problem, f"look at `kubectl get crd {resource.name}`")
        elif answer.first is None:
            yield fail(resource.name, "there is no such kind", resource.fix)
        elif resource.version not in (versions := list(served(answer.first))):
            yield fail(resource.name, f"it serves {', '.join(versions)} and not {resource.version}", resource.fix)
        else:
            yield ok(resource.name, f"serves {resource.version}")
    yield from _classes(cluster, platform)


def _classes(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    endpoint = platform.endpoint
    name = endpoint.alb.ingress_class if endpoint.kind == "alb" else ""
    if endpoint.kind == "ingress" and endpoint.ingress:
        name = endpoint.ingress.class_name
    if not name:
        return
    answer = cluster.get("ingressclasses.networking.k8s.io", name)
    if answer.problem:
        yield unknown(f"IngressClass {name}", answer.problem, f"look at `kubectl get ingressclass {name}`")
    elif answer.first is None:
        yield fail(
            f"IngressClass {name}", "there is none", "install its controller, or name another one in platform.yaml"
        )
    elif answer.first.get("spec", {}).get("controller") == "k8s.io/ingress-nginx":
        yield warning(f"IngressClass {name}", "it is ingress-nginx's, which is retired", "move to the Gateway API")
    else:
        yield ok(f"IngressClass {name}", "it is there")
