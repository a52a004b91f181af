"""Pictures that can be read: nothing stands over anything else, and no text breaks out."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from itertools import combinations
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from previewctl.graph.building import Pointed, Published, build_graph
from previewctl.reporters.graph.cards import COLUMN, cards_of, columns
from previewctl.reporters.graph.dot import dot
from previewctl.reporters.graph.formats import GraphFormat, rendered
from previewctl.reporters.graph.html import html
from previewctl.reporters.graph.layers import crossings, ordered
from previewctl.reporters.graph.layout import Layout, layout
from previewctl.reporters.graph.svg import svg
from previewctl.reporters.graph.tree import tree
from tests.unit.graph.samples import declared, organisation, published

if TYPE_CHECKING:
    from previewctl.graph.model import Graph

SIZES = [(1, 6, 3), (2, 60, 40), (3, 60, 200), (4, 120, 60)]
SPACE = {"svg": "http://www.w3.org/2000/svg"}


def laid_out(seed: int, services: int, previews: int) -> Layout:
    return layout(*cards_of(organisation(seed, services, previews)))


@pytest.mark.parametrize(("seed", "services", "previews"), SIZES)
def test_no_card_stands_on_another(seed: int, services: int, previews: int) -> None:
    found = laid_out(seed, services, previews)
    assert len(found.cards) == services
    for one, other in combinations(found.cards, 2):
        beside = one.x + one.card.width <= other.x or other.x + other.card.width <= one.x
        assert beside or one.y + one.card.height <= other.y or other.y + other.card.height <= one.y
    assert all(item.x >= 0 and item.y >= 0 and item.x + item.card.width <= found.width for item in found.cards)


@pytest.mark.parametrize(("seed", "services", "previews"), SIZES)
def test_every_text_fits_into_its_card(seed: int, services: int, previews: int) -> None:
    for item in laid_out(seed, services, previews).cards:
        for text in (item.card.key, *(row.text for row in item.card.rows)):
            assert 10 + columns(text) * COLUMN <= item.card.width


@pytest.mark.parametrize(("seed", "services", "previews"), SIZES)
def test_no_wire_runs_over_a_card(seed: int, services: int, previews: int) -> None:
    found = laid_out(seed, services, previews)
    for wire in found.wires:
        (x, y), *rest = wire.points
        for end_x, end_y in rest:
            for item in found.cards:
                left, right = sorted((x, end_x))
                top, bottom = sorted((y, end_y))
                beside = right <= item.x + 0.1 or left >= item.x + item.card.width - 0.1
                assert beside or bottom <= item.y or top >= item.y + item.card.height
            x, y = end_x, end_y


def test_sweeps_leave_fewer_crossings() -> None:
    before = [["a", "b", "c"], ["x", "y", "z"]]
    links = [("a", "z"), ("b", "y"), ("c", "x")]
    assert crossings(before, links) == 3
    assert crossings(ordered(before, links), links) == 0


@pytest.mark.parametrize(("seed", "services", "previews"), SIZES)
def test_an_svg_is_well_formed_and_loads_nothing(seed: int, services: int, previews: int) -> None:
    text = svg(organisation(seed, services, previews))
    root = ET.fromstring(text)
    assert root.tag.endswith("}svg")
    assert not re.search(r"(?:href|src|@import|url\((?!#))", text)
    assert "prefers-color-scheme: dark" in text
    titles = [item.text for item in root.iterfind(".//svg:g/svg:text[@class='title']", SPACE)]
    assert len(titles) == services


def test_the_legend_explains_the_kinds_that_are_there() -> None:
    quiet = svg(build_graph([declared("a", b="staging")], None))
    assert "depends on: its staging" in quiet
    assert "not published" not in quiet
    assert "circle" in svg(build_graph([declared("a", b="staging"), declared("b", a="staging")], None))


@settings(max_examples=50)
@given(st.text(max_size=60))
def test_any_branch_is_text_in_every_picture(branch: str) -> None:
    graph = build_graph([], [published("orders-api", 1, branch, billing_api="https://a.example.com/b")])
    names = {item.tag for item in ET.fromstring(svg(graph)).iter()}
    assert {name.rpartition("}")[2] for name in names} <= {
        "svg", "style", "defs", "marker", "path", "rect", "text", "g", "title",
    }  # fmt: skip
    page = html(graph, [])
    assert page.count("<script>") == 1
    assert len(re.findall(r"<[a-z]", page)) == len(re.findall(r"<[a-z]", html(_plain(), [])))
    assert len(dot(graph).splitlines()) == len(dot(_plain()).splitlines())
    assert len(tree(graph).splitlines()) == len(tree(_plain()).splitlines())


def _plain() -> Graph:
    return build_graph([], [published("orders-api", 1, "x", billing_api="https://a.example.com/b")])


def test_a_page_forbids_every_request_and_every_other_script() -> None:
    page = html(organisation(1, 6, 3), [])
    assert "default-src 'none'" in page
    assert "script-src 'sha256-" in page
    assert "http-equiv" in page
    assert not re.search(r"(?:href|src)\s*=", page)


@pytest.mark.parametrize("form", list(GraphFormat))
def test_no_name_reaches_a_terminal_a_log_or_markup(form: GraphFormat) -> None:
    hostile = "x\x1b[31m\x00<b>\n##[error]"
    graph = build_graph(
        [], [Published(published("orders-api", 1, hostile).preview, {hostile: Pointed("staging", hostile)})]
    )
    text = rendered(graph, form, [])
    assert "\x1b" not in text
    assert "\x00" not in text
    assert "##[error]" not in text
    if form in {GraphFormat.SVG, GraphFormat.HTML}:
        assert "<b>" not in text
