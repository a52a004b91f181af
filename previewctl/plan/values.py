"""The values that placeholders stand for."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from previewctl.plan.databases import DATABASE_NAME, POSTGRES_USER
from previewctl.plan.facts import PullRequest
from previewctl.plan.names import Names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.plan.model import DatabasePlan, DependencyPlan
    from previewctl.spec.preview import PreviewSpec, Service

_DEFAULT_PORTS = {"http": 80, "https": 443}


def url_parts(url: str) -> dict[str, str]:
    """A URL with its host, port and scheme, each as text."""
    parts = urlsplit(url)
    port = parts.port or _DEFAULT_PORTS[parts.scheme]
    return {"url": url, "host": parts.hostname or "", "port": str(port), "scheme": parts.scheme}


def service_parts(name: str, port: int) -> dict[str, str]:
    """The address of a plain container in the namespace."""
    return {"host": name, "port": str(port), "url": f"http://{name}:{port}"}


def known_placeholders(spec: PreviewSpec) -> tuple[str, ...]:
    """Every placeholder that means something in this preview.yaml, sorted."""
    names = set(_fixed(Names(application="", namespace="", host=""), PullRequest(number=0, branch="", head_sha=""), ()))
    names |= {f"dependencies.{name}.{part}" for name in spec.dependencies for part in _DEPENDENCY_PARTS}
    names |= {f"services.{name}.{part}" for name in spec.services for part in service_parts(name, 1)}
    declared = (
        ("postgres", spec.databases.postgres),
        ("redis", spec.databases.redis),
        ("mongodb", spec.databases.mongodb),
    )
    names |= {
        f"databases.{name}.{part}" for name, database in declared if database for part in _database_parts(name, 1)
    }
    return tuple(sorted(names))


_DEPENDENCY_PARTS = ("url", "publicUrl", "host", "port", "scheme")


def placeholder_values(
    names: Names,
    pull_request: PullRequest,
    databases: Iterable[DatabasePlan],
    services: Mapping[str, Service],
    dependencies: Iterable[DependencyPlan],
    consumers: Iterable[str] = (),
) -> dict[str, str]:
    """By placeholder: the value it stands for. The keys are those of `known_placeholders`.

    `consumers` are the origins of the previews that call this one.
    """
    values = _fixed(names, pull_request, consumers)
    for database in databases:
        parts = _database_parts(database.host, database.port)
        values |= {f"databases.{database.engine}.{part}": value for part, value in parts.items()}
    for name, service in services.items():
        values |= {f"services.{name}.{part}": value for part, value in service_parts(name, service.port).items()}
    for dependency in dependencies:
        parts = {**url_parts(dependency.internal_url), "publicUrl": dependency.public_url}
        values |= {f"dependencies.{dependency.name}.{part}": value for part, value in parts.items()}
    return values


def public_addresses(spec: PreviewSpec, dependencies: Iterable[DependencyPlan]) -> list[DependencyPlan]:
    """The dependencies of a frontend with their public URLs alone: browsers read its variables, in `config.js`."""
    if spec.runtime != "vue":
        return list(dependencies)
    return [item._replace(internal_url=item.public_url) for item in dependencies]


def origins_and_hosts(own: str, consumers: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A preview's own origin and those of its consumers, and their hosts, in the same order."""
    origins = (own, *consumers)
    return origins, tuple(urlsplit(origin).hostname or "" for origin in origins)


def _fixed(names: Names, pull_request: PullRequest, consumers: Iterable[str]) -> dict[str, str]:
    origins, hosts = origins_and_hosts(names.url, consumers)
    return {
        "consumers.origins": ",".join(origins),
        "consumers.hosts": ",".join(hosts),
        "endpoint.url": names.url,
        "endpoint.host": names.host,
        "preview.namespace": names.namespace,
        "pullRequest.number": str(pull_request.number),
        "pullRequest.branch": pull_request.branch,
        "pullRequest.headSha": pull_request.head_sha,
    }


def _database_parts(host: str, port: int) -> dict[str, str]:
    return {"host": host, "port": str(port), "name": DATABASE_NAME, "user": POSTGRES_USER}
