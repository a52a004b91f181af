"""Small Django projects, written as files."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from previewctl.seeds.migrations.check import branch_of
from previewctl.seeds.migrations.state import State
from previewctl.seeds.migrations.verdict import judge

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.seeds.migrations.model import Branch
    from previewctl.seeds.migrations.verdict import Verdict

MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'


def migration(
    *needs: str, replaces: tuple[str, ...] = (), run_before: tuple[str, ...] = (), operations: str = ""
) -> str:
    """The text of a migration; others are named as `orders.0001_initial`."""
    lines = ["from django.db import migrations, models", "", "", "class Migration(migrations.Migration):"]
    lines += [f"    dependencies = {_keys(needs)}"]
    lines += [f"    replaces = {_keys(replaces)}"] if replaces else []
    lines += [f"    run_before = {_keys(run_before)}"] if run_before else []
    return "\n".join([*lines, f"    operations = [{operations}]", ""])


def _keys(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(name.split(".")) for name in names]


def write(root: Path, files: dict[str, str], apps: tuple[str, ...] = ("orders",), settings: str = "") -> Path:
    """A project: `orders/0001_initial` stands for a file of migrations, any other path for itself."""
    texts = {"manage.py": MANAGE, "shop/settings.py": f"INSTALLED_APPS = {list(apps)}\n{settings}"}
    for path, text in files.items():
        app, _, name = path.rpartition("/")
        if path.endswith(".py"):
            texts[path] = dedent(text)
        else:
            texts[f"{app}/migrations/__init__.py"] = ""
            texts[f"{app}/migrations/{name}.py"] = text
    for path, text in texts.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, encoding="utf-8")
    return root


def branch(root: Path, *, digests: bool = False) -> Branch:
    """What is read of a project."""
    found = branch_of(root, digests=digests)
    assert found is not None
    return found


def verdict(root: Path, **lasts: str) -> Verdict:
    """The verdict about a seed that was made at the last migration of each app."""
    return judge(branch(root), State({app: tuple(names.split()) for app, names in lasts.items()}))


def codes(found: Verdict) -> list[str]:
    """The codes of its problems."""
    return [problem.code.code for problem in found.problems]


def linear(app: str, *names: str) -> dict[str, str]:
    """Migrations one after the other."""
    before = [(), *((f"{app}.{name}",) for name in names)]
    return {f"{app}/{name}": migration(*needs) for name, needs in zip(names, before, strict=False)}
