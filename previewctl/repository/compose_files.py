"""Compose files as one: merged as Compose does it, https://docs.docker.com/reference/compose-file/merge/."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.reading import Evidence
from previewctl.source.foreign import NOTHING, ForeignNode, read_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.repository.files import Repository

_APPENDED = frozenset({
    "cap_add", "cap_drop", "devices", "dns", "dns_search", "env_file", "expose", "external_links", "group_add", "ports",
    "profiles", "security_opt", "tmpfs",
})  # fmt: skip
_KEYED = frozenset({"annotations", "args", "build_args", "depends_on", "environment", "labels", "networks", "sysctls"})
"""What may be a list of `NAME=value` (or of names) and is merged as a mapping."""
_DEEPEST = 8


class Located(NamedTuple):
    """A node, and the file that it stands in. `parts`: the files of those of its items or pairs that are from others."""

    node: ForeignNode
    path: str
    parts: Mapping[str, str] = {}

    def path_of(self, part: str) -> str:
        """The file of an item, by its number, or of a pair, by its key."""
        return self.parts.get(part, self.path)


class ComposeService(NamedTuple):
    """One service after merging: its keys, each with the file that the value is from, and where it was named first."""

    name: str
    keys: dict[str, Located]
    place: Evidence = Evidence("")

    def node(self, key: str) -> ForeignNode:
        """The value of a key; an empty node where there is none."""
        found = self.keys.get(key)
        return found.node if found else NOTHING

    def path(self, key: str, part: str | int = "") -> str:
        """The file that a key is from, or an item or pair below it."""
        return self.keys[key].path_of(str(part)) if key in self.keys else ""


class ComposeProject(NamedTuple):
    """All services, the keys at the top that are no services, the volumes with their names, and notes in whole sentences."""

    services: dict[str, ComposeService]
    others: dict[str, Located]
    volumes: dict[str, Located]
    notes: tuple[str, ...]


def read_project(repository: Repository, paths: Iterable[str]) -> ComposeProject:
    """Several files as one; the later ones count more."""
    services: dict[str, ComposeService] = {}
    others: dict[str, Located] = {}
    volumes: dict[str, Located] = {}
    notes: list[str] = []
    for path in paths:
        root = _root(repository, path, notes)
        if root is None:
            continue
        top = root.mapping
        first = {} if "services" in top or "version" in top else _version_one(root)
        declared = root.get("services").mapping or first
        for name, node in declared.items():
            if node.tag == "!reset":
                services.pop(name, None)
                continue
            extended = _extended(repository, _Source(path, declared, notes), name, node, 0)
            before = services.get(name, ComposeService(name, {}, Evidence(path, node.line)))
            services[name] = before._replace(keys=_merged(before.keys, extended.keys))
        volumes |= {name: Located(node, path) for name, node in top.get("volumes", NOTHING).mapping.items()}
        for key, node in top.items():
            if key not in first and not (key in {"services", "volumes"} and node.mapping):
                others[key] = Located(node, path)
    return ComposeProject(services, others, volumes, tuple(dict.fromkeys(notes)))


class _Source(NamedTuple):
    """The services of one file, by which `extends` finds its way; `notes` takes what cannot be found."""

    path: str
    services: dict[str, ForeignNode]
    notes: list[str]


def _root(repository: Repository, path: str, notes: list[str]) -> ForeignNode | None:
    """The first document of a file; None, and a note, where there is none."""
    text = repository.text(path)
    document = read_yaml(text, path) if text is not None else "it cannot be read as text"
    if isinstance(document, str):
        notes.append(f"`{path}` was left out: {document}")
        return None
    if not document.root.mapping:
        notes.append(f"`{path}` was left out: it holds no mapping")
        return None
    notes += document.notes
    return document.root


def _version_one(root: ForeignNode) -> dict[str, ForeignNode]:
    """In the first version of the format the services stood at the top."""
    found = {name: node for name, node in root.mapping.items() if {"image", "build"} & set(node.mapping)}
    return found if len(found) == len(root.mapping) else {}


def _extended(repository: Repository, source: _Source, name: str, node: ForeignNode, depth: int) -> ComposeService:
    """A service with what it takes from another one through `extends`."""
    own = {key: Located(_normal(key, value), source.path) for key, value in node.mapping.items()}
    extends = node.get("extends")
    base = extends.get("service").text or extends.text
    if not base:
        return ComposeService(name, own)
    file = extends.get("file").text
    inner = source
    if file is not None:
        path = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), file))
        root = _root(repository, path, source.notes)
        inner = _Source(path, {} if root is None else dict(root.get("services").mapping), source.notes)
    if depth >= _DEEPEST or base not in inner.services or (base == name and file is None):
        source.notes.append(f"`services.{name}` of `{source.path}` extends `{base}`, which cannot be found")
        return ComposeService(name, own)
    inherited = _extended(repository, inner, base, inner.services[base], depth + 1)
    below = {key: located for key, located in inherited.keys.items() if key != "extends"}
    return ComposeService(name, _merged(below, own))


def _merged(below: dict[str, Located], above: dict[str, Located]) -> dict[str, Located]:
    merged = dict(below)
    for key, value in above.items():
        if value.node.tag == "!reset":
            merged.pop(key, None)
        elif key in merged:
            node = _joined(key, merged[key].node, value.node, 0)
            merged[key] = Located(node, value.path, _origins(node, merged[key], value))
        else:
            merged[key] = value
    return merged


def _origins(node: ForeignNode, below: Located, above: Located) -> dict[str, str]:
    """The files of the parts of a merged node: those of the lower one are in it as they were."""
    origins: dict[str, str] = {}
    for where in (above, below):
        known = {id(item): where.path_of(name) for name, item in _named(where.node)}
        origins = {name: known[id(item)] for name, item in _named(node) if id(item) in known} | origins
    return origins


def _named(node: ForeignNode) -> list[tuple[str, ForeignNode]]:
    return [*node.mapping.items(), *((str(index), item) for index, item in enumerate(node.items))]


def _joined(key: str, below: ForeignNode, above: ForeignNode, depth: int) -> ForeignNode:
    if above.tag == "!override" or depth > _DEEPEST:
        return above
    if isinstance(below.content, list) and isinstance(above.content, list):
        if key == "volumes":
            targets = {volume_target(item) for item in above.content}
            kept = [item for item in below.content if volume_target(item) not in targets]
            return above._replace(content=[*kept, *above.content])
        return above._replace(content=[*below.content, *above.content]) if key in _APPENDED else above
    if isinstance(below.content, dict) and isinstance(above.content, dict):
        content = dict(below.content)
        for name, value in above.content.items():
            if value.tag == "!reset":
                content.pop(name, None)
            else:
                content[name] = _joined(name, content[name], value, depth + 1) if name in content else value
        return above._replace(content=content)
    return above


def _normal(key: str, node: ForeignNode) -> ForeignNode:
    """The list form of what is merged by name as a mapping."""
    if key in _KEYED and isinstance(node.content, list):
        pairs: dict[str, ForeignNode] = {}
        for item in node.content:
            name, separator, value = (item.text or "").partition("=")
            if name.strip():
                pairs[name.strip()] = item._replace(content=value if separator else None, height=0, size=1)
        return node._replace(content=pairs)
    if key == "env_file" and node.text is not None:
        return node._replace(content=[node])
    return node


_PARTS = re.compile(r"(?:\$\{[^{}]*\}|[^:])+")


def parts_of(text: str) -> list[str]:
    """The parts of a port or a mount in its short form; the colons of `${PORT:-8000}` divide nothing."""
    return _PARTS.findall(text)


def volume_source(node: ForeignNode) -> str:
    """What a mount shows: the name of a volume, or a path; nothing for a volume without a name."""
    if node.text is None:
        return node.get("source").text or ""
    parts = parts_of(node.text)
    return parts[0] if len(parts) > 1 else ""


def volume_target(node: ForeignNode) -> str:
    """Where a mount shows up in the container."""
    if node.text is None:
        return node.get("target").text or ""
    parts = parts_of(node.text)
    return parts[1] if len(parts) > 1 else parts[0] if parts else ""


_INTERPOLATION = re.compile(
    r"\$\{(?P<name>[A-Za-z_]\w*)(?:(?P<kind>:?[-?+])(?P<word>[^}]*))?\}|\$(?P<plain>[A-Za-z_]\w*)|\$\$"
)


def interpolated(text: str) -> str | None:
    """A text with the defaults of its variables, `${X:-8000}`; None where one has none, so its value is not known."""
    unknown = False

    def value(found: re.Match[str]) -> str:
        nonlocal unknown
        if found.group() == "$$":
            return "$"
        if found["kind"] in {"-", ":-"} and "$" not in found["word"]:
            return found["word"]
        unknown = True
        return ""

    result = _INTERPOLATION.sub(value, text)
    return None if unknown else result
