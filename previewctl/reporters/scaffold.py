"""What `init` concluded, and what it made of the files of other tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.scaffold.draft import Leaf
from previewctl.scaffold.writer import flow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.style import Style
    from previewctl.repository.reading import Reading
    from previewctl.scaffold.draft import Branch, Draft


class ScaffoldResult(NamedTuple):
    """A draft, its text, what was read for it, and what `lint` says of it. `path` is None where nothing was written."""

    draft: Draft
    text: str
    readings: tuple[Reading, ...]
    findings: FindingsReport
    path: str | None

    def mapped(self) -> int:
        """How many keys of other tools' files became something."""
        return sum(len(reading.mapped) for reading in self.readings)

    def dropped(self) -> int:
        """How many did not."""
        return sum(len(reading.dropped) for reading in self.readings)


def summary(result: ScaffoldResult, style: Style, *, keys: bool) -> str:
    """For people; `keys` lists every key of the files that were imported."""
    lines = [
        f"{style.bold(name)}{_value(leaf)}{_source(leaf)}"
        for name, leaf in conclusions(result.draft)
        if leaf.source or leaf.check
    ]
    if keys:
        for reading in result.readings:
            lines += [
                f"{style.added('mapped')}  {item.evidence}  {printable(item.key)} → {item.to}"
                for item in reading.mapped
            ]
            lines += [
                f"{style.removed('dropped')} {item.evidence}  {printable(item.key)}: {printable(item.reason)}"
                for item in reading.dropped
            ]
    lines += [f"note: {printable(note)}" for note in dict.fromkeys(result.draft.notes)]
    if result.mapped() or result.dropped():
        keys_of = "key" if result.mapped() == 1 else "keys"
        lines.append(f"{result.mapped()} {keys_of} of other files mapped, {result.dropped()} dropped")
        if not keys and result.dropped():
            lines[-1] += "; --from FILE says which"
    if result.path:
        lines.append(f"written: {result.path}; next: `previewctl lint`, then `previewctl render --dry-run`")
    return "\n".join(lines) + "\n"


def _source(leaf: Leaf) -> str:
    words = f" ({leaf.source})" if leaf.source else ""
    return words + (f" - check: {leaf.check}" if leaf.check else "")


def _value(leaf: Leaf) -> str:
    return "" if leaf.value == {} else f": {shortened(printable(flow(leaf.value)))}"


def conclusions(draft: Draft) -> Iterator[tuple[str, Leaf]]:
    """Every value of a draft with its key path, in the order of the draft; mappings with the file that named them."""
    yield from _below(draft, (), draft.tree)


def _below(draft: Draft, above: tuple[str, ...], tree: Branch) -> Iterator[tuple[str, Leaf]]:
    for key, item in tree.items():
        path = (*above, key)
        if isinstance(item, Leaf):
            yield ".".join(path), item
            continue
        heading = draft.headings.get(path)
        if heading is not None:
            yield ".".join(path), Leaf({}, heading.source, heading.check)
        yield from _below(draft, path, item)


def as_json(result: ScaffoldResult) -> dict[str, Any]:
    """For programs."""
    return {
        "version": 1,
        "path": result.path,
        "text": result.text,
        "conclusions": [
            {"key": name, "value": leaf.value, "source": leaf.source, "check": leaf.check, "others": leaf.others}
            for name, leaf in conclusions(result.draft)
        ],
        "mapped": [
            {"key": item.key, "to": item.to, "source": str(item.evidence)}
            for reading in result.readings
            for item in reading.mapped
        ],
        "dropped": [
            {"key": item.key, "reason": item.reason, "source": str(item.evidence)}
            for reading in result.readings
            for item in reading.dropped
        ],
        "notes": list(dict.fromkeys(result.draft.notes)),
        "findings": [f"{item.code} {item.message}" for item in result.findings.diagnostics],
    }
