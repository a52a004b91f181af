"""How files, records and the catalogue become one graph."""

from __future__ import annotations

from previewctl.graph.building import build_graph
from previewctl.graph.model import EdgeKind, Node
from previewctl.graph.neighbourhood import around, connected
from tests.unit.graph.samples import catalogue, declared, published


def test_a_file_s_dependency_is_an_edge_to_staging() -> None:
    graph = build_graph([declared("orders-api", billing_api="staging")], None, catalogue("orders-api", "billing-api"))
    (edge,) = graph.edges
    assert (edge.source, edge.kind, edge.target) == (Node("orders-api"), EdgeKind.STAGING, Node("billing-api"))
    assert graph.services["orders-api"].path == "orders-api/preview.yaml"
    assert graph.services["billing-api"].staging == "https://billing-api.acme.dev"


def test_a_preview_points_at_another_preview() -> None:
    graph = build_graph([], [published("orders-api", 42, billing_api="pr-7"), published("billing-api", 7)])
    (edge,) = graph.edges
    assert (edge.source.text, edge.kind, edge.target) == ("orders-api#42", EdgeKind.PREVIEW, Node("billing-api", 7))
    assert graph.incoming[Node("billing-api", 7)] == (edge,)


def test_a_target_that_is_not_published_is_missing() -> None:
    graph = build_graph([], [published("orders-api", 42, billing_api="pr-7")])
    assert graph.edges[0].kind is EdgeKind.MISSING


def test_a_target_that_nobody_looked_up_may_be_there() -> None:
    graph = build_graph([declared("orders-api", billing_api="pr-7")], None)
    assert graph.edges[0].kind is EdgeKind.PREVIEW


def test_urls_and_stubs_are_edges_to_no_service() -> None:
    graph = build_graph([], [published("orders-api", 1, billing_api="stub", catalog_api="https://x.example.com")])
    assert [(edge.kind, edge.target) for edge in graph.edges] == [(EdgeKind.STUB, None), (EdgeKind.URL, None)]


def test_what_a_record_has_in_place_of_a_target_counts_as_staging() -> None:
    graph = build_graph([], [published("orders-api", 1, billing_api="\x1b[31m nonsense")])
    assert graph.edges[0].kind is EdgeKind.STAGING


def test_files_and_previews_together_say_what_a_service_depends_on() -> None:
    graph = build_graph([declared("shop-web", orders_api="staging")], [published("shop-web", 5, catalog_api="staging")])
    assert graph.dependencies == {"shop-web": ("catalog-api", "orders-api")}


def test_the_order_of_the_input_does_not_matter() -> None:
    files = [declared("a", b="staging"), declared("b", c="staging"), declared("c")]
    items = [published("a", 2, b="pr-1"), published("b", 1), published("a", 1)]
    one, other = build_graph(files, items), build_graph(files[::-1], items[::-1])
    assert (one.edges, list(one.services), list(one.previews)) == (
        other.edges,
        list(other.services),
        list(other.previews),
    )


def test_a_neighbourhood_has_what_is_reached_from_both_sides() -> None:
    files = [declared("web", api="staging"), declared("api", core="staging"), declared("other", core="staging")]
    near = around(build_graph(files, None), "api")
    assert set(near.services) == {"web", "api", "core"}
    assert [(edge.source.service, edge.dependency) for edge in near.edges] == [("api", "core"), ("web", "api")]


def test_services_that_nothing_is_about_are_left_out() -> None:
    graph = build_graph([declared("api", core="staging")], None, catalogue("api", "core", "lonely"))
    assert set(connected(graph).services) == {"api", "core"}


def test_a_catalogue_alone_is_shown_whole() -> None:
    assert set(connected(build_graph([], None, catalogue("api", "core"))).services) == {"api", "core"}
