"""Writes a made-up Django project as the files that people write, in the many forms that they have."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.seeds.migrations.model import Key
    from tests.bars.graphs import File, Project

BASE = "from django.db import migrations\n\n\nclass Inner(migrations.Migration):\n    atomic = False\n"


def write_project(made: Project, root: Path) -> None:
    """Writes all of it below `root`, which is empty."""
    texts = {
        "manage.py": 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")\n',
        "config/__init__.py": "",
        "config/migration_base.py": BASE,
    }
    entries: list[str] = []
    modules: dict[str, str | None] = {}
    for label, form in made.forms.items():
        entry, directory = _app(label, form, texts)
        entries.append(entry)
        if form in {"moved", "nowhere"}:
            modules[label] = directory.replace("/", ".") if form == "moved" else None
        for file in made.files:
            if file.key[0] == label:
                texts[f"{directory}/{file.key[1]}.py"] = migration(file)
    texts["config/settings.py"] = _settings(made, entries, modules)
    for path, text in texts.items():
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _app(label: str, form: str, texts: dict[str, str]) -> tuple[str, str]:
    """An app: its item in `INSTALLED_APPS`, and the directory of its migrations."""
    package, entry = label, label
    if form == "nested":
        package = entry = f"parts.{label}"
        texts["parts/__init__.py"] = ""
    elif form in {"label", "config"}:
        package, name = f"{label}_app", f"{label.title()}Config"
        entry = package if form == "label" else f"{package}.apps.{name}"
        texts[f"{package}/apps.py"] = (
            f"from django.apps import AppConfig\n\n\nclass {name}(AppConfig):\n    name = {package!r}\n    label = {label!r}\n"
        )
    inner = package.replace(".", "/")
    directory = f"{inner}/migrations"
    if form != "no init":
        texts[f"{inner}/__init__.py"] = ""
    else:
        texts[f"{inner}/apps.py"] = (
            "from pathlib import Path\n\nfrom django.apps import AppConfig\n\n\n"
            f"class C(AppConfig):\n    name = {package!r}\n    path = str(Path(__file__).parent)\n"
        )
    if form == "moved":
        directory = f"schema/{label}"
        texts["schema/__init__.py"] = ""
    if form == "namespace":
        texts[f"{directory}/notes.txt"] = ""
    elif form == "module":
        texts[f"{inner}/migrations.py"] = ""
    elif form not in {"none", "nowhere"}:
        texts[f"{directory}/__init__.py"] = ""
        texts[f"{directory}/_shared.py"] = "raise RuntimeError\n"
    return entry, directory


def _settings(made: Project, entries: list[str], modules: dict[str, str | None]) -> str:
    middle = len(entries) // 2
    contrib = ["django.contrib.contenttypes", "django.contrib.auth"] if made.contrib else []
    lines = [
        f"OUR_APPS = {entries[:middle]!r}",
        f"INSTALLED_APPS = {contrib!r} + OUR_APPS",
        *(f"INSTALLED_APPS += [{entry!r}]" for entry in entries[middle:]),
        f"MIGRATION_MODULES = {modules!r}" if modules else "",
        f"AUTH_USER_MODEL = {made.user_app + '.User'!r}" if made.user_app else "",
        'SECRET_KEY = "for tests"',
    ]
    return "\n".join(filter(None, lines)) + "\n"


def migration(file: File) -> str:
    """The text of a migration file."""
    head, base = "from django.conf import settings\nfrom django.db import migrations\n", "migrations.Migration"
    if file.style == "alias":
        head, base = head + "from django.db.migrations import Migration as Base\n", "Base"
    elif file.style == "inherits":
        head, base = head + "from config.migration_base import Inner\n", "Inner"
    lists = {"dependencies": file.dependencies, "run_before": file.run_before, "replaces": file.replaces}
    body = [f"    initial = {not file.dependencies}"]
    for name, keys in lists.items():
        if keys or name == "dependencies":
            before, line = _assignment(name, keys, file.style)
            head += before
            body.append(line)
    return f"{head}\n\nclass Migration({base}):\n" + "\n".join(body) + "\n\n    operations = []\n"


def _assignment(name: str, keys: list[Key], style: str) -> tuple[str, str]:
    """What stands before the class, and the line in it."""
    items = [_pair(key) for key in keys]
    listed = f"[{', '.join(items)}]"
    if style == "tuple":
        return "", f"    {name} = ({''.join(f'{item}, ' for item in items)})"
    if style == "annotated":
        return "", f"    {name}: list[tuple[str, str]] = {listed}"
    if style == "named":
        return f"{name.upper()} = {listed}\n", f"    {name} = {name.upper()}"
    if style == "sum":
        middle = len(items) // 2
        return "", f"    {name} = [{', '.join(items[:middle])}] + [{', '.join(items[middle:])}]"
    if style == "computed":
        return "", f"    {name} = [item for item in {listed}]"
    return "", f"    {name} = {listed}"


def _pair(key: Key) -> str:
    return repr(key) if key[0] else "migrations.swappable_dependency(settings.AUTH_USER_MODEL)"
