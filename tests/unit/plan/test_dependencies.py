"""Where a dependency points, for backends and for browsers, and why."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from previewctl.plan.origins import Source
from tests.unit.plan.planning import facts, plan, platform, variables

if TYPE_CHECKING:
    from previewctl.plan.model import DependencyPlan, Notice

CATALOGUE = platform(
    urls="true",
    services="""
  billing-api:
    staging: {public: https://billing.acme.dev/, internal: http://billing.staging.svc:8080, namespace: staging, port: 8080}
  public-only: {staging: {public: https://public.acme.dev}}
  internal-only: {staging: {internal: http://internal.staging.svc:80}}
  with-process: {port: 9000, process: api}
  no-staging: {}""",
)


def dependency(name: str, override: str | None = None, today: date | None = None) -> DependencyPlan:
    return resolved(name, override, today)[0]


def resolved(name: str, override: str | None, today: date | None) -> tuple[DependencyPlan, tuple[Notice, ...]]:
    keys = {"dependencies": f"{{{name}: {{}}}}"} | ({"overrides": f"{{{name}: {override}}}"} if override else {})
    environment = plan(facts(today=today), CATALOGUE, **keys)
    return environment.dependencies[0], environment.notices


@pytest.mark.parametrize(
    ("name", "override", "internal", "public"),
    [
        ("billing-api", None, "http://billing.staging.svc:8080", "https://billing.acme.dev"),
        ("billing-api", "staging", "http://billing.staging.svc:8080", "https://billing.acme.dev"),
        ("public-only", None, "https://public.acme.dev", "https://public.acme.dev"),
        ("internal-only", None, "http://internal.staging.svc:80", "http://internal.staging.svc:80"),
        ("no-staging", None, "https://no-staging.staging.invalid", "https://no-staging.staging.invalid"),
        ("unknown", None, "https://unknown.staging.invalid", "https://unknown.staging.invalid"),
        (
            "billing-api",
            "pr-7",
            "http://web.pv-billing-api-7.svc.cluster.local:8080",
            "https://billing-api-pr-7.preview.example.com",
        ),
        (
            "with-process",
            "pr-7",
            "http://api.pv-with-process-7.svc.cluster.local:9000",
            "https://with-process-pr-7.preview.example.com",
        ),
        (
            "no-staging",
            "pr-7",
            "http://web.pv-no-staging-7.svc.cluster.local:8000",
            "https://no-staging-pr-7.preview.example.com",
        ),
        ("billing-api", "https://mock.acme.dev/v2/", "https://mock.acme.dev/v2", "https://mock.acme.dev/v2"),
    ],
)
def test_the_urls_of_a_dependency(name: str, override: str | None, internal: str, public: str) -> None:
    found = dependency(name, override)
    assert (found.internal_url, found.public_url) == (internal, public)


def test_a_preview_is_known_by_number_namespace_and_port() -> None:
    found = dependency("billing-api", "pr-7")
    assert (found.preview, found.namespace, found.port) == (7, "pv-billing-api-7", 8080)


def test_staging_is_known_by_where_it_listens() -> None:
    found = dependency("billing-api")
    assert (found.preview, found.namespace, found.port) == (None, "staging", 8080)


@pytest.mark.parametrize(
    ("today", "target"),
    [(date(2026, 11, 30), "pr-7"), (date(2026, 12, 1), "pr-7"), (date(2026, 12, 2), "staging"), (None, "pr-7")],
)
def test_an_override_counts_until_the_end_of_its_last_day(today: date | None, target: str) -> None:
    assert dependency("billing-api", "{target: pr-7, until: 2026-12-01}", today).target == target


def test_an_override_that_has_ended_is_told() -> None:
    found, notices = resolved("billing-api", "{target: pr-7, until: 2026-12-01}", date(2026, 12, 2))
    assert found.reason == "the override to `pr-7` ended on 2026-12-01"
    assert [notice.path[:2] for notice in notices] == [("overrides", "billing-api")]


@pytest.mark.parametrize("override", ["same-branch", "branch:new-prices"])
def test_without_an_index_a_branch_stays_at_staging_and_says_so(override: str) -> None:
    found, notices = resolved("billing-api", override, None)
    assert (found.target, len(notices)) == ("staging", 1)


@pytest.mark.parametrize(
    ("name", "override", "source", "path"),
    [
        ("billing-api", None, Source.PLATFORM, ("services", "billing-api", "staging")),
        ("billing-api", "pr-7", Source.PREVIEW, ("overrides", "billing-api")),
        ("unknown", None, Source.COMPUTED, ()),
    ],
)
def test_the_origin_of_a_url_is_the_line_that_decided_it(
    name: str, override: str | None, source: Source, path: tuple[str, ...]
) -> None:
    origin = dependency(name, override).origin
    assert (origin.source, origin.path) == (source, path)


def test_each_part_of_a_url_has_its_variable() -> None:
    parts = "{billing-api: {env: {url: URL, host: HOST, port: PORT, scheme: SCHEME}}, public-only: {env: {port: PUBLIC_PORT}}}"
    found = variables(plan(CATALOGUE, dependencies=parts))
    assert {name: found[name] for name in ("URL", "HOST", "PORT", "SCHEME", "PUBLIC_PORT")} == {
        "URL": "http://billing.staging.svc:8080",
        "HOST": "billing.staging.svc",
        "PORT": "8080",
        "SCHEME": "http",
        "PUBLIC_PORT": "443",
    }
