"""Compares the schemas of two databases."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.seeds.verification import DriftLine

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

Part = tuple[str, str, str]
"""A part of a schema: its table, its kind (`column`, `constraint` or `index`), and what it says."""


def drift(scratch: AbstractSet[Part], seeded: AbstractSet[Part]) -> tuple[DriftLine, ...]:
    """What only one of two schemas has, by table, in which order it was made being nobody's business.

    A table that one of them lacks is one line.
    """
    tables = [{table for table, _, _ in parts} for parts in (scratch, seeded)]
    absent = tables[0] ^ tables[1]
    lines = [(table, "", "-" if table in tables[0] else "+", f"table {table}") for table in absent]
    for sign, parts in (("-", scratch - seeded), ("+", seeded - scratch)):
        lines += [
            (table, f"{kind} {text}", sign, f"{kind} {text}") for table, kind, text in parts if table not in absent
        ]
    # A part that says something else on each side stands below its counterpart.
    ordered = sorted(lines, key=lambda line: (line[0], line[1].split(" ")[:2], line[2] == "+", line[3]))
    return tuple(DriftLine(sign, text) for _, _, sign, text in ordered)
