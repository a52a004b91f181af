"""Where the cards of a picture stand and how the wires run: columns from left to right, nothing over anything else.

Wires that pass a column have a place in it, like a card. Coordinates are pixels.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from previewctl.reporters.graph.cards import ROW_HEIGHT, TITLE_HEIGHT
from previewctl.reporters.graph.layers import acyclic, layers_of, ordered

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from previewctl.reporters.graph.cards import Card, Wire
    from previewctl.reporters.graph.layers import Link

_GAP = 18
_SWEEPS = 10
_LANE = 7
_CHANNEL = 90
_ALONE_WIDTH = 1400

Point = tuple[float, float]


class Placed(NamedTuple):
    """A card at its place."""

    card: Card
    x: float
    y: float

    def port(self, row: str) -> float:
        """The height at which a wire of a row, or of the title, begins."""
        for index, item in enumerate(self.card.rows):
            if row and item.key == row:
                return self.y + TITLE_HEIGHT + ROW_HEIGHT * (index + 0.5)
        return self.y + TITLE_HEIGHT / 2


class Routed(NamedTuple):
    """A wire and the points that it runs through: level within the columns, free between them. `back`: against the direction."""

    wire: Wire
    points: tuple[Point, ...]
    back: bool


class Layout(NamedTuple):
    """Everything at its place, below and to the right of (0, 0)."""

    cards: tuple[Placed, ...]
    wires: tuple[Routed, ...]
    width: float
    height: float


class _Column(NamedTuple):
    x: float
    width: float
    names: list[str]


def layout(cards: Mapping[str, Card], wires: Sequence[Wire]) -> Layout:
    """Places all cards: those with wires in columns, those without in rows below."""
    joined = {name for wire in wires if wire.source != wire.target for name in (wire.source, wire.target)}
    nodes = [name for name in cards if name in joined]
    links = list(dict.fromkeys((wire.source, wire.target) for wire in wires if wire.source != wire.target))
    straight, turned = acyclic(nodes, links)
    lanes: dict[Link, int] = {}
    for wire in wires:
        key = (wire.target, wire.source) if (wire.source, wire.target) in turned else (wire.source, wire.target)
        lanes[key] = lanes.get(key, 0) + 1
    columns, chains = _columns(nodes, straight)
    heights = _heights(cards, chains, lanes)
    pieces = [piece for chain in chains.values() for piece in pairwise(chain)]
    columns = ordered(columns, pieces)
    tops = _tops(columns, pieces, heights)
    across = _across(columns, cards, pieces)
    placed = {
        name: Placed(cards[name], column.x, tops[name]) for column in across for name in column.names if name in cards
    }
    bottom = max((top + heights[name] for name, top in tops.items()), default=0.0)
    below = [card for name, card in cards.items() if name not in joined]
    placed.update(_alone(below, bottom + 2 * _GAP if placed else 0.0, max(_right(across), _ALONE_WIDTH / 2)))
    routed = tuple(_route(wires, placed, chains, turned, across, tops, heights))
    everything = list(placed.values())
    width = max([item.x + item.card.width for item in everything] + [0.0])
    height = max(
        [item.y + item.card.height for item in everything] + [y for wire in routed for _, y in wire.points] + [0.0]
    )
    return Layout(tuple(everything), routed, width + 24, height + 8)


def _columns(nodes: Sequence[str], links: Sequence[Link]) -> tuple[list[list[str]], dict[Link, list[str]]]:
    """The columns with a place for each wire that passes through, and the way of each link through them."""
    layer = layers_of(nodes, links)
    columns: list[list[str]] = [[] for _ in range(max(layer.values(), default=-1) + 1)]
    for node in nodes:
        columns[layer[node]].append(node)
    chains: dict[Link, list[str]] = {}
    for source, target in links:
        chain = [source]
        for number in range(layer[source] + 1, layer[target]):
            name = f"{source}\0{target}\0{number}"
            columns[number].append(name)
            chain.append(name)
        chains[source, target] = [*chain, target]
    return columns, chains


def _heights(
    cards: Mapping[str, Card], chains: Mapping[Link, list[str]], lanes: Mapping[Link, int]
) -> dict[str, float]:
    found: dict[str, float] = {name: card.height for name, card in cards.items()}
    for link, chain in chains.items():
        found.update(dict.fromkeys(chain[1:-1], float(_LANE * lanes.get(link, 1))))
    return found


def _tops(columns: Sequence[Sequence[str]], links: Sequence[Link], heights: Mapping[str, float]) -> dict[str, float]:
    """The upper edge of each name: as near to its neighbours as the order of its column lets it be."""
    near: dict[str, list[str]] = {}
    for source, target in links:
        near.setdefault(source, []).append(target)
        near.setdefault(target, []).append(source)
    centre: dict[str, float] = {}
    for column in columns:
        y = 0.0
        for name in column:
            centre[name] = y + heights[name] / 2
            y += heights[name] + _GAP
    for sweep in range(_SWEEPS):
        for column in columns if sweep % 2 == 0 else reversed(columns):
            wanted = [_mean([centre[other] for other in near.get(name, ())], centre[name]) for name in column]
            centre.update(zip(column, _apart(wanted, [heights[name] for name in column]), strict=True))
    top = min((centre[name] - heights[name] / 2 for name in centre), default=0.0)
    return {name: y - heights[name] / 2 - top for name, y in centre.items()}


def _mean(values: list[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _apart(wanted: Sequence[float], heights: Sequence[float]) -> list[float]:
    """The centres closest to those wanted that keep order and distance (pool adjacent violators)."""
    offset, offsets = 0.0, []
    for index, height in enumerate(heights):
        offset += height / 2 + (_GAP + heights[index - 1] / 2 if index else 0)
        offsets.append(offset)
    blocks: list[tuple[float, int]] = []
    for want, own in zip(wanted, offsets, strict=True):
        total, count = want - own, 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            before = blocks.pop()
            total, count = total + before[0], count + before[1]
        blocks.append((total, count))
    shifts = [total / count for total, count in blocks for _ in range(count)]
    return [shift + own for shift, own in zip(shifts, offsets, strict=True)]


def _across(columns: Sequence[list[str]], cards: Mapping[str, Card], links: Sequence[Link]) -> list[_Column]:
    """The columns with their places; the channel between two is wider where more wires run in it."""
    number = {name: index for index, column in enumerate(columns) for name in column}
    busy: dict[int, int] = {}
    for source, _ in links:
        busy[number[source]] = busy.get(number[source], 0) + 1
    found, x = [], 8.0
    for index, names in enumerate(columns):
        width = max((cards[name].width for name in names if name in cards), default=40.0)
        found.append(_Column(x, width, names))
        x += width + _CHANNEL + min(3 * busy.get(index, 0), 160)
    return found


def _right(columns: Sequence[_Column]) -> float:
    return max((column.x + column.width for column in columns), default=0.0)


def _alone(cards: Sequence[Card], top: float, width: float) -> Iterator[tuple[str, Placed]]:
    """Cards without wires, in rows from left to right."""
    x, y, highest = 8.0, top, 0.0
    for card in cards:
        if x > 8.0 and x + card.width > width:
            x, y, highest = 8.0, y + highest + _GAP, 0.0
        yield card.key, Placed(card, x, y)
        x, highest = x + card.width + _GAP, max(highest, card.height)


def _route(
    wires: Sequence[Wire],
    placed: Mapping[str, Placed],
    chains: Mapping[Link, list[str]],
    turned: set[Link],
    columns: Sequence[_Column],
    tops: Mapping[str, float],
    heights: Mapping[str, float],
) -> Iterator[Routed]:
    where = {name: column for column in columns for name in column.names}
    used: dict[Link, int] = {}
    for wire in wires:
        if wire.source == wire.target:
            continue
        back = (wire.source, wire.target) in turned
        link = (wire.target, wire.source) if back else (wire.source, wire.target)
        lane = used[link] = used.get(link, -1) + 1
        left, right = placed[link[0]], placed[link[1]]
        rows = (wire.target_row, wire.source_row) if back else (wire.source_row, wire.target_row)
        column, y = where[link[0]], left.port(rows[0])
        points: list[Point] = [(left.x + left.card.width, y), (column.x + column.width, y)]
        for name in chains[link][1:-1]:
            y = tops[name] + min(_LANE * (lane + 0.5), heights[name])
            points += [(where[name].x, y), (where[name].x + where[name].width, y)]
        points.append((right.x, right.port(rows[1])))
        yield Routed(wire, tuple(reversed(points)) if back else tuple(points), back)
