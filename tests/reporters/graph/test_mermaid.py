"""Mermaid that GitHub renders, whatever a pull request writes."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from previewctl.graph.building import build_graph
from previewctl.plan.build import build_environment
from previewctl.plan.facts import Facts, PullRequest
from previewctl.reporters.mermaid import MOST_EDGES, mermaid, mermaid_of
from tests.reporters.graph.mermaid_grammar import parse
from tests.unit.graph.samples import catalogue, organisation, published
from tests.unit.plan.planning import SHA, preview

HOSTILE = [
    '"]; click n0 "javascript:alert(1)"',
    "<img src=x onerror=alert(1)>",
    "```\n## x",
    "%%{init: {}}%%",
    "#quot;",
    "$$x$$",
    "\\n",
]


def environment(branch: str = "feature/refunds", **keys: str) -> str:
    spec = preview(dependencies="{billing-api: {env: A}, catalog-api: {env: B, optional: true}}", **keys)
    facts = Facts(PullRequest(42, branch, SHA))
    return mermaid_of(
        build_environment(spec, catalogue("orders-api", "billing-api", "catalog-api"), facts), [("shop-web", 5)]
    )


def test_a_preview_s_neighbourhood_has_both_sides() -> None:
    chart = parse(environment(overrides="{billing-api: pr-7}"))
    assert list(chart.boxes.values()) == [
        ["orders-api#42", "feature/refunds"],
        ["billing-api#7"],
        ["catalog-api", "staging"],
        ["shop-web#5"],
    ]
    assert chart.arrows == [("n0", "-->", "", "n1"), ("n0", "-.->", "optional", "n2"), ("n3", "-->", "", "n0")]


def test_a_whole_graph_is_one_chart() -> None:
    graph = build_graph(
        [], [published("orders-api", 1, billing_api="pr-9", catalog_api="stub"), published("billing-api", 7)]
    )
    chart = parse(mermaid(graph))
    assert ["billing-api#9", "not published"] in chart.boxes.values()
    assert ["catalog-api", "stub"] in chart.boxes.values()
    assert len(chart.arrows) == 2


def test_hostile_branches_stay_text() -> None:
    for branch in HOSTILE:
        chart = parse(environment(branch))
        assert chart.boxes["n0"][0] == "orders-api#42"
        assert "$$" not in chart.boxes["n0"][1]
        assert "\\n" not in chart.boxes["n0"][1].replace("\\ n", "")


@given(st.text(max_size=80))
def test_any_branch_is_text_on_one_line_of_a_label(branch: str) -> None:
    graph = build_graph([], [published("orders-api", 1, branch)])
    chart = parse(mermaid(graph))
    assert len(chart.boxes) == 2
    assert all(line.isprintable() for lines in chart.boxes.values() for line in lines)


def test_what_github_would_refuse_is_cut_and_says_so() -> None:
    text = mermaid(organisation(1, 400, 1_000))
    chart = parse(text)
    assert len(chart.arrows) <= MOST_EDGES
    assert len(text) < 50_000
    assert "left out" in chart.boxes["more"][0]
