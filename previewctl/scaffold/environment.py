"""The variables of a draft: one writer for each, nothing that points at what is not there, and nothing missing."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.secret_values import is_own_secret
from previewctl.repository.variables import BY_THE_BASE, IN_A_URL_ALONE, database_part, is_name
from previewctl.scaffold.draft import Leaf
from previewctl.scaffold.secrets import looks_secret, reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.repository.django import RequiredVariable
    from previewctl.scaffold.draft import Draft

_DEFAULTS = {"postgres": "DATABASE_URL", "redis": "REDIS_URL", "mongodb": "MONGO_URL"}
_BY_PREVIEWCTL = {"PORT", "PREVIEW_NAME", "PREVIEW_SERVICE", "PREVIEW_URL", "PREVIEW_POSTGRES_PASSWORD"}
_PLACEHOLDER = re.compile(r"(?<!\$)\$\{(?P<kind>services|databases)\.(?P<name>[\w-]+)\.")
_DEBUG = re.compile(r"(?:[A-Z]+_)?DEBUG")


def settle(draft: Draft) -> None:
    """Takes away variables that another part sets, or that point at a part which is not there."""
    _one_database_each(draft)
    elsewhere = dict(_set_by_parts(draft))
    for name, leaf in list(draft.branch("env").items()):
        if not isinstance(leaf, Leaf):
            continue
        if name in elsewhere or name in _BY_PREVIEWCTL:
            draft.remove(("env", name))
        elif name in BY_THE_BASE and draft.value("runtime") == "django":
            draft.remove(("env", name))
            draft.removed["env", name] = "the base for Django sets it"
        elif missing := _missing(draft, str(leaf.value)):
            draft.remove(("env", name))
            if missing[0] == "services" and missing[1] in draft.suggestions.get("services", {}):
                draft.suggest("env", name, Leaf(leaf.value, leaf.source, f"needs `services.{missing[1]}`"))
            else:
                draft.notes.append(
                    f"`env.{name}` was left out: it needs `{missing[0]}.{missing[1]}`, which is not there"
                )
        else:
            leaf.others = {source: other for source, other in leaf.others.items() if not looks_secret(name, str(other))}
    for name in {**elsewhere, **draft.branch("env")}:
        draft.suggestions.get("env", {}).pop(name, None)


def require(draft: Draft, required: Iterable[RequiredVariable], provided: frozenset[str]) -> None:
    """Adds the variables without which the settings cannot be imported, and that neither the file nor the image sets."""
    if draft.value("runtime") == "vue":
        return
    service = str(draft.value("service") or "app")
    elsewhere = dict(_set_by_parts(draft))
    for variable in required:
        name = variable.name
        known = name in elsewhere or name in draft.branch("env") or name in _BY_PREVIEWCTL or name in provided
        if (
            known
            or not is_name(name)
            or name.startswith("PREVIEW_")
            or (name in BY_THE_BASE and draft.value("runtime") == "django")
        ):
            continue
        suggested = draft.suggestions.get("env", {}).pop(name, None)
        if suggested is not None and not suggested.check.startswith("needs"):
            draft.put(("env", name), suggested)
        else:
            draft.put(("env", name), _demanded(draft, service, name, f"{variable.path}:{variable.line}"))


def _demanded(draft: Draft, service: str, name: str, source: str) -> Leaf:
    engine, part = database_part(name)
    if engine in draft.branch("databases") and (known := _of_database(engine, part, source)):
        return known
    if engine and part == "password":
        return Leaf("", source, f"{IN_A_URL_ALONE}: read DATABASE_URL there")
    if is_own_secret(name):
        return Leaf({"generate": "secret"}, source)
    if looks_secret(name, "unknown"):
        return reference(service, name, source)
    if _DEBUG.fullmatch(name):
        return Leaf("False", source, "pages for debugging would show the settings to everybody")
    return Leaf("", source, "the settings need it, and no file says its value")


def _of_database(engine: str, part: str, source: str) -> Leaf | None:
    """A part of the address of a database that is there; None for what a preview does not give in a variable of its own."""
    if engine == "redis" and part == "name":
        return Leaf("0", source, "Redis numbers its databases, and this is the first")
    given = part in {"host", "port"} or (engine == "postgres" and part != "password")
    return Leaf(f"${{databases.{engine}.{part}}}", source) if given else None


def _one_database_each(draft: Draft) -> None:
    """A variable that two databases would set is the first one's, and a database without a variable gets the usual one."""
    seen: set[str] = set()
    for engine in list(draft.branch("databases")):
        leaf = draft.leaf("databases", engine, "env")
        if leaf is None or not isinstance(leaf.value, list):
            continue
        names = [name for name in leaf.value if name not in seen]
        seen.update(map(str, names))
        if names:
            leaf.value = names
        else:
            draft.remove(("databases", engine, "env"))


def _set_by_parts(draft: Draft) -> Iterator[tuple[str, str]]:
    """The variables that databases and services set, with the part that does."""
    for engine in draft.branch("databases"):
        written = draft.value("databases", engine, "env")
        names = written if isinstance(written, list) else [written or _DEFAULTS.get(engine, "")]
        for name in names:
            yield str(name), engine
    for service in draft.branch("services"):
        for part in ("host", "port", "url"):
            name = draft.value("services", service, "env", part)
            if name is not None:
                yield str(name), service


def _missing(draft: Draft, text: str) -> tuple[str, str] | None:
    """The first part that a placeholder names and that is not in the draft."""
    for found in _PLACEHOLDER.finditer(text):
        if found["name"] not in draft.branch(found["kind"]):
            return found["kind"], found["name"]
    return None
