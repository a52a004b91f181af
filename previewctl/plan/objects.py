"""The objects that a plan becomes, by kind, name and labels: what patches can be for. A test compares with a real build."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.sleep_tools import evenings
from previewctl.plan.stub import STUBS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.plan.model import Environment

COMPONENT, ROLE, SERVING = "app.kubernetes.io/component", "previewctl.dev/role", "previewctl.dev/port"
_ISOLATION = (("", "v1", "ServiceAccount"), ("", "v1", "ResourceQuota"), ("", "v1", "LimitRange"))
_POLICIES = ("default-deny", "dns", "https")
_ROUTES = {
    "gateway": ("gateway.networking.k8s.io", "v1", "HTTPRoute"),
    "alb": ("networking.k8s.io", "v1", "Ingress"),
    "ingress": ("networking.k8s.io", "v1", "Ingress"),
}
_DEPLOYMENT, _SERVICE, _CLAIM = ("apps", "v1", "Deployment"), ("", "v1", "Service"), ("", "v1", "PersistentVolumeClaim")
_JOB, _CONFIG_MAP, _POLICY = (
    ("batch", "v1", "Job"),
    ("", "v1", "ConfigMap"),
    ("networking.k8s.io", "v1", "NetworkPolicy"),
)
FIXED_PASSWORD = "postgres-password"  # noqa: S105 - the name of an object
"""The ConfigMap with the password that is no secret."""

_SLEEP_INFO = ("kube-green.com", "v1alpha1", "SleepInfo")
_PASSWORD = ("generators.external-secrets.io", "v1alpha1", "Password")
_EXTERNAL_SECRET = ("external-secrets.io", "v1", "ExternalSecret")


class PlannedObject(NamedTuple):
    """One object when patches are applied to it: before Kustomize adds hashes to names, and the labels that all objects get.

    `names` are all that it answers to: a claim is renamed by a patch and keeps its first name for others. `labels` are those
    that tell the objects of one preview apart.
    """

    group: str
    version: str
    kind: str
    names: tuple[str, ...]
    labels: tuple[tuple[str, str], ...]


def planned_objects(environment: Environment) -> tuple[PlannedObject, ...]:
    """All objects of one preview."""
    return (
        *_guard_rails(environment),
        *_configuration(environment),
        *_databases(environment),
        *_workloads(environment),
        *_stubs(environment),
        *_endpoint(environment),
    )


def _object(type_: tuple[str, str, str], name: str, component: str, *, other: str = "", **labels: str) -> PlannedObject:
    names = (name, other) if other else (name,)
    marks = {"role": ROLE, "serving": SERVING}
    return PlannedObject(*type_, names, ((COMPONENT, component), *((marks[key], labels[key]) for key in labels)))


def _guard_rails(environment: Environment) -> Iterator[PlannedObject]:
    yield _object(("", "v1", "Namespace"), environment.names.namespace, "namespace")
    for type_ in _ISOLATION:
        yield _object(type_, "preview", "isolation")
    names = [*_POLICIES, *(("endpoint", "callers") if environment.endpoint else ())]
    names += [f"to-{item.name}" for item in environment.dependencies if item.port and (item.namespace or item.ranges)]
    for name in names:
        yield _object(_POLICY, name, "network")
    lifetime = environment.lifetime
    if lifetime.sleep and lifetime.sleeper == "kubeGreen" and evenings(lifetime.sleep):
        yield _object(_SLEEP_INFO, "preview", "sleep")


def _configuration(environment: Environment) -> Iterator[PlannedObject]:
    for name in ("env", "config", "nginx") if environment.runtime == "vue" else ("env",):
        yield _object(_CONFIG_MAP, name, "config")
    for generated in environment.generated_secrets:
        yield _object(_PASSWORD, generated.name, "secrets")
        yield _object(_EXTERNAL_SECRET, generated.name, "secrets")
    for remote in environment.remote_secrets:
        yield _object(_EXTERNAL_SECRET, remote.name, "secrets")


def _databases(environment: Environment) -> Iterator[PlannedObject]:
    for database in environment.databases:
        name = database.engine
        yield _object(_SERVICE, name, name)
        if not database.ephemeral:
            yield _object(_CLAIM, name, name, other=database.claim)
        yield _object(_DEPLOYMENT, name, name, role="database")
        if name == "postgres" and database.auth == "fixed":
            yield _object(_CONFIG_MAP, FIXED_PASSWORD, name)
        elif name == "postgres":
            yield _object(_PASSWORD, name, name)
            yield _object(_EXTERNAL_SECRET, name, name)


def _workloads(environment: Environment) -> Iterator[PlannedObject]:
    for service in environment.services:
        yield _object(_DEPLOYMENT, service.name, service.name, role="service", serving="tcp")
        yield _object(_SERVICE, service.name, service.name)
    for process in environment.processes:
        yield _object(
            _DEPLOYMENT, process.name, process.name, role="process", serving="http" if process.port else "none"
        )
        if process.port:
            yield _object(_SERVICE, process.name, process.name)
    for volume in environment.volumes:
        yield _object(_CLAIM, volume.claim, volume.name)
    for hook in environment.hooks:
        yield _object(_JOB, hook.name, hook.name, role="hook")


def _stubs(environment: Environment) -> Iterator[PlannedObject]:
    if environment.stubs:
        yield _object(_DEPLOYMENT, STUBS, STUBS, role="service", serving="tcp")
        yield _object(_CONFIG_MAP, STUBS, "config")
    for stub in environment.stubs:
        yield _object(_SERVICE, stub.name, STUBS)


def _endpoint(environment: Environment) -> Iterator[PlannedObject]:
    if environment.endpoint:
        yield _object(_ROUTES[environment.endpoint.kind], "endpoint", "endpoint")
