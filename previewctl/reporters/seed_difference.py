"""What two versions of a dataset differ in, as text and as data for programs."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.rules.token_forms import find_token

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.reporters.style import Style
    from previewctl.seeds.difference import Difference, Entries

_MOST_KEYS = 10
_MOST_STATEMENTS = 20
_MOST_IN_JSON = 1_000
_WIDEST = 100
_MASK = "•••"
_PASSWORD = re.compile(r"(\bPASSWORD\s+)(?:[eE]?'[^']*'|\S+)", re.IGNORECASE)


def text(found: Difference, names: tuple[str, str], style: Style, *, keys: bool) -> str:
    """For each table, collection and key what came, went and changed; `keys` names the entries too."""
    lines = [f"{names[0]} → {names[1]}"]
    if found.empty:
        return lines[0] + (
            "\nno difference\n" if found.same else "\nno difference in rows: the files differ in their form\n"
        )
    lines += [f"  {item.what}: {item.before or '(none)'} → {item.after or '(none)'}" for item in found.said]
    for title, entries in (("postgres", found.tables), ("mongodb", found.collections)):
        if entries:
            lines += ["", title]
            width = max(len(item.name) for item in entries)
            for item in entries:
                lines.append(f"  {item.name:<{width}}  {', '.join(_counts(item, title == 'postgres'))}")
                lines += _named(item, style) if keys else ()
    if found.keys.differs:
        lines += ["", "redis", *_named(found.keys, style)]
    statements = [("+", item) for item in found.statements_added] + [("-", item) for item in found.statements_removed]
    if statements:
        lines += ["", "other statements"]
        lines += [_signed(sign, item, style) for sign, item in statements[:_MOST_STATEMENTS]]
        if len(statements) > _MOST_STATEMENTS:
            lines.append(f"  … and {len(statements) - _MOST_STATEMENTS} more")
    return "\n".join(lines) + "\n"


def _counts(item: Entries, rows: bool) -> Iterator[str]:  # noqa: FBT001 - rows or documents
    unit = "row" if rows else "document"
    if item.present[0] != item.present[1]:
        yield "new" if item.present[1] else "gone"
    for sign, number in (("+", len(item.added)), ("-", len(item.removed)), ("~", len(item.changed))):
        if number:
            yield f"{sign}{number:,} {unit if number == 1 else f'{unit}s'}"
    if item.changed:
        fields = Counter(field for fields in item.changed.values() for field in fields)
        yield "changed in " + ", ".join(f"{field} ({count:,})" for field, count in sorted(fields.items()))
    for sign, columns in (("+", item.columns_added), ("-", item.columns_removed)):
        if columns:
            yield f"{'columns' if len(columns) > 1 else 'column'} " + ", ".join(f"{sign}{name}" for name in columns)


def _named(item: Entries, style: Style) -> Iterator[str]:
    for sign, keys in (("+", item.added), ("-", item.removed)):
        yield from (_signed(sign, key, style) for key in keys[:_MOST_KEYS])
        if len(keys) > _MOST_KEYS:
            yield f"    … and {len(keys) - _MOST_KEYS:,} more"
    for key, fields in list(item.changed.items())[:_MOST_KEYS]:
        yield _signed("~", f"{key} ({', '.join(fields)})", style)
    if len(item.changed) > _MOST_KEYS:
        yield f"    … and {len(item.changed) - _MOST_KEYS:,} more"


def _signed(sign: str, content: str, style: Style) -> str:
    line = f"    {sign} {shortened(printable(_without_secrets(content)), _WIDEST)}"
    return style.added(line) if sign == "+" else style.removed(line) if sign == "-" else line


def _without_secrets(content: str) -> str:
    """A text in which tokens and passwords of roles are dots: what stands in Git by mistake is not repeated in logs."""
    content = _PASSWORD.sub(lambda found: found[1] + _MASK, content)
    while token := find_token(content):
        content = content[: token.start] + _MASK + content[token.end :]
    return content


def as_json(found: Difference, names: tuple[str, str]) -> dict[str, Any]:
    """The same for programs: of each kind the number, and the first 1,000 keys."""
    return {
        "schema": 1,
        "from": names[0],
        "to": names[1],
        "same": found.same,
        "facts": [{"what": item.what, "before": item.before, "after": item.after} for item in found.said],
        "tables": [_entries(item) for item in found.tables],
        "collections": [_entries(item) for item in found.collections],
        "keys": _entries(found.keys),
        "statements": {
            "added": [_without_secrets(item) for item in found.statements_added],
            "removed": [_without_secrets(item) for item in found.statements_removed],
        },
    }


def _entries(item: Entries) -> dict[str, Any]:
    return {
        "name": item.name,
        "state": "same" if item.present[0] == item.present[1] else "added" if item.present[1] else "removed",
        "counts": {"added": len(item.added), "removed": len(item.removed), "changed": len(item.changed)},
        "columns": {"added": list(item.columns_added), "removed": list(item.columns_removed)},
        "added": [_without_secrets(key) for key in item.added[:_MOST_IN_JSON]],
        "removed": [_without_secrets(key) for key in item.removed[:_MOST_IN_JSON]],
        "changed": {_without_secrets(key): list(fields) for key, fields in list(item.changed.items())[:_MOST_IN_JSON]},
    }
