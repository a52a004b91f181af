"""Repositories for the readers' tests, written from texts."""

from __future__ import annotations

from textwrap import dedent
from typing import TYPE_CHECKING

from previewctl.repository.files import Repository

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading, Value

MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'


def tree(root: Path, files: dict[str, str]) -> Repository:
    """A repository with these files; their texts may be indented."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return Repository(root)


def django(root: Path, settings: str, **more: str) -> Repository:
    """A Django project `shop` with these settings; `more` files by names with `__` for `/` and `_dot_` for `.`."""
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in more.items()}
    return tree(root, {"manage.py": MANAGE, "shop/settings.py": settings, **named})


def values(reading: Reading) -> dict[str, Value]:
    """What is concluded, by dotted path; lists of a database's variables joined, otherwise the first counts."""
    found: dict[str, Value] = {}
    for item in reading.conclusions:
        key = ".".join(map(str, item.path))
        known = found.get(key)
        if key.endswith(".env") and isinstance(known, list) and isinstance(item.value, list):
            found[key] = [*known, *item.value]
        else:
            found.setdefault(key, item.value)
    return found


def checks(reading: Reading) -> dict[str, str]:
    """What a person has to look at, by dotted path."""
    return {".".join(map(str, item.path)): item.check for item in reading.conclusions if item.check}


def mapped(reading: Reading) -> dict[str, str]:
    """What became of the keys of another tool's file that became something."""
    return {item.key: item.to for item in reading.mapped}


def dropped(reading: Reading) -> dict[str, str]:
    """Why the others did not."""
    return {item.key: item.reason for item in reading.dropped}
