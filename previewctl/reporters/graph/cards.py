"""What a picture of the graph consists of: a card for each service with a row for each preview, and wires between rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.graph.model import EdgeKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.graph.model import Edge, Graph

MOST_ROWS = 12
_LONGEST = 34
TITLE_HEIGHT = 26
ROW_HEIGHT = 19
COLUMN = 7.3
"""The width of a monospaced letter at 12 pixels, the widest of the usual fonts."""
_PADDING = 22


class Row(NamedTuple):
    """A line of a card: a preview, one that is not there, or where a preview points outside."""

    key: str
    text: str
    style: str


class Card(NamedTuple):
    """A service."""

    key: str
    style: str
    rows: tuple[Row, ...]
    about: str

    @property
    def width(self) -> float:
        """Wide enough for its longest line."""
        longest = max(columns(text) for text in (self.key, *(row.text for row in self.rows)))
        return max(110, longest * COLUMN + _PADDING)

    @property
    def height(self) -> float:
        """Its title and its rows."""
        return TITLE_HEIGHT + ROW_HEIGHT * len(self.rows) + (6 if self.rows else 2)


class Wire(NamedTuple):
    """An edge between two cards; `source_row` and `target_row` are rows of them, empty for the title."""

    source: str
    source_row: str
    target: str
    target_row: str
    style: str
    about: str


def columns(text: str) -> int:
    """How many letters wide a text is; those of East Asia take two."""
    if text.isascii():
        return len(text)
    from unicodedata import combining, east_asian_width

    return sum(0 if combining(c) else 2 if east_asian_width(c) in "WF" else 1 for c in text)


def cards_of(graph: Graph) -> tuple[dict[str, Card], list[Wire]]:
    """The cards by service, and the wires. Every service that one depends on is a dashed wire; only what a preview has
    otherwise is one of its own: a picture of all that points at staging shows nothing."""  # noqa: D205, D209 - one thought
    missing = {edge.target: edge for edge in graph.edges if edge.kind is EdgeKind.MISSING and edge.target}
    absent: dict[str, list[Row]] = {}
    for node in sorted(missing, key=lambda node: (node.service, node.pull_request or 0)):
        absent.setdefault(node.service, []).append(Row(node.text, f"#{node.pull_request} not published", "missing"))
    cards = {name: _card(name, graph, absent.get(name, [])) for name in graph.services}
    wires = [
        Wire(source, "", name, "", "staging", f"{source} depends on {name}")
        for source, names in graph.dependencies.items()
        for name in names
    ]
    rows = {row.key for card in cards.values() for row in card.rows}
    wires += _direct(graph, rows)
    return cards, wires


def _card(name: str, graph: Graph, absent: list[Row]) -> Card:
    node = graph.services[name]
    style = "unknown" if node.catalogued is False else "service"
    about = "not in the catalogue" if node.catalogued is False else (node.staging or "")
    rows = [*_declared(name, graph), *absent, *_previews(name, graph)]
    if len(rows) > MOST_ROWS:
        rows = [*rows[: MOST_ROWS - 1], Row("", f"and {len(rows) - MOST_ROWS + 1} more", "more")]
    return Card(name, style, tuple(rows), about)


def _declared(name: str, graph: Graph) -> Iterator[Row]:
    """Where the file itself points a dependency that is not at staging."""
    from previewctl.graph.model import Node

    yield from _outside(graph.outgoing.get(Node(name), ()))


def _previews(name: str, graph: Graph) -> Iterator[Row]:
    """Previews that point at others, or are pointed at, come first."""
    found = graph.previews_of.get(name, ())
    for item in sorted(found, key=lambda item: (not _takes_part(item.node, graph), item.pull_request)):
        text = f"#{item.pull_request} {printable(item.branch)}".rstrip()
        yield Row(item.node.text, _cut(text), "preview")
        yield from _outside(graph.outgoing.get(item.node, ()))


def _outside(edges: tuple[Edge, ...]) -> Iterator[Row]:
    for edge in edges:
        if edge.target is None:
            yield Row("", _cut(f"  {edge.dependency}: {printable(edge.text)}"), "outside")


def _takes_part(node: object, graph: Graph) -> bool:
    incoming: Mapping[object, tuple[Edge, ...]] = graph.incoming  # type: ignore[assignment]
    outgoing: Mapping[object, tuple[Edge, ...]] = graph.outgoing  # type: ignore[assignment]
    return bool(incoming.get(node)) or any(edge.kind is not EdgeKind.STAGING for edge in outgoing.get(node, ()))


def _direct(graph: Graph, rows: set[str]) -> Iterator[Wire]:
    """The wires of previews, and of files, that point at a preview."""
    for edge in graph.edges:
        if edge.target is None or edge.kind is EdgeKind.STAGING:
            continue
        source_row = edge.source.text if edge.source.pull_request is not None else ""
        yield Wire(
            edge.source.service,
            source_row if source_row in rows else "",
            edge.target.service,
            edge.target.text if edge.target.text in rows else "",
            "missing" if edge.kind is EdgeKind.MISSING else "preview",
            f"{edge.source.text} points at {edge.target.text}",
        )


def _cut(text: str) -> str:
    while columns(text) > _LONGEST:
        text = shortened(text, len(text.removesuffix("…")) - 1) if len(text) > 2 else text[:1]
    return text
