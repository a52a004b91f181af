"""What is reported about a graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.model import FILE_START, Location, Severity
from previewctl.graph.building import build_graph
from previewctl.graph.findings import Lasts, findings
from previewctl.graph.model import Node
from previewctl.spec.durations import Duration
from tests.unit.graph.samples import catalogue, declared, published

if TYPE_CHECKING:
    from previewctl.graph.model import Graph

DAY = 86_400


def place(node: Node, dependency: str | None) -> Location:
    return Location(f"{node.text} {dependency}", FILE_START)


def messages(graph: Graph, lifetimes: dict[Node, Lasts] | None = None) -> list[str]:
    return [f"{item.code}: {item.message}" for item in findings(graph, place, lifetimes)]


def test_a_misspelt_service_gets_a_suggestion() -> None:
    graph = build_graph([declared("orders-api", biling_api="staging")], None, catalogue("orders-api", "billing-api"))
    (found,) = findings(graph, place)
    assert found.message == "`orders-api` depends on `biling-api`, which is not in the catalogue"
    assert found.help == "did you mean `billing-api`?"
    assert found.location.path == "orders-api biling-api"


def test_without_a_catalogue_every_name_is_a_service() -> None:
    assert messages(build_graph([declared("orders-api", anything="staging")], None)) == []


def test_a_service_outside_of_the_catalogue_is_reported_once() -> None:
    graph = build_graph([], [published("orders-api", 1), published("orders-api", 2)], catalogue("billing-api"))
    assert messages(graph) == [
        "PV246: the catalogue has no service `orders-api`, so there is no ApplicationSet for its previews"
    ]


def test_a_target_that_does_not_exist_is_reported_with_those_that_do() -> None:
    graph = build_graph([], [published("orders-api", 1, billing_api="pr-9"), published("billing-api", 7)])
    (found,) = findings(graph, place)
    assert found.message == "`orders-api#1` points `billing-api` at `pr-9`, and that preview is not published"
    assert found.help == "published are `pr-7`; without the override it uses staging"


def test_a_circle_is_a_note() -> None:
    graph = build_graph([declared("a", b="staging"), declared("b", a="staging")], None)
    (found,) = findings(graph, place)
    assert (found.code, found.severity) == ("PV248", Severity.NOTE)
    assert found.message.endswith("`a` → `b` → `a`")


def test_a_preview_that_ends_before_its_consumer_is_reported() -> None:
    graph = build_graph([], [published("orders-api", 1, billing_api="pr-7"), published("billing-api", 7)])
    own, user = Lasts(Duration(DAY), Duration(14 * DAY)), Lasts(Duration(3 * DAY), Duration(14 * DAY))
    (message,) = messages(graph, {Node("billing-api", 7): own, Node("orders-api", 1): user})
    assert message.startswith("PV249: `billing-api#7` is due to be reaped before `orders-api#1`, which depends on it: ")
    assert message.endswith("it ends after 1d without use, its consumer after 3d")
    assert messages(graph, {Node("billing-api", 7): user, Node("orders-api", 1): own}) == []


def test_a_record_that_cannot_be_read_is_named() -> None:
    (found,) = findings(build_graph([], []), place, unreadable=[Node("orders-api", 3)])
    assert (found.code, found.location.path) == ("PV250", "orders-api#3 None")
