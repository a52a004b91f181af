"""Decides the variables of a preview: every process and hook gets the same ones, so a worker never lacks what web has."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.databases import DATABASE_NAME, POSTGRES_USER
from previewctl.plan.model import (
    DatabasePlan,
    DependencyPlan,
    GeneratedSecret,
    RemoteKey,
    RemoteSecret,
    Variable,
    VariableKind,
)
from previewctl.plan.origins import Origin, computed, from_base, from_preview
from previewctl.plan.values import origins_and_hosts, service_parts, url_parts

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from previewctl.plan.names import Names
    from previewctl.spec.placeholders import Placeholder
    from previewctl.spec.preview import EnvVariable, PreviewSpec

PASSWORD_VARIABLE = "PREVIEW_POSTGRES_PASSWORD"  # noqa: S105 - the name of a variable
_URLS = {
    "postgres": f"postgres://{POSTGRES_USER}:$({PASSWORD_VARIABLE})@{{host}}:{{port}}/{DATABASE_NAME}",
    "redis": "redis://{host}:{port}/0",
    "mongodb": f"mongodb://{{host}}:{{port}}/{DATABASE_NAME}?replicaSet=rs0",
}


def plan_variables(
    spec: PreviewSpec,
    names: Names,
    databases: Iterable[DatabasePlan],
    dependencies: Iterable[DependencyPlan],
    values: Mapping[str, str],
    consumers: tuple[str, ...] = (),
) -> tuple[Variable, ...]:
    """All variables, sorted by name; where two parts set the same one the user's own `env` counts."""
    parts = (
        _runtime(spec, names, consumers),
        _preview(spec, names),
        _connections(databases),
        _services(spec),
        _dependencies(spec, dependencies),
        _declared(spec.env, values),
    )
    by_name = {variable.name: variable for part in parts for variable in part}
    return tuple(by_name[name] for name in sorted(by_name))


def _config(name: str, value: str, origin: Origin) -> Variable:
    return Variable(name=name, kind=VariableKind.CONFIG, value=value, origin=origin)


def _runtime(spec: PreviewSpec, names: Names, consumers: tuple[str, ...]) -> Iterator[Variable]:
    if spec.runtime != "django":
        return
    base = from_base("runtimes/django")
    hosts = [names.host, *(name for name, process in sorted(spec.processes.items()) if process.port), "localhost"]
    hosts += [
        f"{name}.{names.namespace}.svc.cluster.local"
        for name, process in sorted(spec.processes.items())
        if process.port
    ]
    origins, admitted = origins_and_hosts(names.url, consumers)
    yield _config("ALLOWED_HOSTS", ",".join([*hosts, *admitted[1:]]), base)
    yield _config("CSRF_TRUSTED_ORIGINS", ",".join(origins), base)
    yield _config("PYTHONUNBUFFERED", "1", base)


def _preview(spec: PreviewSpec, names: Names) -> Iterator[Variable]:
    reason = computed("every preview has it")
    yield _config("PREVIEW_SERVICE", spec.service, reason)
    yield _config("PREVIEW_NAME", names.application, reason)
    yield _config("PREVIEW_URL", names.url, reason)


def _connections(databases: Iterable[DatabasePlan]) -> Iterator[Variable]:
    for database in databases:
        url = _URLS[database.engine].format(host=database.host, port=database.port)
        kind = VariableKind.CONNECTION if database.engine == "postgres" else VariableKind.CONFIG
        for index, name in enumerate(database.variables):
            yield Variable(
                name=name, kind=kind, value=url, origin=from_preview("databases", database.engine, "env", index)
            )


def _services(spec: PreviewSpec) -> Iterator[Variable]:
    for name, service in sorted(spec.services.items()):
        values = service_parts(name, service.port)
        for part in ("host", "port", "url"):
            if variable := getattr(service.env, part):
                yield _config(variable, values[part], from_preview("services", name, "env", part))


def _dependencies(spec: PreviewSpec, dependencies: Iterable[DependencyPlan]) -> Iterator[Variable]:
    for dependency in dependencies:
        declared = spec.dependencies[dependency.name].env
        parts = url_parts(dependency.internal_url)
        for part in ("url", "host", "port", "scheme"):
            if variable := getattr(declared, part):
                yield _config(variable, parts[part], _dependency_origin(dependency))


def _dependency_origin(dependency: DependencyPlan) -> Origin:
    return Origin(dependency.origin.source, dependency.origin.path, f"{dependency.target}: {dependency.reason}")


def _declared(env: Mapping[str, EnvVariable], values: Mapping[str, str]) -> Iterator[Variable]:
    value_of: Callable[[Placeholder], str] = lambda placeholder: values[placeholder.name]  # noqa: E731
    for name, variable in env.items():
        origin = from_preview("env", name)
        if variable.generate:
            yield Variable(name=name, kind=VariableKind.SECRET, secret=secret_name(name), key=name, origin=origin)
        elif variable.secret:
            key = variable.secret.rpartition("#")[2]
            yield Variable(name=name, kind=VariableKind.SECRET, secret=secret_name(name), key=key, origin=origin)
        elif variable.value is not None:
            yield _config(name, variable.value.resolve(value_of), origin)


def secret_name(variable: str) -> str:
    """The Secret that holds one variable: `env-` and the name in lower case, `_` as `-`.

    Names that differ only in case would share one; `lint` refuses those.
    """
    return f"env-{variable.lower().replace('_', '-').strip('-')}"


def generated_secrets(spec: PreviewSpec) -> tuple[GeneratedSecret, ...]:
    """The values that the cluster makes, sorted by name."""
    return tuple(
        GeneratedSecret(name=secret_name(name), key=name, length=variable.length)
        for name, variable in sorted(spec.env.items())
        if variable.generate
    )


def remote_secrets(spec: PreviewSpec) -> tuple[RemoteSecret, ...]:
    """The secrets that External Secrets fetches: those of `secrets`, then those of `env`."""
    sources = []
    for index, source in enumerate(spec.secrets):
        keys = tuple(RemoteKey(key=key, remote=source.from_, property=key) for key in source.keys)
        extract = None if keys else source.from_
        sources.append(RemoteSecret(name=f"secrets-{index}", keys=keys, extract=extract, all_variables=True))
    for name, variable in sorted(spec.env.items()):
        if variable.secret:
            remote, _, key = variable.secret.rpartition("#")
            keys = (RemoteKey(key=key, remote=remote, property=key),)
            sources.append(RemoteSecret(name=secret_name(name), keys=keys, extract=None, all_variables=False))
    return tuple(sources)
