"""The graph as indented text: each service below those that depend on it, then each preview with where it points."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.graph.cycles import components
from previewctl.graph.model import Edge, EdgeKind, Graph, Node
from previewctl.reporters.findings.workflow_log import inert

if TYPE_CHECKING:
    from collections.abc import Iterator

_MARKS = {EdgeKind.MISSING: " (not published)", EdgeKind.STUB: " (stub)"}


def tree(graph: Graph) -> str:
    """Services from those that nobody depends on, then the previews, then the circles."""
    lines = list(_services(graph))
    for preview in graph.previews.values():
        lines += ["", f"{_shown(preview.node.text)}  {_shown(preview.branch)}".rstrip()]
        edges = graph.outgoing.get(preview.node, ())
        lines += [_line(edge, last=edge is edges[-1]) for edge in edges]
    counts = (
        _counted(len(graph.services), "service"),
        _counted(len(graph.previews), "preview"),
        _counted(len(graph.edges), "edge"),
    )
    return inert("\n".join([*lines, "", ", ".join(counts)]) + "\n")


def _services(graph: Graph) -> Iterator[str]:
    """Each service once with what it depends on; where it comes again, its name alone."""
    depended = {name for source, names in graph.dependencies.items() for name in names if name != source}
    seen: set[str] = set()
    roots = [name for name in graph.services if name not in depended]
    inside = [group[0] for group in components(graph.dependencies) if len(group) > 1]
    for root in [*roots, *inside]:
        if root not in seen:
            yield from _below(root, graph, seen)


def _below(root: str, graph: Graph, seen: set[str]) -> Iterator[str]:
    """Depth first, without recursion: a chain of services may be longer than the interpreter's stack."""
    stack: list[tuple[str, str, str]] = [(root, "", "")]
    while stack:
        name, lead, indent = stack.pop()
        again = name in seen and bool(graph.dependencies.get(name))
        yield f"{lead}{_shown(name)}{_notes(name, graph)}{' (above)' if again else ''}"
        if again:
            continue
        seen.add(name)
        names = graph.dependencies.get(name, ())
        for following in reversed(names):
            last = following == names[-1]
            stack.append((following, indent + ("└─ " if last else "├─ "), indent + ("   " if last else "│  ")))


def _notes(name: str, graph: Graph) -> str:
    node = graph.services[name]
    outside = "  not in the catalogue" if node.catalogued is False else ""
    fixed = [edge for edge in graph.outgoing.get(Node(name), ()) if edge.kind is not EdgeKind.STAGING]
    pointed = "".join(
        f"  {_shown(edge.dependency)} at {_shown(edge.text)}{_MARKS.get(edge.kind, '')}" for edge in fixed
    )
    return outside + pointed


def _line(edge: Edge, *, last: bool) -> str:
    branch = "└─" if last else "├─"
    target = _shown(edge.target.text if edge.target else f"{edge.dependency} at {edge.text}")
    kind = "  staging" if edge.kind is EdgeKind.STAGING else _MARKS.get(edge.kind, "")
    reason = f": {_shown(edge.reason)}" if edge.reason else ""
    return f"{branch} {target}{kind}{reason}"


def _shown(text: str) -> str:
    return shortened(printable(text), 120)


def _counted(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"
