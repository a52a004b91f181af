"""Which apps a project has, where their migrations stand, and what they are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.unit.seeds.migrations.projects import branch, migration, write

if TYPE_CHECKING:
    from pathlib import Path

CONFIG = "from django.apps import AppConfig\nclass {name}(AppConfig):\n    name = '{package}'\n{more}"
ONE = migration()


def config(package: str, more: str = "", name: str = "TheConfig") -> str:
    return CONFIG.format(name=name, package=package, more=f"    {more}\n" if more else "")


@pytest.mark.parametrize(
    ("entry", "apps", "label"),
    [
        ("parts.orders", None, "orders"),
        ("parts.orders", config("parts.orders", "label = 'sales'"), "sales"),
        ("parts.orders.apps.TheConfig", config("parts.orders", "label = 'sales'"), "sales"),
        ("parts.orders.apps.TheConfig", config("parts.orders"), "orders"),
        ("parts.orders", config("parts.orders") + config("parts.orders", "label = 'b'; default = True", "B"), "b"),
        (
            "parts.orders",
            config("parts.orders") + config("parts.orders", "label = 'b'; default = False", "B"),
            "orders",
        ),
        ("parts.orders", "class A:\n    pass\nx = [", "orders"),
        (
            "parts.orders",
            "from base import OurConfig\nclass C(OurConfig):\n    name = 'parts.orders'\n    label = 'c'\n",
            "c",
        ),
    ],
)
def test_a_label_is_that_of_the_app_config(tmp_path: Path, entry: str, apps: str | None, label: str) -> None:
    files = {"parts/orders/0001_initial": ONE} | ({"parts/orders/apps.py": apps} if apps else {})
    found = branch(write(tmp_path, files, (entry,)))
    assert [(app.label, app.directory) for app in found.apps.own] == [(label, "parts/orders/migrations")]
    assert [item.key for item in found.migrations] == [(label, "0001_initial")]


def test_migrations_may_stand_elsewhere_or_nowhere(tmp_path: Path) -> None:
    files = {
        "orders/0001_initial": ONE,
        "schema/people/__init__.py": "",
        "schema/people/0001_x.py": ONE,
        "people/x.py": "",
    }
    files["people/__init__.py"] = ""
    settings = 'MIGRATION_MODULES = {"people": "schema.people"}\nMIGRATION_MODULES["orders"] = None\n'
    found = branch(write(tmp_path, files, ("orders", "people"), settings))
    assert [item.key for item in found.migrations] == [("people", "0001_x")]
    assert {app.label: app.directory for app in found.apps.own} == {"orders": None, "people": "schema/people"}


def test_migrations_of_a_package_may_be_kept_in_the_repository(tmp_path: Path) -> None:
    files = {"schema/auth/__init__.py": "", "schema/auth/0001_ours.py": ONE}
    found = branch(write(tmp_path, files, ("django.contrib.auth",), 'MIGRATION_MODULES = {"auth": "schema.auth"}\n'))
    assert [item.key for item in found.migrations] == [("auth", "0001_ours")]
    assert "auth" not in found.apps.packages


def test_a_directory_without_an_init_is_no_package_of_migrations(tmp_path: Path) -> None:
    write(tmp_path, {"orders/0001_initial": ONE, "orders/__init__.py": ""})
    (tmp_path / "orders/migrations/__init__.py").unlink()
    found = branch(tmp_path)
    assert (found.migrations, [app.directory for app in found.apps.own]) == ((), [None])


def test_an_app_may_be_a_namespace_package(tmp_path: Path) -> None:
    assert [
        item.app for item in branch(write(tmp_path, {"deep/down/orders/0001_initial": ONE}, ("orders",))).migrations
    ] == ["orders"]


@pytest.mark.parametrize(
    "settings",
    [
        'OURS = ["orders"]\nINSTALLED_APPS = ["django.contrib.auth"] + OURS\n',
        'OUR_APPS = ["orders"]\nINSTALLED_APPS = ["django.contrib.auth", *OUR_APPS]\n',
        'INSTALLED_APPS = ["django.contrib.auth"]\nif DEBUG:\n    INSTALLED_APPS += ["orders"]\n',
        'INSTALLED_APPS = ["django.contrib.auth"]\nINSTALLED_APPS.insert(0, "orders")\n',
        'INSTALLED_APPS = ["gone"]\nINSTALLED_APPS = ("django.contrib.auth", "orders")\n',
        'INSTALLED_APPS = ["django.contrib.auth"]\nINSTALLED_APPS = list(INSTALLED_APPS) + ["orders"]\n',
    ],
)
def test_lists_of_apps_are_added_up(tmp_path: Path, settings: str) -> None:
    write(tmp_path, {"orders/0001_initial": ONE, "unused/0001_initial": ONE})
    (tmp_path / "shop/settings.py").write_text(settings)
    found = branch(tmp_path).apps
    assert ([app.label for app in found.own], found.packages) == (["orders"], frozenset({"auth"}))
    assert (found.complete, found.certain) == (True, True)


def test_where_the_settings_leave_it_open_every_app_of_the_repository_counts(tmp_path: Path) -> None:
    write(tmp_path, {"orders/0001_initial": ONE, "deep/sales/0001_initial": ONE, "tests/fake/0001_initial": ONE})
    (tmp_path / "shop/settings.py").write_text("INSTALLED_APPS = apps_of(__file__)\n")
    found = branch(tmp_path)
    assert not found.apps.complete
    assert sorted(item.app for item in found.migrations) == ["orders", "sales"]


def test_two_apps_of_one_label_are_not_chosen_between(tmp_path: Path) -> None:
    write(tmp_path, {"one/orders/0001_initial": ONE, "two/orders/0001_initial": ONE, "sales/0001_initial": ONE})
    (tmp_path / "shop/settings.py").write_text("INSTALLED_APPS = apps_of(__file__)\n")
    found = branch(tmp_path)
    assert [item.app for item in found.migrations] == ["sales"]
    assert "several directories may be the app `orders`" in found.apps.notes[0]


def test_settings_that_nest_without_end_are_left(tmp_path: Path) -> None:
    write(tmp_path, {"orders/0001_initial": ONE})
    nested = "".join(f"A{n} = A{n + 1} + A{n + 1}\n" for n in range(60))
    (tmp_path / "shop/settings.py").write_text(f"{nested}INSTALLED_APPS = A0\n")
    assert not branch(tmp_path).apps.complete


def test_labels_of_packages_are_those_of_their_names(tmp_path: Path) -> None:
    entries = ("django.contrib.admin.apps.SimpleAdminConfig", "rest_framework.authtoken", "axes.apps.AppConfig", "Own")
    found = branch(write(tmp_path, {}, entries)).apps
    assert (found.packages, found.certain) == (frozenset({"admin", "authtoken", "axes", "Own"}), False)
