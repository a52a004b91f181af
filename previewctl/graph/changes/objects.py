"""Two sets of built objects: which are added, removed or changed, and in which fields. Never their values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from previewctl.verify.objects import KubeObject

Key = tuple[str, str, str]
"""Group, kind and name."""
_MOST_FIELDS = 12


class ObjectChange(NamedTuple):
    """One object. `sign` is `+`, `-` or `~`; `fields` are the key paths of what changed, such as `spec.replicas`."""

    sign: str
    kind: str
    name: str
    fields: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """`Kind/name`."""
        return f"{self.kind}/{self.name}"


def keyed(objects: Sequence[KubeObject]) -> dict[Key, Any]:
    """The objects as plain data, by what names them."""
    return {(item.group, item.kind, item.name): item.node.data for item in objects}


def object_changes(before: Mapping[Key, Any], after: Mapping[Key, Any]) -> tuple[ObjectChange, ...]:
    """All changes, by kind and name."""
    found = []
    for key in sorted({*before, *after}, key=lambda key: (key[1], key[2])):
        _, kind, name = key
        if key not in before:
            found.append(ObjectChange("+", kind, name))
        elif key not in after:
            found.append(ObjectChange("-", kind, name))
        elif before[key] != after[key]:
            fields = tuple(dict.fromkeys(_fields(before[key], after[key], "")))
            found.append(ObjectChange("~", kind, name, fields[:_MOST_FIELDS]))
    return tuple(found)


def _fields(one: Any, other: Any, path: str) -> Iterator[str]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys((*one, *other)):
            if one.get(name) != other.get(name):
                yield from _fields(one.get(name), other.get(name), f"{path}.{name}" if path else str(name))
    elif _named(one) and _named(other):
        yield from _fields(_by_name(one), _by_name(other), path)
    else:
        yield path


def _named(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(item, dict) and "name" in item for item in value)


def _by_name(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {str(item["name"]): item for item in items}
