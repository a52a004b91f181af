"""What a change of preview.yaml does, as text, as Markdown for a comment, and as JSON."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from previewctl.cost.estimate import cents
from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.reporters.findings.workflow_log import inert
from previewctl.reporters.markdown import code

if TYPE_CHECKING:
    from collections.abc import Iterator
    from decimal import Decimal

    from previewctl.graph.changes.change import Change
    from previewctl.graph.changes.comparison import Difference
    from previewctl.graph.changes.consequences import Consequences

_SHOWN_FIELDS = ("command", "image", "version", "target", "value", "from", "path", "storage", "replicas")
_NOTHING = "nothing changes in the preview"


def text(change: Change, before: str, after: str) -> str:
    """Sections in words, then consequences, costs and objects."""
    head = f"{change.service}: {_line(before)} → {_line(after)}"
    if _is_empty(change):
        return inert(f"{head}\n{_NOTHING}\n")
    lines = [head]
    for section, items in groupby(change.differences, key=lambda item: item.section):
        lines += ["", section]
        for item in items:
            lines += [f"  {sign(item)} {words}" for words in _words(item)]
    lines += ["", "what happens", *(f"  {words}" for words in happens(change.consequences))]
    if change.unbuilt:
        lines.append(f"  the objects are not known: {_line(change.unbuilt)}")
    if cost := _cost(change):
        lines += ["", "cost", f"  {cost}"]
    if change.objects:
        lines += ["", "objects"]
        lines += [f"  {item.sign} {item.label}  {', '.join(item.fields)}".rstrip() for item in change.objects]
    return inert("\n".join(lines) + "\n")


def _is_empty(change: Change) -> bool:
    return not (change.differences or change.objects or change.unbuilt)


def sign(item: Difference) -> str:
    """`+`, `-` or `~`."""
    if item.before is None:
        return "+"
    return "-" if item.after is None else "~"


def _words(item: Difference) -> Iterator[str]:
    """A line for each field that changed, or one for the whole part."""
    name = _line(item.name)
    if item.fields:
        for field in item.fields:
            same = field.before == field.after
            value = "changed" if same else f"{_line(field.before)} → {_line(field.after)}"
            yield f"{name} {field.name}: {value}".strip()
        return
    part = item.after or item.before
    assert part is not None
    about = [part.fields[field] for field in _SHOWN_FIELDS if part.fields.get(field, "none") != "none"]
    yield f"{name}  {_line(about[0])}".rstrip() if about and item.after else name or item.section


def happens(found: Consequences) -> Iterator[str]:
    """The consequences in sentences, the heaviest first."""
    if not found.synced:
        yield "nothing: the objects stay the same"
        return
    for name in found.reseeded:
        yield f"{name} starts over: what was entered into it is lost"
    for name in found.lost:
        yield f"the files in {name} are lost: it becomes another volume"
    for verb, names in (("starts", found.started), ("stops", found.stopped), ("restarts", found.restarted)):
        if names:
            yield f"{verb}: {', '.join(names)}"
    if found.hooks:
        yield f"runs again, in this order: {', '.join(found.hooks)}"
    if found.heaviest == "re-sync" and not found.hooks:
        yield "Argo CD applies the objects; nothing restarts"


def _cost(change: Change) -> str:
    before, after = change.cost_before, change.cost_after
    if before is None and after is None:
        return ""
    if before is None or after is None:
        amount = before if before is not None else after
        assert amount is not None
        return f"{'-' if after is None else '+'}${cents(amount)} a month"
    difference = cents(after - before)
    if not difference:
        return "no change"
    return f"{'-' if difference < 0 else '+'}${abs(difference)} a month: ${cents(before)} → ${cents(after)}"


def markdown(change: Change) -> str:
    """For a comment on the pull request: a sentence for each change, the objects folded away. Values stand in code spans."""
    if _is_empty(change):
        return f"{code(change.service)}: {_NOTHING}.\n"
    lines = [f"**What this does to {code(change.service)}**", ""]
    for section, items in groupby(change.differences, key=lambda item: item.section):
        lines.append(f"- {section}: " + "; ".join(words for item in items for words in _markdown_words(item)))
    for index, words in enumerate(happens(change.consequences)):
        heavy = index < len(change.consequences.reseeded)
        lines.append(f"- **{words}**" if heavy else f"- {words}")
    if cost := _cost(change):
        lines.append(f"- cost: {cost}")
    if change.objects:
        lines += [
            "",
            f"<details><summary>{len(change.objects)} objects</summary>",
            "",
            "| | object | fields |",
            "| --- | --- | --- |",
        ]
        lines += [
            f"| {item.sign} | {code(item.label)} | {', '.join(code(field) for field in item.fields)} |"
            for item in change.objects
        ]
        lines += ["", "</details>"]
    return "\n".join(lines) + "\n"


def _markdown_words(item: Difference) -> Iterator[str]:
    name = code(item.name)
    if not item.fields:
        yield f"{name} {'added' if item.before is None else 'removed'}".strip()
    for field in item.fields:
        same = field.before == field.after
        yield f"{name} {field.name} {'changed' if same else f'{code(field.before)} → {code(field.after)}'}".strip()


def as_json(change: Change, before: str, after: str) -> dict[str, Any]:
    """The change for programs."""
    found = change.consequences
    return {
        "schema": 1,
        "service": change.service,
        "before": before,
        "after": after,
        "differences": [
            {
                "section": item.section,
                "name": item.name,
                "change": {"+": "added", "-": "removed", "~": "changed"}[sign(item)],
                "fields": [field._asdict() for field in item.fields],
            }
            for item in change.differences
        ],
        "consequences": {**consequences_json(found), "objectsUnknown": change.unbuilt or None},
        "cost": {
            "before": _amount(change.cost_before),
            "after": _amount(change.cost_after),
            "parts": [{"component": item.component, "difference": _amount(item.difference)} for item in change.costs],
        },
        "objects": [
            {"change": item.sign, "kind": item.kind, "name": item.name, "fields": list(item.fields)}
            for item in change.objects
        ],
    }


def consequences_json(found: Consequences) -> dict[str, Any]:
    """What happens, for programs."""
    return {
        "heaviest": found.heaviest,
        "synced": found.synced,
        "started": list(found.started),
        "stopped": list(found.stopped),
        "restarted": list(found.restarted),
        "reseeded": list(found.reseeded),
        "lostVolumes": list(found.lost),
        "hooks": list(found.hooks),
    }


def _amount(value: Decimal | None) -> str | None:
    return None if value is None else str(cents(value))


def _line(value: str) -> str:
    return shortened(printable(value), 160)
