"""Whether a pull request may have a preview."""

from __future__ import annotations

import pytest

from previewctl.compilation import LoadedPlatform, read_platform
from previewctl.diagnostics.model import FILE_START, Location
from previewctl.gitops.admission import Standing, owned_services, refused_service, standing, too_many
from previewctl.ports import RemotePullRequest
from previewctl.source.read import SourceText
from tests.unit.gitops.previews import PLATFORM

HERE = Location("preview.yaml", FILE_START)
WANTED = RemotePullRequest(
    repository="acme/orders",
    number=7,
    open=True,
    merged=False,
    draft=False,
    fork=False,
    author="dev",
    title="",
    branch="x",
    base="main",
    head_sha="1" * 40,
    labels=("preview", "bug"),
    url="",
)


def platform(text: str = PLATFORM) -> LoadedPlatform:
    found = read_platform(SourceText("platform.yaml", text, text.encode()))
    assert isinstance(found, LoadedPlatform), found
    return found


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Standing.WANTED),
        ({"draft": True}, Standing.WANTED),
        ({"open": False}, Standing.CLOSED),
        ({"open": False, "merged": True}, Standing.MERGED),
        ({"labels": ("Preview",)}, Standing.UNLABELLED),
        ({"labels": ()}, Standing.UNLABELLED),
        ({"fork": True}, Standing.FORK),
        ({"fork": True, "author": "Octocat"}, Standing.WANTED),
        ({"fork": True, "labels": ()}, Standing.UNLABELLED),
    ],
)
def test_where_a_pull_request_stands(changes: dict[str, object], expected: Standing) -> None:
    named = PLATFORM.replace("{organization: acme}", '{organization: acme, forkAuthors: [octocat, "renovate[bot]"]}')
    assert standing(WANTED._replace(**changes), platform(named).spec) is expected  # type: ignore[arg-type]


def test_a_pull_request_that_is_gone() -> None:
    assert standing(None, platform().spec) is Standing.GONE


def test_the_services_of_a_repository() -> None:
    spec = platform(PLATFORM.replace("  tool: {}", "  tool: {repository: acme/shop-web, path: tool}")).spec
    assert owned_services("acme/shop-web", spec) == ("shop", "tool")
    assert owned_services("ACME/Shop-Web", spec) == ("shop", "tool")
    assert owned_services("acme/orders", spec) == ("orders",)
    assert owned_services("evil/orders", spec) == ()
    assert owned_services("", spec) == ()


@pytest.mark.parametrize("repository", ["evil/orders", "acme/orders-2", "acme/billing", "acme/shop"])
def test_a_service_belongs_to_one_repository(repository: str) -> None:
    assert refused_service("orders", "acme/orders", HERE, platform()) is None
    assert refused_service("orders", repository, HERE, platform()) is not None


def test_a_ceiling_is_about_previews_that_are_not_there_yet() -> None:
    under = platform(f"{PLATFORM}ceilings: {{previewsPerService: 2, previews: 3}}\n")
    two = {("orders", 1), ("orders", 2)}
    assert too_many("orders", 3, two, HERE, under) is not None
    assert too_many("orders", 2, two, HERE, under) is None
    assert too_many("billing", 1, two, HERE, under) is None
    assert too_many("billing", 1, {*two, ("tool", 1)}, HERE, under) is not None
