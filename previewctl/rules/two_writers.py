"""A variable has one writer, so that nobody has to know an order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import TWO_WRITERS
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec


def writers(spec: PreviewSpec) -> Iterator[tuple[str, KeyPath]]:
    """Every variable that the file sets, with the place that sets it."""
    for engine in ("postgres", "redis", "mongodb"):
        database = getattr(spec.databases, engine)
        for index, name in enumerate(database.env if database else ()):
            yield name, ("databases", engine, "env", index)
    for section in ("services", "dependencies"):
        for owner, declared in getattr(spec, section).items():
            for part in ("url", "host", "port", "scheme"):
                if name := getattr(declared.env, part, None):
                    yield name, (section, owner, "env", part)
    for index, source in enumerate(spec.secrets):
        for number, name in enumerate(source.keys):
            yield name, ("secrets", index, "keys", number)
    for name in spec.env:
        yield name, ("env", name)


@rule(TWO_WRITERS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a variable that two parts of the file set.

    Why:
        Databases, services, dependencies, secrets and `env` all set variables. Where two set the same one, which counts would depend
        on an order that nobody sees, and a preview could write into the wrong database.

    Bad:
        databases: {postgres: {version: "17", env: DATABASE_URL}}
        env: {DATABASE_URL: "postgres://db.example.com/orders"}

    Good:
        databases: {postgres: {version: "17", env: DATABASE_URL}}
        env: {ARCHIVE_URL: "postgres://db.example.com/orders"}

    Fix:
        Remove one of the two, or rename its variable.
    """
    first: dict[str, KeyPath] = {}
    for name, path in writers(context.spec):
        if name in first:
            yield _twice(context, name, path, first[name])
        first.setdefault(name, path)
    yield from _secrets(context)


def _twice(context: RuleContext, name: str, path: KeyPath, other: KeyPath) -> Finding:
    implicit = next((item for item in (other, path) if not context.document.has(item[:3])), None)
    remedy, because = "remove one of them", "first here"
    if implicit is not None:
        remedy = f"remove it, or let `{'.'.join(map(str, implicit[:3]))}` name another variable"
        because = f"`{implicit[1]}` sets it by itself" if implicit is other else because
    return Finding(path, f"`{name}` is set twice", remedy, on_key=path[0] == "env", first=other, because=because)


def _secrets(context: RuleContext) -> Iterator[Finding]:
    """A secret that is listed twice, once with all of its keys: each key of the other one is set twice."""
    first: dict[str, int] = {}
    sources = context.spec.secrets
    for index, source in enumerate(sources):
        other = first.setdefault(source.from_, index)
        if other != index and not (source.keys and sources[other].keys):
            path, before = ("secrets", index, "from"), ("secrets", other, "from")
            yield Finding(path, f"`{source.from_}` is listed twice", "remove one of them", first=before)
