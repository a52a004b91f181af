"""The variables of Score's containers, whose placeholders name resources of the same file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.variables import drop_password, is_set_elsewhere, take_variable

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.repository.collecting import Collector
    from previewctl.source.foreign import ForeignNode

_PARTS = {
    "host": "host", "hostname": "host", "port": "port", "name": "name", "database": "name", "username": "user", "user": "user",
}  # fmt: skip
_URLS = frozenset({"url", "uri", "connection", "connection_string"})
_ENGINES = frozenset({"postgres", "redis", "mongodb"})
_REFERENCE = re.compile(r"\$\{resources\.(?P<name>[A-Za-z0-9_-]+)(?:\.(?P<part>[A-Za-z0-9_.-]+))?\}")
_METADATA = re.compile(r"\$\{metadata\.(?P<path>[A-Za-z0-9_.-]+)\}")


class Workload(NamedTuple):
    """What placeholders refer to: by name the engine or type of each resource, and the file's own metadata."""

    kinds: Mapping[str, str]
    metadata: ForeignNode


def take_workload_variable(found: Collector, key: str, name: str, node: ForeignNode, workload: Workload) -> None:
    """One variable. Passwords of databases stay in the URL that previewctl makes."""
    text = _filled(node.text or "", workload.metadata)
    references = [(workload.kinds.get(item["name"], ""), item["part"] or "") for item in _REFERENCE.finditer(text)]
    engines = {kind for kind, _ in references if kind in _ENGINES}
    whole = _REFERENCE.fullmatch(text) is not None
    if reason := is_set_elsewhere(name):
        found.dropped(key, reason, node.line)
    elif not references:
        take_variable(found, key, name, text if node.text is not None else None, node.line)
    elif len(engines) == 1 and ("://" in text or (whole and references[0][1] in _URLS)):
        found.take(key, ("databases", engines.pop(), "env"), [name], node.line)
    elif whole:
        _one(found, key, name, node.line, references[0])
    elif {kind for kind, _ in references} <= {"dns", "route"} and all(part == "host" for _, part in references):
        _of_endpoint(found, key, name, text, node.line)
    else:
        found.dropped(key, "it is put together from several resources", node.line)


def _one(found: Collector, key: str, name: str, line: int, reference: tuple[str, str]) -> None:
    """A variable that is one part of one resource, and nothing more."""
    kind, part = reference
    if kind in _ENGINES and part in _PARTS and (kind == "postgres" or _PARTS[part] in {"host", "port"}):
        found.take(key, ("env", name), f"${{databases.{kind}.{_PARTS[part]}}}", line)
    elif kind in {"dns", "route"} and part == "host":
        found.take(key, ("env", name), "${endpoint.host}", line)
    elif kind in _ENGINES and part in {"password", "pass"}:
        drop_password(found, key, name, kind, line)
    elif kind in _ENGINES:
        found.dropped(key, f"the {kind} of a preview has no such thing", line)
    elif kind in {"service", "service-port"}:
        found.dropped(key, "name the other service in `dependencies`", line)
    else:
        found.dropped(key, f"a preview has no `{kind}`" if kind else "the file does not say what it refers to", line)


def _of_endpoint(found: Collector, key: str, name: str, text: str, line: int) -> None:
    """An address of the workload itself: `https://${resources.dns.host}`."""
    filled = _REFERENCE.sub("${endpoint.host}", text)
    found.take(key, ("env", name), re.sub(r"https?://\$\{endpoint\.host\}", "${endpoint.url}", filled), line)


def _filled(text: str, metadata: ForeignNode) -> str:
    """A text with the workload's own name and annotations in it."""

    def value(matched: re.Match[str]) -> str:
        return metadata.get(*matched["path"].split(".")).text or matched.group()

    return _METADATA.sub(value, text)
