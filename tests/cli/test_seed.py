"""`previewctl seed list|show|new|lock|diff`, and what `lint` says of datasets: whole runs."""

from __future__ import annotations

import json
import os
import shutil
from typing import TYPE_CHECKING, TypeAlias

import pytest

from tests.cli.running import PREVIEW, ROOT, Run, git, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Snapshot: TypeAlias = "Callable[[str, Run], None]"
SEEDED = PREVIEW + "seed: {dataset: orders, version: 2026.11.1}\n"


@pytest.fixture
def repository(work: Path) -> Path:
    """A repository with the example's dataset, committed, and a preview that uses it."""
    shutil.copytree(ROOT / "seed-data" / "orders", work / "seed-data" / "orders")
    (work / "preview.yaml").write_text(SEEDED, encoding="utf-8")
    git(work, "add", "-A")
    git(work, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "data")
    return work


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def changed(repository: Path) -> None:
    """Another customer's name, one order less, another flag."""
    data = repository / "seed-data" / "orders"
    rewrite(data / "postgres" / "03_customers_customer.csv", "Ada Placeholder", "Ada Sample")
    rewrite(data / "postgres" / "05_orders_orderline.csv", '1,MUG-2,1,1250,1,"Mug, green"\n', "")
    rewrite(data / "redis" / "01_flags.redis", "SET flag:orders-closed off", "SET flag:refunds on")


RUNS: dict[str, tuple[str, ...]] = {
    "seed/help": ("--help",),
    "seed/list": ("list",),
    "seed/list_json": ("list", "--format", "json"),
    "seed/show": ("show", "orders"),
    "seed/show_unknown": ("show", "order"),
    "seed/show_version": ("show", "orders@2026.12.1"),
    "seed/lock": ("lock",),
    "seed/lock_check": ("lock", "--check"),
    "seed/diff": ("diff", "orders"),
    "seed/new": ("new", "people", "--engine", "postgres:16", "--engine", "mongodb"),
    "seed/new_taken": ("new", "orders"),
    "seed/new_name": ("new", "../people"),
    "seed/new_engine": ("new", "people", "--engine", "mysql"),
}


@pytest.mark.parametrize("name", RUNS)
def test_a_run_looks_like_this(repository: Path, snapshot: Snapshot, name: str) -> None:
    snapshot(name, run(repository, "seed", *RUNS[name]))


CHANGED: dict[str, tuple[str, ...]] = {
    "seed/changed_lock": ("lock",),
    "seed/changed_lock_check": ("lock", "--check"),
    "seed/changed_lock_check_json": ("lock", "--check", "--format", "json"),
    "seed/changed_lock_diff": ("lock", "--diff"),
    "seed/changed_diff": ("diff", "orders"),
    "seed/changed_diff_verbose": ("diff", "orders@HEAD", "orders", "-v", "--check"),
    "seed/changed_diff_json": ("diff", "orders", "--format", "json"),
    "seed/changed_list": ("list",),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_run_on_data_that_has_changed(repository: Path, snapshot: Snapshot, name: str) -> None:
    changed(repository)
    snapshot(name, run(repository, "seed", *CHANGED[name]))


def test_a_lock_is_written_once_and_fits_then(repository: Path) -> None:
    changed(repository)
    lock = repository / "seed-data" / "orders" / "seed.lock"
    before = lock.read_text(encoding="utf-8")
    assert run(repository, "seed", "lock", "--check").code == 1
    assert run(repository, "seed", "lock", "--dry-run").code == 0
    assert lock.read_text(encoding="utf-8") == before
    assert run(repository, "seed", "lock").code == 0
    assert lock.read_text(encoding="utf-8") != before
    assert run(repository, "seed", "lock", "--check").code == 0
    assert sorted(path.name for path in lock.parent.iterdir()) == [
        "mongodb",
        "postgres",
        "redis",
        "seed.lock",
        "seed.yaml",
    ]


def test_counts_are_kept_until_the_data_changes(repository: Path) -> None:
    lock = repository / "seed-data" / "orders" / "seed.lock"
    assert "    orders_order: 40\n" in lock.read_text(encoding="utf-8")
    assert run(repository, "seed", "lock", "--check").code == 0
    assert "counted by a server" in run(repository, "seed", "show", "orders").out
    changed(repository)
    run(repository, "seed", "lock")
    assert "rows:" not in lock.read_text(encoding="utf-8")


def test_data_with_errors_is_not_locked(repository: Path, snapshot: Snapshot) -> None:
    data = repository / "seed-data" / "orders"
    (data / "postgres" / "07_roles.sql").write_text("CREATE ROLE x;\n\\! touch here\n", encoding="utf-8")
    (data / "postgres" / "08_people.csv").write_text("id,email\n1,ada@lovelace.dev\n", encoding="utf-8")
    before = (data / "seed.lock").read_bytes()
    snapshot("seed/lock_errors", run(repository, "seed", "lock"))
    assert (data / "seed.lock").read_bytes() == before


def test_a_new_dataset_can_be_locked_as_it_is(repository: Path) -> None:
    for engines in ((), ("--engine", "postgres", "--engine", "redis", "--engine", "mongodb")):
        name = f"people{len(engines)}"
        assert run(repository, "seed", "new", name, *engines).code == 0
        found = run(repository, "seed", "lock", name)
        assert (found.code, found.err) == (0, "")
    assert (repository / "seed-data" / "people0" / "postgres" / "01_schema.sql").is_file()


def test_versions_side_by_side(repository: Path) -> None:
    home = repository / "seed-data" / "orders"
    assert run(repository, "seed", "new", "orders@2026.12.1", "--engine", "redis").code == 0
    assert run(repository, "seed", "lock").code == 0
    listed = json.loads(run(repository, "seed", "list", "--format", "json").out)["datasets"]
    assert [item["version"] for item in listed] == ["2026.11.1", "2026.12.1"]
    assert run(repository, "seed", "show", "orders").code == 2
    assert run(repository, "seed", "show", "orders@2026.12.1").code == 0
    found = run(repository, "seed", "diff", "orders@2026.11.1", "orders@2026.12.1")
    assert "version: 2026.11.1 → 2026.12.1" in found.out
    # The first version's hash is what it was: another version is no part of it.
    assert run(repository, "seed", "lock", "--check").code == 0
    rewrite(repository / "preview.yaml", "version: 2026.11.1", "version: 2026.12.1")
    rewrite(repository / "preview.yaml", "databases:\n", "databases:\n  redis: {version: '7.4'}\n")
    assert run(repository, "lint").code == 0
    (home / "2026.12.1" / "redis" / "01_keys.redis").write_text("FLUSHALL\n", encoding="utf-8")
    assert "PV327" in run(repository, "lint").out


def test_a_dataset_at_a_git_ref(repository: Path) -> None:
    git(repository, "tag", "v1")
    changed(repository)
    shutil.rmtree(repository / "seed-data" / "orders" / "mongodb")
    old = json.loads(run(repository, "seed", "show", "orders", "--ref", "v1", "--format", "json").out)
    assert old["documents"] == {"order_events": 70}
    assert old["directory"] == "v1:seed-data/orders"
    assert "order_events  gone" in run(repository, "seed", "diff", "orders@v1", "orders").out
    shutil.rmtree(repository / "seed-data" / "orders")
    assert run(repository, "seed", "diff", "orders@v1", "orders@HEAD", "--check").code == 0
    assert run(repository, "seed", "show", "orders", "--ref", "v1").code == 0
    for ref in ("nothing", "--help", "v1:seed-data"):
        found = run(repository, "seed", "show", "orders", f"--ref={ref}")
        assert (found.code, "git knows no" in found.err) == (2, True)


def test_a_link_in_a_git_commit_is_not_followed(repository: Path) -> None:
    os.symlink("/etc/passwd", repository / "seed-data" / "orders" / "postgres" / "07_x.csv")
    git(repository, "add", "-A")
    git(repository, "-c", "user.name=a", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "link")
    found = run(repository, "seed", "show", "orders", "--ref", "HEAD")
    assert (found.code, "is a link or a submodule" in found.err) == (2, True)
    found = run(repository, "seed", "lock", "--check")
    assert (found.code, "it is a symbolic link" in found.err) == (1, True)


def test_lint_checks_the_dataset_beside_a_preview(repository: Path) -> None:
    assert run(repository, "lint").code == 0
    changed(repository)
    found = run(repository, "lint", "--format", "concise")
    assert found.code == 1
    assert found.out.startswith("seed-data/orders/seed.lock:1:1: ")
    assert "PV321" in found.out


def test_a_lock_alone_stands_for_data_that_is_kept_elsewhere(repository: Path) -> None:
    for path in ("postgres", "redis", "mongodb"):
        shutil.rmtree(repository / "seed-data" / "orders" / path)
    (repository / "seed-data" / "orders" / "seed.yaml").unlink()
    assert run(repository, "lint").code == 0


def test_the_platform_bounds_sizes_and_names_images(repository: Path) -> None:
    with open(repository / "platform.yaml", "a", encoding="utf-8") as file:
        file.write("seeds: {registry: registry.example.com/seeds, fileSize: 1Mi, datasetSize: 2Mi}\n")
    assert (
        "registry.example.com/seeds/orders/postgres:2026.11.1-f0ac52141ddb"
        in run(repository, "seed", "show", "orders").out
    )
    for number in ("07", "08"):
        path = repository / "seed-data" / "orders" / "postgres" / f"{number}_t.csv"
        path.write_text("id\n" + "1\n" * 550_000, encoding="utf-8")
    found = run(repository, "seed", "lock", "--check")
    assert found.code == 1
    assert found.err.count("error[PV322]") == 3
    assert run(repository, "seed", "show", "orders").out == ""  # what is too large is not read


def test_a_secret_is_dots_in_what_is_printed(repository: Path) -> None:
    path = repository / "seed-data" / "orders" / "redis" / "02_token.redis"
    path.write_text("SET token AKIAR7TQXN5WZ2LCKD4V\n", encoding="utf-8")
    for command in (("seed", "lock"), ("lint",), ("seed", "show", "orders"), ("lint", "--format", "json")):
        found = run(repository, *command)
        assert "PV330" in found.out + found.err
        assert "AKIAR7TQXN5WZ2LCKD4V" not in found.out + found.err


def test_where_there_are_no_datasets(work: Path, snapshot: Snapshot) -> None:
    snapshot("seed/list_empty", run(work, "seed", "list"))
    assert run(work, "seed", "lock").code == 2
    assert run(work, "seed", "new", "orders").code == 0
    assert "seed-data/orders" in run(work, "seed", "list", "--format", "json").out


def test_no_snapshot_is_left_over() -> None:
    found = {f"seed/{path.stem}" for path in (ROOT / "tests" / "cli" / "snapshots" / "seed").glob("*.txt")}
    assert found == {*RUNS, *CHANGED, "seed/lock_errors", "seed/list_empty"}
