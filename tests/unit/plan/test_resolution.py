"""What a target becomes when it is looked up among the previews that are published."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from previewctl.plan.index import Gap, PreviewIndex, PublishedPreview
from tests.unit.plan.planning import facts, plan, platform

if TYPE_CHECKING:
    from collections.abc import Mapping

    from previewctl.plan.model import DependencyPlan, Environment
    from previewctl.spec.platform import PlatformSpec

CATALOGUE = platform(
    urls="true",
    services="""
  orders-api: {}
  billing-api: {staging: {public: https://billing.acme.dev, internal: http://billing.staging.svc:8080}, port: 8080}
  mailer: {callable: false, staging: {public: https://mailer.acme.dev}}
""",
)
TODAY = date(2026, 11, 27)


def published(
    number: int = 7, branch: str = "new-prices", service: str = "billing-api", **more: object
) -> PublishedPreview:
    return PublishedPreview(service, number, f"acme/{service}", branch, "a" * 40, "https://forged.example", **more)  # type: ignore[arg-type]


def environment(
    *previews: PublishedPreview,
    under: PlatformSpec = CATALOGUE,
    gaps: Mapping[tuple[str, int], Gap] | None = None,
    branch: str = "new-prices",
    **keys: str,
) -> Environment:
    known = facts(branch=branch, today=TODAY)._replace(previews=PreviewIndex.of(previews, gaps))
    return plan(known, under, **{"dependencies": "{billing-api: {}}", **keys})


def resolved(*previews: PublishedPreview, **more: object) -> tuple[str, str]:
    found = dependency(*previews, **more)
    return found.target, found.reason


def dependency(*previews: PublishedPreview, **more: object) -> DependencyPlan:
    return environment(*previews, **more).dependencies[0]  # type: ignore[arg-type]


def test_a_published_preview_is_called_by_its_own_process_and_port() -> None:
    found = dependency(published(process="api", port=9000), overrides="{billing-api: pr-7}")
    assert found.internal_url == "http://api.pv-billing-api-7.svc.cluster.local:9000"
    assert (found.namespace, found.port) == ("pv-billing-api-7", 9000)


def test_the_public_url_is_made_of_names_and_not_taken_from_a_record() -> None:
    found = dependency(published(), overrides="{billing-api: pr-7}")
    assert found.public_url == "https://billing-api-pr-7.preview.example.com"


def test_a_preview_that_is_not_published_becomes_staging_with_a_reason() -> None:
    found = dependency(published(8), overrides="{billing-api: pr-7}")
    assert (found.target, found.internal_url) == ("staging", "http://billing.staging.svc:8080")
    assert found.reason == "pull request 7 of `billing-api` has no preview, so it is staging"
    assert found.gone == "pull request 7 of `billing-api` has no published preview"


@pytest.mark.parametrize(
    ("overrides", "dependencies", "defaults"),
    [
        ("{billing-api: {target: pr-7, onMissing: error}}", "{billing-api: {}}", "staging"),
        ("{billing-api: pr-7}", "{billing-api: {onMissing: error}}", "staging"),
        ("{billing-api: pr-7}", "{billing-api: {}}", "error"),
    ],
    ids=["per override", "per dependency", "per platform"],
)
def test_on_missing_error_leads_nowhere_rather_than_to_staging(
    overrides: str, dependencies: str, defaults: str
) -> None:
    under = platform(services="{billing-api: {}}", defaults=f"{{onMissing: {defaults}}}")
    found = dependency(under=under, overrides=overrides, dependencies=dependencies)
    assert (found.target, found.internal_url) == ("missing", "https://billing-api.missing.invalid")


@pytest.mark.parametrize(
    ("override", "own", "platform_says", "wanted"),
    [
        ("staging", "error", "error", "staging"),
        (None, "staging", "error", "staging"),
        (None, None, "error", "missing"),
        ("error", "staging", "staging", "missing"),
    ],
)
def test_the_closest_on_missing_counts(override: str | None, own: str | None, platform_says: str, wanted: str) -> None:
    of_override = f", onMissing: {override}" if override else ""
    found = dependency(
        under=platform(services="{billing-api: {}}", defaults=f"{{onMissing: {platform_says}}}"),
        overrides=f"{{billing-api: {{target: pr-7{of_override}}}}}",
        dependencies=f"{{billing-api: {{{f'onMissing: {own}' if own else ''}}}}}",
    )
    assert found.target == wanted


def test_a_staging_that_previews_may_not_call_takes_nothing_over() -> None:
    keys = {"dependencies": "{mailer: {}}", "overrides": "{mailer: pr-7}"}
    assert resolved(**keys) == (
        "missing",
        "pull request 7 of `mailer` has no preview, and previews may not call its staging",
    )


@pytest.mark.parametrize("target", ["same-branch", "branch:new-prices"])
def test_a_branch_is_looked_up_by_its_name(target: str) -> None:
    found = dependency(published(3, "main"), published(7), overrides=f"{{billing-api: '{target}'}}")
    assert (found.target, found.preview) == ("pr-7", 7)
    assert found.reason == f"the override says `{target}`, and its branch is `new-prices`"


def test_another_branch_can_be_named() -> None:
    previews = (published(3, "old-prices"), published(7))
    assert resolved(*previews, overrides="{billing-api: 'branch:old-prices'}")[0] == "pr-3"


def test_of_several_previews_of_a_branch_the_newest_counts() -> None:
    previews = (published(7), published(12), published(9))
    assert resolved(*previews, overrides="{billing-api: same-branch}")[0] == "pr-12"


def test_a_preview_of_another_service_is_not_meant() -> None:
    found = resolved(published(service="catalog-api"), overrides="{billing-api: same-branch}")
    assert found == ("staging", "no preview of `billing-api` has the branch `new-prices`, so it is staging")


def test_branches_are_compared_exactly() -> None:
    assert resolved(published(branch="New-Prices"), overrides="{billing-api: same-branch}")[0] == "staging"


def test_who_has_no_branch_follows_none() -> None:
    found = resolved(published(branch=""), branch="", overrides="{billing-api: same-branch}")
    assert found == ("staging", "this preview has no branch to follow, so it is staging")


def test_follow_holds_for_every_dependency_without_an_override() -> None:
    found = environment(
        published(7),
        published(8, service="mailer"),
        follow="same-branch",
        dependencies="{billing-api: {}, mailer: {}}",
        overrides="{mailer: 'https://mailer.example.com'}",
    )
    assert [item.target for item in found.dependencies] == ["pr-7", "https://mailer.example.com"]


def test_what_follows_and_finds_nothing_is_staging_whatever_on_missing_says() -> None:
    found = resolved(follow="same-branch", dependencies="{billing-api: {onMissing: error}}")
    assert found[0] == "staging"


def test_an_override_that_has_ended_asks_for_nothing() -> None:
    ended = "{billing-api: {target: pr-3, until: 2026-11-26}}"
    assert resolved(published(3), overrides=ended) == ("staging", "the override to `pr-3` ended on 2026-11-26")
    followed = resolved(published(3), published(7), overrides=ended, follow="same-branch")
    assert followed[0] == "pr-7"
    assert "ended on 2026-11-26, so `follow: same-branch` counts" in followed[1]


@pytest.mark.parametrize("gap", list(Gap))
def test_what_github_says_outweighs_a_record(gap: Gap) -> None:
    gaps = {("billing-api", 7): gap}
    for target in ("pr-7", "same-branch"):
        assert resolved(published(), gaps=gaps, overrides=f"{{billing-api: {target}}}")[0] == "staging"


def test_the_rendered_reason_does_not_change_with_who_was_asked() -> None:
    keys = {"overrides": "{billing-api: pr-7}"}
    asked = resolved(gaps={("billing-api", 7): Gap.CLOSED}, **keys)
    assert asked == resolved(**keys)


def test_a_preview_that_listens_on_no_port_cannot_be_called() -> None:
    assert dependency(published(silent=True), overrides="{billing-api: pr-7}").gone.endswith("listens on no port")
    assert resolved(published(silent=True), overrides="{billing-api: same-branch}")[0] == "staging"


def test_a_stub_answers_in_the_namespace() -> None:
    found = dependency(dependencies="{billing-api: {optional: true}}", overrides="{billing-api: stub}")
    assert (found.target, found.internal_url) == (
        "stub",
        "http://stub-billing-api.pv-orders-api-42.svc.cluster.local:8080",
    )


def test_the_plan_says_where_the_dependencies_of_a_preview_point() -> None:
    previews = (
        published(7, targets={"tax-api": "pr-3", "mailer": "staging"}),
        published(3, service="tax-api", targets={"billing-api": "pr-7", "rates-api": "pr-9"}),
    )
    found = dependency(*previews, overrides="{billing-api: pr-7}")
    assert found.onward == (
        "billing-api pr-7 → mailer staging",
        "billing-api pr-7 → tax-api pr-3",
        "tax-api pr-3 → billing-api pr-7",
        "tax-api pr-3 → rates-api pr-9",
    )


def test_what_a_record_says_cannot_colour_a_terminal() -> None:
    (edge,) = dependency(published(7, targets={"x\x1b[31m": "y\n" * 99}), overrides="{billing-api: pr-7}").onward
    assert edge.isprintable()
    assert len(edge) < 160


def test_a_long_chain_is_cut() -> None:
    previews = [
        published(number, service="billing-api", targets={"billing-api": f"pr-{number + 1}"}) for number in range(1, 99)
    ]
    assert len(dependency(*previews, overrides="{billing-api: pr-1}").onward) == 20


@pytest.mark.parametrize(
    ("override", "narrowed"), [("pr-7", True), ("https://mock.example.com", False), ("staging", False)]
)
def test_what_no_policy_can_name_is_not_narrowed(override: str, narrowed: bool) -> None:
    assert dependency(published(), overrides=f"{{billing-api: '{override}'}}").narrowed is narrowed


def test_staging_is_narrowed_by_namespace_or_ranges_and_its_port() -> None:
    entries = {
        "{staging: {public: https://a.dev}}": False,
        "{staging: {public: https://a.dev, namespace: staging, port: 80}}": True,
        "{staging: {public: https://a.dev, ranges: [198.51.100.0/24], port: 443}}": True,
    }
    for entry, narrowed in entries.items():
        assert dependency(under=platform(services=f"{{billing-api: {entry}}}")).narrowed is narrowed
