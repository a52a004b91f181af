"""What is read of a migration file, and what is not guessed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.seeds.migrations.digest import digest
from previewctl.seeds.migrations.model import FIRST, Migration
from tests.unit.seeds.migrations.projects import branch, write

if TYPE_CHECKING:
    from pathlib import Path

IMPORT = "from django.db import migrations\n"
CLASS = "class Migration(migrations.Migration):\n"
FIRST_ONE = [("orders", "0001_initial")]


def read(root: Path, text: str, settings: str = "", **others: str) -> Migration | str:
    """A migration of the app `orders`; or why it cannot be read."""
    more = {name.replace("__", "/") + ".py": other for name, other in others.items()}
    found = branch(write(root, {"orders/0002_it": text, **more}, settings=settings))
    if found.unreadable:
        return found.unreadable[0].reason
    return found.migrations[0]


@pytest.mark.parametrize(
    "text",
    [
        f'{IMPORT}{CLASS}    dependencies = [("orders", "0001_initial")]\n',
        f'{IMPORT}{CLASS}    dependencies = (("orders", "0001_initial"),)\n',
        f'{IMPORT}{CLASS}    dependencies: list[tuple[str, str]] = [("orders", "0001_initial")]\n',
        f'{IMPORT}{CLASS}    dependencies = [("orders", "0001_" "initial")]\n',
        f'{IMPORT}{CLASS}    dependencies = [("orders", "0001_" + "initial")]\n',
        f'{IMPORT}{CLASS}    dependencies = []\n    dependencies += [("orders", "0001_initial")]\n',
        f'{IMPORT}APP = "orders"\n{CLASS}    dependencies = [(APP, "0001_initial")]\n',
        f'{IMPORT}{CLASS}    name = "0001_initial"\n    dependencies = [("orders", name)]\n',
        f'{IMPORT}MORE = [("orders", "0001_initial")]\n{CLASS}    dependencies = list([*MORE])\n',
        'from django.db import migrations as m\nclass Migration(m.Migration):\n    dependencies = [("orders", "0001_initial")]\n',
        'import django.db.migrations\nclass Migration(django.db.migrations.Migration):\n    dependencies = [("orders", "0001_initial")]\n',
        'from django.db.migrations import Migration\nclass Migration(Migration):\n    dependencies = [("orders", "0001_initial")]\n',
        f'{IMPORT}class Base(migrations.Migration):\n    dependencies = [("orders", "0001_initial")]\nclass Migration(Base):\n    pass\n',
        f'{IMPORT}class Mixin:\n    atomic = False\nclass Migration(Mixin, migrations.Migration):\n    dependencies = [("orders", "0001_initial")]\n',
    ],
)
def test_what_is_written_in_so_many_words_is_read(tmp_path: Path, text: str) -> None:
    found = read(tmp_path, text)
    assert isinstance(found, Migration), found
    assert list(found.dependencies) == FIRST_ONE


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{IMPORT}{CLASS}    dependencies = [(app, '0001') for app in APPS]\n", "more than a list of texts"),
        (f"{IMPORT}{CLASS}    dependencies = needs()\n", "more than a list of texts"),
        (f"{IMPORT}{CLASS}    dependencies = [('orders', f'000{{1}}')]\n", "more than a list of texts"),
        (f"{IMPORT}N = 'a'\nN = 'b'\n{CLASS}    dependencies = [('orders', N)]\n", "more than a list of texts"),
        (f"{IMPORT}L = []\nL.append(1)\n{CLASS}    dependencies = L\n", "more than a list of texts"),
        (f"{IMPORT}from x import *\nN = 'a'\n{CLASS}    dependencies = [('orders', N)]\n", "more than a list of texts"),
        (f"{IMPORT}{CLASS}    pass\nfrom x import *\n", "may be imported"),
        (f"{IMPORT}{CLASS}    if True:\n        dependencies = []\n", "put together"),
        (f"{IMPORT}{CLASS}    dependencies = []\n    dependencies.append(('a', 'b'))\n", "put together"),
        (f"{IMPORT}{CLASS}    dependencies = ['orders']\n", "no pair"),
        (f"{IMPORT}{CLASS}    dependencies = 'orders'\n", "no list"),
        (f"{IMPORT}{CLASS}    def __init__(self, *a):\n        pass\n", "method `__init__`"),
        (f"{IMPORT}@decorated\n{CLASS}    pass\n", "decorator or a metaclass"),
        (f"{IMPORT}{CLASS}    pass\nMigration.dependencies.append(('a', 'b'))\n", "more than a plain class"),
        (f"{IMPORT}if True:\n    class Migration(migrations.Migration):\n        pass\n", "more than a plain class"),
        (
            "from a_package import Base\nclass Migration(Base):\n    pass\n",
            "built on `Base`, which is not in this repository",
        ),
        ("from a_package import Migration\n", "imported"),
        ("class Migration:\n    pass\n", "no class of Django's"),
        ("class Migration(:\n", "cannot be parsed"),
        ("\0", "cannot be parsed"),
    ],
)
def test_what_only_running_it_would_tell_is_not_guessed(tmp_path: Path, text: str, reason: str) -> None:
    found = read(tmp_path, text)
    assert isinstance(found, str), found
    assert reason in found


def test_a_base_class_of_the_repository_is_followed(tmp_path: Path) -> None:
    base = f'{IMPORT}class Base(migrations.Migration):\n    run_before = [("orders", "0009_last")]\n'
    text = "from shop.base import Checked\nclass Migration(Checked):\n    dependencies = [('orders', '0001_initial')]\n"
    found = read(
        tmp_path, text, shop__base="from shop.inner import Base as Checked\n", shop__inner=base, shop____init__=""
    )
    assert isinstance(found, Migration), found
    assert (list(found.dependencies), found.run_before) == (FIRST_ONE, (("orders", "0009_last"),))


@pytest.mark.parametrize(
    ("settings", "app"),
    [("", "auth"), ('AUTH_USER_MODEL = "people.User"\n', "people"), ("AUTH_USER_MODEL = chosen()\n", "")],
)
def test_the_user_model_is_that_of_the_settings(tmp_path: Path, settings: str, app: str) -> None:
    text = f"{IMPORT}{CLASS}    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]\n"
    found = read(tmp_path, text, settings)
    assert isinstance(found, Migration), found
    assert found.dependencies == ((app, FIRST),)


@pytest.mark.parametrize(
    "text",
    [
        "A = [('a', 'b')]\n" + "".join(f"A{n} = A{n - 1 if n else ''} + A{n - 1 if n else ''}\n" for n in range(40)),
        "A39 = " + "[" * 90 + "]" * 90 + "\n",
        "A39 = " + " + ".join(["[('a', 'b')]"] * 3000) + "\n",
        "A39 = A39\n",
    ],
)
def test_hostile_lists_end(tmp_path: Path, text: str) -> None:
    assert read(tmp_path, f"{IMPORT}{text}{CLASS}    dependencies = A39\n") is not None


def test_names_that_django_passes_over_are_no_migrations(tmp_path: Path) -> None:
    text = f"{IMPORT}{CLASS}    pass\n"
    write(
        tmp_path,
        {"orders/0001_initial": text, "orders/_shared": "raise", "orders/~old": "raise", "orders/a.b": "raise"},
    )
    (tmp_path / "orders/migrations/0002_package").mkdir()
    (tmp_path / "orders/migrations/0003_data.json").write_text("{}")
    (tmp_path / "orders/migrations/0004_out.py").symlink_to("/etc/hostname")
    found = branch(tmp_path)
    assert [item.name for item in found.migrations] == ["0001_initial"]
    assert [(item.name, "leaves the repository" in item.reason) for item in found.unreadable] == [("0004_out", True)]


def test_a_digest_is_of_what_a_file_does() -> None:
    text = f"{IMPORT}{CLASS}    replaces = [('a', 'b')]\n    operations = [1, 0x{'f' * 5000}, 2.5, b'x', None, True]\n"
    same = f"'''Why.'''\n# how\n{IMPORT}{CLASS}\n    operations = [1, 0x{'f' * 5000}, 2.5, b'x', None, True]\n"
    assert digest(text) == digest(same)
    for before, after in (("1, ", "2, "), ("2.5", "2.6"), ("None", "0"), ("True", "1"), ("operations", "operation")):
        assert digest(text) != digest(text.replace(before, after, 1))
    assert digest("class (") == digest("class (") != digest("class ((")


def test_a_digest_is_the_same_in_every_version_of_python() -> None:
    text = f"{IMPORT}def f(a, *b, c=1, **d) -> None:\n    return f'{{a!r:>{{c}}}}' 'x'\n\n{CLASS}    dependencies = [('a', 'b')]\n"
    assert digest(text) == "79914b719e172470dc0b91257fc076353fd6fb203cabc3b0711f406d56d04f75"
