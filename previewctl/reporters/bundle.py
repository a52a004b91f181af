"""A feature across services: as text, as Markdown for a comment, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.graph.model import EdgeKind
from previewctl.reporters.findings.workflow_log import inert
from previewctl.reporters.markdown import code, link

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.graph.bundle import Absent, Bundle, Member, Mismatch
    from previewctl.graph.model import Edge, Node

_LONGEST = 100


def text(bundle: Bundle) -> str:
    """What to open, then each preview with where it points."""
    absent = [f"note: {words}" for words in map(_absent, bundle.absent)]
    if bundle.first is None:
        return inert("\n".join([f"no preview is published for the branch {_shown(bundle.branch)}", *absent]) + "\n")
    lines = [f"open first: {bundle.first.url}"]
    for member in bundle.members:
        lines += ["", _head(member)]
        own = [edge for edge in (*bundle.inside, *bundle.outside) if edge.source == member.preview.node]
        lines += [f"  {_points(edge)}" for edge in sorted(own)]
    lines += [""] if bundle.mismatches else []
    lines += [f"warning: {mismatch_words(item)}" for item in bundle.mismatches]
    lines += ["", *absent] if absent else []
    return inert("\n".join(lines) + "\n")


def _head(member: Member) -> str:
    because = f"  ({member.because.text} points at it)" if member.because else ""
    return f"{member.preview.node.text}  {_shown(member.preview.branch)}{because}".rstrip()


def _points(edge: Edge) -> str:
    if edge.kind is EdgeKind.MISSING:
        return f"→ {edge.dependency} {edge.text}, which is not published"
    return (
        f"→ {edge.target.text}{' (staging)' if edge.kind is EdgeKind.STAGING else ''}" if edge.target else _away(edge)
    )


def _away(edge: Edge) -> str:
    return f"→ {edge.dependency} at {_shown(edge.text)}"


def _absent(item: Absent) -> str:
    why = "is not published yet" if item.labelled else "has not the label"
    return f"{item.service}#{item.number} of the same branch {why}"


def mismatch_words(item: Mismatch) -> str:
    """What is inconsistent, in one sentence."""
    where = "staging" if item.text == "staging" else _shown(item.text)
    if item.follows:
        return f"{item.other.text} follows {item.one.text}, but {item.one.text} points {item.service} at {where}"
    return f"{item.one.text} points {item.service} at {where}, although {item.other.text} is of the same branch"


def markdown(bundle: Bundle) -> str:
    """The same for GitHub; no text of a pull request is markup in it."""
    if bundle.first is None:
        return f"No preview is published for the branch {code(bundle.branch)}.\n"
    lines = [f"**Open first:** {link(bundle.first.url)}", "", "| preview | branch | points at |", "| --- | --- | --- |"]
    for member in bundle.members:
        own = [edge for edge in (*bundle.inside, *bundle.outside) if edge.source == member.preview.node]
        points = ", ".join(code(_target(edge)) for edge in sorted(own)) or "—"
        name = link(member.preview.url, code(member.preview.node.text))
        lines.append(f"| {name} | {code(member.preview.branch)} | {points} |")
    lines += [""] if bundle.mismatches else []
    lines += [f"- ⚠️ {_mismatch_markdown(item)}" for item in bundle.mismatches]
    lines += ["", *(f"- {code(_absent(item))}" for item in bundle.absent)] if bundle.absent else []
    return "\n".join(lines) + "\n"


def _target(edge: Edge) -> str:
    if edge.target is None:
        return f"{edge.dependency} at {edge.text}"
    return edge.target.text + {EdgeKind.STAGING: " staging", EdgeKind.MISSING: " (not published)"}.get(edge.kind, "")


def _mismatch_markdown(item: Mismatch) -> str:
    where = code(item.text)
    if item.follows:
        one, other = code(item.one.text), code(item.other.text)
        return f"{other} follows {one}, but {one} points {code(item.service)} at {where}."
    return f"{code(item.one.text)} points {code(item.service)} at {where}, although {code(item.other.text)} is of the same branch."


def as_json(bundle: Bundle) -> dict[str, Any]:
    """The feature for programs."""
    return {
        "schema": 1,
        "branch": bundle.branch,
        "openFirst": bundle.first.url if bundle.first else None,
        "previews": [
            {
                "service": member.preview.service,
                "pullRequest": member.preview.pull_request,
                "repository": member.preview.repository,
                "branch": member.preview.branch,
                "url": member.preview.url,
                "because": _node(member.because) if member.because else None,
            }
            for member in bundle.members
        ],
        "withoutPreview": [
            {"service": item.service, "repository": item.repository, "number": item.number, "labelled": item.labelled}
            for item in bundle.absent
        ],
        "edges": list(_edges(bundle)),
        "mismatches": [
            {
                "preview": _node(item.one),
                "dependency": item.service,
                "target": item.text,
                "expected": _node(item.other),
                "follows": item.follows,
                "message": mismatch_words(item),
            }
            for item in bundle.mismatches
        ],
    }


def _edges(bundle: Bundle) -> Iterator[dict[str, Any]]:
    for edge in sorted((*bundle.inside, *bundle.outside)):
        yield {
            "source": _node(edge.source),
            "dependency": edge.dependency,
            "kind": edge.kind.value,
            "target": _node(edge.target) if edge.target else None,
            "text": edge.text,
        }


def _node(node: Node) -> dict[str, Any]:
    return {"service": node.service, "pullRequest": node.pull_request}


def _shown(value: str) -> str:
    return shortened(printable(value), _LONGEST)
