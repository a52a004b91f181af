"""Mermaid as GitHub renders it in Markdown: flowcharts whose every text is inert.

GitHub refuses diagrams of more than 50,000 characters or 500 edges (Mermaid's `maxTextSize` and `maxEdges`, which a page
may not raise), so larger ones are cut, and say so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.graph.model import EdgeKind, Graph, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from previewctl.plan.model import DependencyPlan, Environment

MOST_EDGES = 400
MOST_NODES = 400
_LONGEST_LABEL = 60
_PLAIN = re.compile(r"[A-Za-z0-9 ,/.:-]")
_CLASSES = """\
  classDef preview fill:#dbeafe,stroke:#2563eb,color:#172554
  classDef staging fill:#f1f5f9,stroke:#64748b,color:#0f172a
  classDef missing fill:#fee2e2,stroke:#dc2626,color:#450a0a,stroke-dasharray:4 3
  classDef outside fill:#fef3c7,stroke:#b45309,color:#451a03
"""
"""Each class has its own text colour: GitHub's dark theme changes the page, not these boxes."""


class Box(NamedTuple):
    """A node of a flowchart: the lines of its label, and its class."""

    lines: tuple[str, ...]
    style: str


class Arrow(NamedTuple):
    """An edge between two boxes, by their keys. `dashed` edges are those to staging."""

    source: str
    target: str
    label: str = ""
    dashed: bool = False


def mermaid_of(environment: Environment, consumers: Iterable[tuple[str, int]] = ()) -> str:
    """One preview's neighbourhood as a flowchart: where its dependencies point, and the previews that point at it.

    `consumers` are those by service and pull request. The text ends with a line feed and holds no fence.
    """
    number = environment.pull_request.number
    own = Node(environment.service, number).text
    boxes = {own: Box((own, environment.pull_request.branch), "preview")}
    arrows = []
    for dependency in environment.dependencies:
        key, box = _box_of(dependency)
        boxes[key] = box
        arrows.append(Arrow(own, key, _words(dependency), dashed=dependency.preview is None))
    for service, pull_request in sorted(consumers):
        key = Node(service, pull_request).text
        if key != own:
            boxes.setdefault(key, Box((key,), "preview"))
            arrows.append(Arrow(key, own))
    return flowchart(boxes, arrows)


def _box_of(dependency: DependencyPlan) -> tuple[str, Box]:
    if dependency.preview is not None:
        name = Node(dependency.name, dependency.preview).text
        return name, Box((name,), "preview")
    if dependency.target == "staging":
        return dependency.name, Box((dependency.name, "staging"), "staging")
    words = "stub" if dependency.target == "stub" else dependency.target
    return f"{dependency.name} {words}", Box((dependency.name, words), "outside")


def _words(dependency: DependencyPlan) -> str:
    return "optional" if dependency.optional else ""


def mermaid(graph: Graph) -> str:
    """The whole graph: services as boxes of their staging, previews beside them."""
    boxes: dict[str, Box] = {}
    arrows: list[Arrow] = []
    for name, service in graph.services.items():
        boxes[name] = Box((name, "staging"), "missing" if service.catalogued is False else "staging")
    for preview in graph.previews.values():
        boxes[preview.node.text] = Box((preview.node.text, preview.branch), "preview")
    for edge in graph.edges:
        if edge.target is not None:
            key = edge.target.text
            if edge.kind is EdgeKind.MISSING:
                boxes.setdefault(key, Box((key, "not published"), "missing"))
            boxes.setdefault(key, Box((key,), "preview"))
        else:
            key = f"{edge.dependency} {edge.text}"
            boxes.setdefault(key, Box((edge.dependency, edge.text), "outside"))
        arrows.append(Arrow(edge.source.text, key, dashed=edge.kind is EdgeKind.STAGING))
    return flowchart(boxes, arrows)


def flowchart(boxes: dict[str, Box], arrows: Sequence[Arrow]) -> str:
    """A flowchart from left to right. What is too much for GitHub is left out, and a last box says how much."""
    kept = dict(list(boxes.items())[:MOST_NODES])
    shown = [arrow for arrow in arrows if arrow.source in kept and arrow.target in kept][:MOST_EDGES]
    numbers = {key: f"n{index}" for index, key in enumerate(kept)}
    lines = ["flowchart LR"]
    lines += [f'  {numbers[key]}["{_label(box.lines)}"]:::{box.style}' for key, box in kept.items()]
    lines += [_arrow(arrow, numbers) for arrow in shown]
    if len(shown) < len(arrows) or len(kept) < len(boxes):
        words = f"{len(boxes) - len(kept)} boxes and {len(arrows) - len(shown)} edges are left out"
        lines.append(f'  more["{_label((words,))}"]:::outside')
    return "\n".join(lines) + "\n" + _CLASSES


def _arrow(arrow: Arrow, numbers: dict[str, str]) -> str:
    line = "-.->" if arrow.dashed else "-->"
    label = f'|"{_escaped(arrow.label)}"|' if arrow.label else ""
    return f"  {numbers[arrow.source]} {line}{label} {numbers[arrow.target]}"


def _label(lines: Iterable[str]) -> str:
    """The lines of a label. `<br/>` is the only markup in it."""
    return "<br/>".join(_escaped(line) for line in lines if line)


def _escaped(text: str) -> str:
    """Text in a quoted label: all but letters, digits and a few marks as Mermaid's entity codes, such as `#35;`.

    Codes do not hide what Mermaid looks for after it has read them: two dollars begin a formula, a backslash and an n a line.
    """
    plain = shortened(printable(text), _LONGEST_LABEL).replace("$$", "$ $").replace("\\n", "\\ n")
    return "".join(c if _PLAIN.fullmatch(c) else f"#{ord(c)};" for c in plain)
