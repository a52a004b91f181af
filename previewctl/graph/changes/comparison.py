"""What two plans differ in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.graph.changes.parts import SECTIONS, Part, parts_of

if TYPE_CHECKING:
    from previewctl.plan.model import Environment


class FieldChange(NamedTuple):
    """A field that is another one now; both are the same text where what differs is not to be shown."""

    name: str
    before: str
    after: str


class Difference(NamedTuple):
    """A part that is added (`before` is None), removed (`after` is None) or changed in these fields."""

    section: str
    name: str
    before: Part | None
    after: Part | None
    fields: tuple[FieldChange, ...] = ()


def differences(before: Environment | None, after: Environment | None) -> tuple[Difference, ...]:
    """All of them, by section; None stands for a preview that is not there."""
    old, new = _named(before), _named(after)
    found = []
    for key in [*old, *(key for key in new if key not in old)]:
        one, other = old.get(key), new.get(key)
        if one is None or other is None:
            found.append(Difference(*key, one, other))
        elif fields := _fields(one, other):
            found.append(Difference(*key, one, other, fields))
    order = {section: number for number, section in enumerate(SECTIONS)}
    return tuple(sorted(found, key=lambda item: (order[item.section], item.name)))


def _named(environment: Environment | None) -> dict[tuple[str, str], Part]:
    return {(part.section, part.name): part for part in parts_of(environment)} if environment else {}


def _fields(one: Part, other: Part) -> tuple[FieldChange, ...]:
    found = [
        FieldChange(name, one.fields.get(name, "none"), other.fields.get(name, "none"))
        for name in dict.fromkeys((*one.fields, *other.fields))
        if one.fields.get(name) != other.fields.get(name)
    ]
    if not found and one.exact != other.exact:
        name = next(iter(one.fields))
        found.append(FieldChange(name, one.fields[name], other.fields.get(name, "none")))
    return tuple(found)
