"""A published preview is rendered again from its snapshot and its record: the same bytes, and nothing else is read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.gitops.record import Record, read_record
from previewctl.gitops.rerender import Rerendered, World, rerender
from previewctl.plan.facts import BranchMigrations, Reset
from tests.unit.gitops.previews import BACKEND, CONTAINER, FRONTEND, PLATFORM, platform, published

if TYPE_CHECKING:
    from previewctl.render.tree import FileTree


def parts(tree: FileTree) -> tuple[bytes, Record]:
    """The snapshot and the record of a preview's directory."""
    (record,) = (content for path, content in tree.items() if path.endswith("/preview.json"))
    (snapshot,) = (content for path, content in tree.items() if path.endswith("/preview.yaml"))
    found = read_record(record)
    assert found is not None
    return snapshot, found


def again(tree: FileTree, world: World | None = None) -> FileTree:
    found = rerender(*parts(tree), world or World(platform()))
    assert isinstance(found, Rerendered), found
    return found.tree


CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "a backend with seed data": (BACKEND, {}),
    "a frontend": (FRONTEND, {}),
    "a plain container": (CONTAINER, {}),
    "an ephemeral database": (
        BACKEND.replace("env: DATABASE_URL}", "env: DATABASE_URL, persistence: ephemeral}"),
        {},
    ),
    "an override to a pull request": (BACKEND + "overrides: {billing: pr-3}\n", {}),
    "an override to a stub": (
        (BACKEND + "overrides: {billing: stub}\n").replace("BILLING_URL}", "BILLING_URL, optional: true}"),
        {},
    ),
    "an override that counts until a day": (
        BACKEND + "overrides: {billing: {target: pr-3, until: 2026-12-01}}\n",
        {},
    ),
    "an override that has ended": (BACKEND + "overrides: {billing: {target: pr-3, until: 2026-11-20}}\n", {}),
    "an override that ended on the last day there is": (
        BACKEND + "overrides: {billing: {target: pr-3, until: 9999-12-31}}\n",
        {},
    ),
    "data that started over": (
        BACKEND,
        {"epoch": 3, "attempt": 2, "reset": Reset(3, ("somebody asked for it",), now=True)},
    ),
    "migrations of the branch": (
        BACKEND,
        {"migrations": BranchMigrations("shop.settings", {"shop.0001_initial": "ab", "shop.0002_more": "cd"})},
    ),
    "an image by its digest": (BACKEND, {"image": f"registry.example.com/other@sha256:{'0' * 64}"}),
    "an image by another tag": (BACKEND, {"image": "registry.example.com/orders:experiment"}),
}


@pytest.mark.parametrize("name", CASES)
def test_from_its_record_a_preview_renders_to_the_same_bytes(name: str) -> None:
    text, facts = CASES[name]
    tree = published(text, **facts)
    assert dict(again(tree)) == dict(tree)


@pytest.mark.parametrize("branch", ["no", "${pr.number}", "a'b\"c", "{{ .number }}", "é" * 40, "1e3", "<%= x %>"])
def test_whatever_the_branch_is_called(branch: str) -> None:
    from previewctl.plan.facts import PullRequest

    tree = published(BACKEND, pull_request=PullRequest(9, branch, "c" * 40, "acme/orders"))
    assert dict(again(tree)) == dict(tree)


def test_an_override_that_ends_today_is_staging_tomorrow() -> None:
    tree = published(BACKEND + "overrides: {billing: {target: pr-3, until: 2026-11-27}}\n")
    assert dict(again(tree)) == dict(tree)
    later = again(tree, World(platform(), today=date(2026, 11, 28)))
    assert parts(later)[1].targets == {"billing": "staging"}


def test_another_platform_makes_other_files_and_keeps_the_facts() -> None:
    tree = published(BACKEND, epoch=4)
    moved = platform(PLATFORM.replace("acme-previews.dev", "pr.example.org"))
    record = parts(again(tree, World(moved)))[1]
    assert (record.epoch, record.seed, record.head_sha) == (4, parts(tree)[1].seed, parts(tree)[1].head_sha)
    assert record.url == "https://orders-pr-7.pr.example.org"
    assert record.platform == moved.digest


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"service": "orders"', '"service": "billing"', "is of `billing`, its snapshot of `orders`"),
        ('"headSha": "00', '"headSha": "zz', "names no pull request, or no commit"),
        ('"pullRequest": 7', '"pullRequest": 0', "names no pull request"),
        ('"repository": "acme/orders"', '"repository": "evil/orders"', "the catalogue says `acme/orders`"),
        ('"image": null', '"image": "-x"', "is no image"),
    ],
)
def test_a_record_that_contradicts_the_catalogue_or_its_snapshot_is_refused(old: str, new: str, message: str) -> None:
    tree = published(BACKEND)
    snapshot, _ = parts(tree)
    content = tree["previews/orders/pr-7/preview.json"].decode()
    assert old in content
    record = read_record(content.replace(old, new).encode())
    assert record is not None
    found = rerender(snapshot, record, World(platform()))
    assert isinstance(found, list)
    assert message in found[0].message
    assert found[0].code == "PV543"


def test_a_service_that_the_catalogue_has_lost_is_not_rendered() -> None:
    snapshot, record = parts(published(CONTAINER))
    found = rerender(snapshot, record, World(platform(PLATFORM.replace("  tool: {}\n", ""))))
    assert isinstance(found, list)
    assert "the catalogue does not have the service" in found[0].message


def test_an_image_of_a_registry_that_is_not_allowed_is_refused() -> None:
    tree = published(CONTAINER)
    content = tree["previews/tool/pr-7/preview.json"].replace(b'"image": null', b'"image": "evil.example.org/tool:1"')
    record = read_record(content)
    assert record is not None
    found = rerender(parts(tree)[0], record, World(platform()))
    assert isinstance(found, list)
    assert [item.code for item in found] == ["PV402"]
    assert found[0].location.path == "previews/tool/pr-7/preview.yaml"


@pytest.mark.parametrize(
    "snapshot", [b"", b"\xff\xfe", b"a: [", b"x" * (1 << 21), b"kind: Preview\n"], ids=lambda value: str(value[:6])
)
def test_a_snapshot_that_is_none_is_a_finding_at_its_place(snapshot: bytes) -> None:
    _, record = parts(published(BACKEND))
    found = rerender(snapshot, record, World(platform()))
    assert isinstance(found, list)
    assert {item.location.path for item in found} == {"previews/orders/pr-7/preview.yaml"}
