"""`previewctl seed check`: whole runs, on copies of the example."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.running import run

ROOT = Path(__file__).parents[2]
LAST = "0005_status_index_and_quantity_check"


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The example's Django service, its platform and its dataset."""
    shutil.copytree(ROOT / "examples/shop/orders-api", tmp_path / "orders-api")
    shutil.copytree(ROOT / "seed-data/orders", tmp_path / "orders-api/seed-data/orders")
    return tmp_path


def test_the_example_is_at_the_migrations_of_its_seed(shop: Path) -> None:
    ran = run(shop, "seed", "check", "orders-api")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out == (
        "orders 2026.11.1 and orders-api: the seed is at the migrations of the branch\n\n"
        "  customers  0004_name_search                      nothing to run\n"
        f"  orders     {LAST}  nothing to run\n\n"
        "known by name only: admin, auth, contenttypes, sessions\n"
    )


def test_a_branch_ahead_has_a_count(shop: Path) -> None:
    new = shop / "orders-api/orders/migrations/0006_gift_wrap.py"
    new.write_text(
        f'from django.db import migrations\nclass Migration(migrations.Migration):\n    dependencies = [("orders", "{LAST}")]\n'
    )
    ran = run(shop, "seed", "check", "orders-api/preview.yaml")
    assert ran.code == 0
    assert "the branch is ahead of the seed, 1 migration to run\n" in ran.out
    assert "1 to run: 0006_gift_wrap\n" in ran.out
    data = json.loads(run(shop, "seed", "check", "orders-api", "--format", "json").out)
    assert (data["fits"], data["count"], data["plan"]) == (True, 1, ["orders.0006_gift_wrap"])
    assert data["apps"]["orders"] == {"at": [LAST], "toRun": ["0006_gift_wrap"]}


def test_a_seed_ahead_is_an_error_with_its_ways_out(shop: Path) -> None:
    (shop / f"orders-api/orders/migrations/{LAST}.py").unlink()
    ran = run(shop, "seed", "check", "orders-api")
    assert ran.code == 1
    assert "the seed does not fit the branch\n\nerror[PV340]: the seed is ahead of the branch" in ran.out
    assert "help: rebase onto the default branch" in ran.out
    data = json.loads(run(shop, "seed", "check", "orders-api", "--format", "json").out)
    assert [(item["code"], item["app"]) for item in data["problems"]] == [("PV340", "orders")]
    linted = run(shop, "lint", "orders-api", "--format", "concise")
    assert "PV340" in linted.out


def test_a_dataset_is_compared_with_another_app(shop: Path) -> None:
    ran = run(shop / "orders-api", "seed", "check", "orders", "--with-app", ".")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("orders 2026.11.1 and .: the seed is at the migrations of the branch\n")


def test_a_lock_without_migrations_says_so(shop: Path) -> None:
    lock = shop / "orders-api/seed-data/orders/seed.lock"
    text = lock.read_text()
    start, end = text.index("migrations:\n"), text.index("files:\n") if "files:\n" in text else len(text)
    lock.write_text(text[:start] + text[end:])
    ran = run(shop, "seed", "check", "orders-api")
    assert ran.code == 0
    assert "9 migrations to run" in ran.out
    assert "names no migrations" in ran.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("orders",), "orders has no preview.yaml"),
        (("orders-api", "--with-app", "nowhere"), "there is no directory nowhere"),
        (("orders-api", "--with-app", "orders-api/seed-data"), "there is no Django project in orders-api/seed-data"),
        (("without",), "without/preview.yaml names no seed"),
        (("unlocked",), "there is no lock of `orders` 2026.11.1"),
        (("missing.yaml",), "missing.yaml"),
    ],
)
def test_what_cannot_be_compared_is_a_wrong_use(shop: Path, arguments: tuple[str, ...], message: str) -> None:
    text = (shop / "orders-api/preview.yaml").read_text()
    for name in ("without", "unlocked"):
        (shop / name).mkdir()
        kept = [line for line in text.splitlines() if name == "unlocked" or not line.startswith("seed:")]
        (shop / name / "preview.yaml").write_text("\n".join(kept) + "\n")
    ran = run(shop, "seed", "check", *arguments)
    assert ran.code == 2
    assert message in ran.err
    assert ran.out == ""
