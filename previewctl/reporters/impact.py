"""What a change does to the previews that are open, as text, Markdown and JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.graph.impact import WORDS
from previewctl.reporters.difference import consequences_json
from previewctl.reporters.findings.workflow_log import inert
from previewctl.reporters.markdown import code

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.graph.impact import Impact, PreviewImpact

_HEADS = {
    "refused": "cannot be rendered like this, and stays as it is until that is mended",
    "gone": "no ApplicationSet any more",
    "re-seed": "a database starts over",
    "restart": "pods restart, data stays",
    "re-sync": "objects change and hooks run again, no pod restarts",
    "unknown": "something changes, and only Kustomize can tell what",
}


def text(impact: Impact, notes: Sequence[str]) -> str:
    """A group for each kind, the heaviest first; those that stay as they are are counted alone."""
    lines: list[str] = []
    for word in WORDS[:-1]:
        if items := impact.of(word):
            lines.append(f"{word} ({len(items)}): {_HEADS[word]}")
            lines += [f"  {item.node.text}  {_shown('; '.join(_words(item)))}".rstrip() for item in items]
            lines.append("")
    if impact.control:
        lines += ["control part", *(f"  ~ {path}" for path in impact.control), ""]
    lines += [f"note: {_shown(note)}" for note in notes]
    lines.append(f"unchanged: {len(impact.of('nothing'))} of {_counted(impact.previews)}")
    return inert("\n".join(lines) + "\n")


def _words(item: PreviewImpact) -> Iterator[str]:
    found = item.consequences
    if item.reason:
        yield item.reason
    if found.reseeded:
        yield f"re-seeds {', '.join(found.reseeded)}"
    for verb, names in (("loses", found.lost), ("starts", found.started), ("stops", found.stopped)):
        if names:
            yield f"{verb} {', '.join(names)}"
    if found.restarted:
        yield f"restarts {', '.join(found.restarted)}"
    if found.hooks:
        yield f"runs {', '.join(found.hooks)} again"


def markdown(impact: Impact, notes: Sequence[str]) -> str:
    """A table of what changes, for a comment."""
    changed = [item for word in WORDS[:-1] for item in impact.of(word)]
    still = len(impact.of("nothing"))
    lines = [f"**Changed: {len(changed)} of {_counted(impact.previews)}**, unchanged: {still}.", ""]
    if changed:
        lines += ["| preview | | what happens |", "| --- | --- | --- |"]
        lines += [
            f"| {code(item.node.text)} | {item.word} | {'; '.join(map(code, _words(item)))} |" for item in changed
        ]
        lines.append("")
    lines += [f"- {code(path)} changes" for path in impact.control]
    lines += [f"- {code(note)}" for note in notes]
    return "\n".join(lines).rstrip("\n") + "\n"


def as_json(impact: Impact, notes: Sequence[str]) -> dict[str, Any]:
    """The same for programs."""
    return {
        "schema": 1,
        "counts": {word: len(impact.of(word)) for word in WORDS},
        "previews": [
            {
                "service": item.node.service,
                "pullRequest": item.node.pull_request,
                "impact": item.word,
                "reason": item.reason or None,
                **consequences_json(item.consequences),
            }
            for item in impact.previews
        ],
        "control": list(impact.control),
        "notes": list(notes),
    }


def _counted(items: Sequence[object]) -> str:
    return "1 preview" if len(items) == 1 else f"{len(items)} previews"


def _shown(value: str) -> str:
    return shortened(printable(value), 300)
