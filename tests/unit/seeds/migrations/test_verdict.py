"""What is said of a seed and a branch, in each of the ways in which the two can differ."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from previewctl.diagnostics.model import Severity
from previewctl.seeds.migrations.state import State
from previewctl.seeds.migrations.verdict import judge
from tests.unit.seeds.migrations.projects import branch, codes, linear, migration, verdict, write

ORDERS_API = Path(__file__).parents[4] / "examples" / "shop" / "orders-api"
CUSTOMERS, ORDERS = "0004_name_search", "0005_status_index_and_quantity_check"
THREE = ("0001_initial", "0002_status", "0003_total")


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A copy of the example's Django project."""
    return Path(shutil.copytree(ORDERS_API, tmp_path / "orders-api"))


def test_the_examples_seed_is_at_the_migrations_of_its_code() -> None:
    found = verdict(ORDERS_API, customers=CUSTOMERS, orders=ORDERS, auth="0012_alter_user_first_name_max_length")
    assert (found.problems, found.plan, found.fits) == ((), (), True)
    assert found.packages == ("auth",)


def test_a_seed_ahead_of_the_branch(shop: Path) -> None:
    (shop / "orders/migrations" / f"{ORDERS}.py").unlink()
    found = verdict(shop, customers=CUSTOMERS, orders=ORDERS)
    assert codes(found) == ["PV340"]
    assert not found.fits
    assert found.problems[0].message == (
        f"the seed is ahead of the branch: it was made at `orders.{ORDERS}`,"
        " and the branch ends at `orders.0004_order_receipt_and_invoice`"
    )
    assert "rebase" in found.problems[0].help
    assert "version of the seed that is older" in found.problems[0].help


def test_a_branch_ahead_of_the_seed(shop: Path) -> None:
    found = verdict(shop, customers="0003_lower_case_emails", orders="0003_fill_totals")
    assert found.fits
    assert found.plan == (
        ("customers", CUSTOMERS),
        ("orders", "0004_order_receipt_and_invoice"),
        ("orders", ORDERS),
    )
    assert [(app.label, app.at, len(app.to_run or ())) for app in found.apps] == [
        ("customers", ("0003_lower_case_emails",), 1),
        ("orders", ("0003_fill_totals",), 2),
    ]


def test_a_seed_without_an_app_leaves_all_of_it_to_run(shop: Path) -> None:
    assert len(verdict(shop, customers=CUSTOMERS).plan) == 5


def test_conflicting_leaves(shop: Path) -> None:
    (shop / "orders/migrations/0005_gift_wrap.py").write_text(migration("orders.0004_order_receipt_and_invoice"))
    found = verdict(shop, customers=CUSTOMERS, orders=ORDERS)
    assert codes(found) == ["PV341"]
    assert "`0005_gift_wrap`" in found.problems[0].message
    assert ORDERS in found.problems[0].message
    assert "makemigrations --merge" in found.problems[0].help


def test_a_merge_ends_the_conflict(shop: Path) -> None:
    (shop / "orders/migrations/0005_gift_wrap.py").write_text(migration("orders.0004_order_receipt_and_invoice"))
    (shop / "orders/migrations/0006_merge.py").write_text(migration("orders.0005_gift_wrap", f"orders.{ORDERS}"))
    found = verdict(shop, customers=CUSTOMERS, orders=ORDERS)
    assert found.problems == ()
    assert [name for _, name in found.plan] == ["0005_gift_wrap", "0006_merge"]


def test_a_renamed_app_is_named_with_both_names(shop: Path) -> None:
    (shop / "orders").rename(shop / "sales")
    for path in (*(shop / "sales/migrations").glob("0*.py"), shop / "sales/apps.py", shop / "shop/settings.py"):
        path.write_text(path.read_text().replace('"orders"', '"sales"'))
    found = verdict(shop, customers=CUSTOMERS, orders=ORDERS)
    assert codes(found) == ["PV342"]
    assert found.problems[0].message == "the seed has the tables of the app `orders`, and the branch calls it `sales`"
    assert 'label = "orders"' in found.problems[0].help


def test_a_renamed_package_that_keeps_its_label_is_the_same_app(shop: Path) -> None:
    (shop / "orders").rename(shop / "sales")
    settings = shop / "shop/settings.py"
    settings.write_text(settings.read_text().replace('"orders"', '"sales"'))
    apps = shop / "sales/apps.py"
    apps.write_text(apps.read_text().replace('name = "orders"', 'name = "sales"\n    label = "orders"'))
    assert verdict(shop, customers=CUSTOMERS, orders=ORDERS).problems == ()


SQUASH = "0001_squashed_0005_status_index_and_quantity_check"
REPLACED = ("0001_initial", "0002_order_total", "0003_fill_totals", "0004_order_receipt_and_invoice", ORDERS)


def squash(shop: Path, *, keep: bool, replaces: bool = True) -> None:
    """Squashes all migrations of the example's orders."""
    text = migration("customers.0001_initial", replaces=tuple(f"orders.{name}" for name in REPLACED if replaces))
    (shop / "orders/migrations" / f"{SQUASH}.py").write_text(text)
    for name in () if keep else REPLACED:
        (shop / "orders/migrations" / f"{name}.py").unlink()


@pytest.mark.parametrize("keep", [True, False])
def test_a_squash_of_what_the_seed_has_is_applied(shop: Path, *, keep: bool) -> None:
    squash(shop, keep=keep)
    found = verdict(shop, customers=CUSTOMERS, orders=ORDERS)
    assert (found.problems, found.plan) == ((), ())


@pytest.mark.parametrize("keep", [True, False])
def test_a_seed_made_at_a_squash_has_what_it_replaces(shop: Path, *, keep: bool) -> None:
    squash(shop, keep=keep)
    found = verdict(shop, customers=CUSTOMERS, orders=SQUASH)
    assert (found.problems, found.plan) == ((), ())


def test_an_empty_seed_runs_the_squash_alone(shop: Path) -> None:
    squash(shop, keep=True)
    assert verdict(shop, customers=CUSTOMERS).plan == (("orders", SQUASH),)


def test_a_squash_that_is_applied_in_part_leaves_the_rest_to_run(shop: Path) -> None:
    squash(shop, keep=True)
    found = verdict(shop, customers=CUSTOMERS, orders="0003_fill_totals")
    assert found.problems == ()
    assert [name for _, name in found.plan] == ["0004_order_receipt_and_invoice", ORDERS]


def test_a_squash_that_is_applied_in_part_and_whose_files_are_gone_cannot_be_used(shop: Path) -> None:
    squash(shop, keep=False)
    (shop / "orders/migrations/0006_gift_wrap.py").write_text(migration(f"orders.{ORDERS}"))
    found = verdict(shop, customers=CUSTOMERS, orders="0003_fill_totals")
    assert codes(found) == ["PV344"]
    assert f"`orders.{SQUASH}` would replace it, and the seed has a part" in found.problems[0].message


def test_a_squash_that_forgets_what_it_replaced_does_not_fit_an_older_seed(shop: Path) -> None:
    squash(shop, keep=False, replaces=False)
    found = verdict(shop, customers=CUSTOMERS, orders=ORDERS)
    assert codes(found) == ["PV343"]
    assert "does not list in `replaces`" in found.problems[0].message


def test_nested_squashes_count_as_applied_when_all_of_their_parts_are(tmp_path: Path) -> None:
    inner = migration(replaces=("orders.0001_initial", "orders.0002_status"))
    outer = migration(replaces=("orders.0001_squashed_0002_status", "orders.0003_total"))
    files = linear("orders", *THREE)
    files |= {"orders/0001_squashed_0002_status": inner, "orders/0001_squashed_0003_total": outer}
    write(tmp_path, files)
    assert verdict(tmp_path, orders="0003_total").plan == ()
    assert verdict(tmp_path).plan == (("orders", "0001_squashed_0003_total"),)
    assert verdict(tmp_path, orders="0002_status").plan == (("orders", "0003_total"),)


def test_a_migration_that_is_applied_before_what_it_needs(tmp_path: Path) -> None:
    files = linear("orders", "0001_initial") | {"sales/0001_initial": migration("orders.0002_status")}
    write(tmp_path, files | {"orders/0002_status": migration("orders.0001_initial")}, ("orders", "sales"))
    found = verdict(tmp_path, orders="0001_initial", sales="0001_initial")
    assert codes(found) == ["PV343"]
    assert "`sales.0001_initial` and not `orders.0002_status`" in found.problems[0].message


def test_rows_of_a_database_show_a_gap_that_last_ones_cannot(tmp_path: Path) -> None:
    write(tmp_path, linear("orders", *THREE))
    rows = [("orders", "0001_initial"), ("orders", "0003_total")]
    assert codes(judge(branch(tmp_path), State.of_rows(rows))) == ["PV343"]
    assert codes(verdict(tmp_path, orders="0003_total")) == []


def test_rows_that_were_squashed_long_ago_are_no_sign_of_a_seed_ahead(tmp_path: Path) -> None:
    write(tmp_path, linear("orders", "0001_squashed_0003_total", "0004_gift_wrap"))
    rows = [("orders", name) for name in (*THREE, "0001_squashed_0003_total", "0004_gift_wrap")]
    assert judge(branch(tmp_path), State.of_rows(rows)).problems == ()
    newer = judge(branch(tmp_path), State.of_rows([*rows, ("orders", "0005_refunds")]))
    assert codes(newer) == ["PV340"]


def test_several_last_ones_are_those_of_a_fork(tmp_path: Path) -> None:
    fork = {
        "orders/0002_status": migration("orders.0001_initial"),
        "orders/0002_total": migration("orders.0001_initial"),
    }
    merge = {"orders/0003_merge": migration("orders.0002_status", "orders.0002_total")}
    write(tmp_path, linear("orders", "0001_initial") | fork | merge)
    assert verdict(tmp_path, orders="0002_status 0002_total").plan == (("orders", "0003_merge"),)
    assert len(verdict(tmp_path, orders="0002_status").plan) == 2
    assert codes(verdict(tmp_path, orders="0002_status 0002_else")) == ["PV340"]


def test_what_is_not_there_is_named_with_what_needs_it(tmp_path: Path) -> None:
    write(tmp_path, {"orders/0001_initial": migration("orders.0000_zero")})
    found = verdict(tmp_path, orders="0001_initial")
    assert codes(found) == ["PV344"]
    assert (
        found.problems[0].message
        == "`orders.0001_initial` names `orders.0000_zero`, which is no migration of the branch"
    )
    assert found.problems[0].path == "orders/migrations/0001_initial.py"


def test_a_cycle_is_shown_from_end_to_end(tmp_path: Path) -> None:
    write(tmp_path, {"orders/0001_a": migration("orders.0002_b"), "orders/0002_b": migration("orders.0001_a")})
    found = verdict(tmp_path)
    assert codes(found) == ["PV344"]
    assert "`orders.0001_a` → `orders.0002_b` → `orders.0001_a`" in found.problems[0].message
    assert found.plan == ()


def test_squashes_that_replace_each_other(tmp_path: Path) -> None:
    files = {
        "orders/0001_a": migration(replaces=("orders.0002_b",)),
        "orders/0002_b": migration(replaces=("orders.0001_a",)),
    }
    write(tmp_path, files)
    assert codes(verdict(tmp_path)) == ["PV344"]


def test_packages_are_left_alone_but_for_plain_contradictions(tmp_path: Path) -> None:
    needs = migration("auth.0012_alter_user_first_name_max_length", "taggit.0003_taggeditem_add_unique_index")
    write(tmp_path, {"orders/0001_initial": needs}, ("django.contrib.auth", "taggit", "orders"))
    assert verdict(tmp_path, orders="0001_initial").problems == ()
    fits = verdict(tmp_path, orders="0001_initial", taggit="0001_squashed_0006_rename", wagtailcore="0001_initial")
    assert fits.problems == ()
    old = verdict(tmp_path, orders="0001_initial", auth="0011_update_proxy_permissions")
    assert codes(old) == ["PV343"]
    assert old.fits
    assert old.problems[0].severity is Severity.WARNING


def test_one_of_djangos_own_apps_that_is_not_installed_is_missed(tmp_path: Path) -> None:
    write(tmp_path, {"orders/0001_initial": migration("sites.0001_initial", "auth.__first__")}, ("orders",))
    assert codes(verdict(tmp_path)) == ["PV344", "PV344"]
    write(tmp_path, {"orders/0001_initial": migration("sites.0001_initial")}, ("orders", "a_package"))
    assert codes(verdict(tmp_path)) == []


def test_an_app_that_cannot_be_read_is_left_out_and_the_others_are_not(tmp_path: Path) -> None:
    computed = migration().replace("= []", "= [(app, '0001_initial') for app in APPS]", 1)
    files = linear("sales", *THREE) | {"orders/0001_initial": migration(), "orders/0002_status": computed}
    write(tmp_path, files, ("orders", "sales"))
    found = verdict(tmp_path, orders="0009_unknown", sales="0004_more")
    assert codes(found) == ["PV340", "PV345"]
    assert [(app.label, app.to_run) for app in found.apps] == [("orders", None), ("sales", ())]
    assert "cannot be read" in found.problems[1].message


def test_a_file_without_a_migration_is_one_that_django_refuses(tmp_path: Path) -> None:
    write(tmp_path, {"orders/0001_initial": "import os\n"})
    found = verdict(tmp_path)
    assert codes(found) == ["PV344"]
    assert "it has no class `Migration`" in found.problems[0].message
