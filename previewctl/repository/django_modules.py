"""Finds the settings module of a Django project, and the files of its modules."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.python_syntax import dotted, literal_text, parsed

if TYPE_CHECKING:
    import ast

    from previewctl.repository.files import Repository

VARIABLE = "DJANGO_SETTINGS_MODULE"
_ENTRIES = ("wsgi.py", "asgi.py", "manage.py", "celery.py", "celery_app.py")
"""Files that name the settings, what serves the site first: that is what a preview runs."""
_SERVING = ("wsgi.py", "asgi.py")
_DEVELOPMENT = re.compile(r"\b(?:dev\w*|local\w*|debug|tests?|testing)$")
_MOST_FILES = 40
_MOST_NAMES = 10
_NEAR = 3
"""Entries deeper than that are looked for only where there is none above: `lint` waits for this."""


class SettingsName(NamedTuple):
    """A dotted settings module, the file and line that name it, and the directory that its packages stand in."""

    module: str
    path: str
    line: int
    base: str


def settings_names(repository: Repository) -> list[SettingsName]:
    """Every file that says which settings to use: what serves the site first, then settings that are not for development."""
    found = _names_within(repository, _NEAR) or _names_within(repository, None)
    serving = [name for name in found if name.path.rpartition("/")[2] in _SERVING]
    others = [name for name in found if name not in serving]
    return serving + sorted(others, key=lambda name: bool(_DEVELOPMENT.search(name.module)))


def _names_within(repository: Repository, depth: int | None) -> list[SettingsName]:
    files = repository.walk() if depth is None else repository.walk(depth)
    found = []
    for entry in _ENTRIES:
        paths = [path for path in files if path.rpartition("/")[2] == entry and "/tests/" not in f"/{path}"]
        for path in paths[:_MOST_FILES]:
            named = _named_in(repository, path)
            if named is not None:
                found.append(named)
    return found


def _named_in(repository: Repository, path: str) -> SettingsName | None:
    text = repository.text(path)
    if text is None or VARIABLE not in text:
        return None
    tree = parsed(text)
    if tree is None:
        return None
    import ast

    setting = ((node, value) for node in ast.walk(tree) if (value := _set_by(node)) is not None)
    for node, value in islice(setting, _MOST_NAMES):
        module = _module_in(value, tree)
        if module:
            directory = path.rpartition("/")[0]
            # manage.py stands beside the packages, the others inside of one.
            base = directory if path.endswith("manage.py") else directory.rpartition("/")[0]
            return SettingsName(module, path, getattr(node, "lineno", 0), base)
    return None


def _set_by(node: ast.AST) -> ast.expr | None:
    """The value of `os.environ.setdefault("DJANGO_SETTINGS_MODULE", …)` or `os.environ["DJANGO_SETTINGS_MODULE"] = …`."""
    import ast

    if isinstance(node, ast.Call) and dotted(node.func).endswith("environ.setdefault") and len(node.args) == 2:
        return node.args[1] if literal_text(node.args[0]) == VARIABLE else None
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Subscript):
        target = node.targets[0]
        if dotted(target.value).endswith("environ") and literal_text(target.slice) == VARIABLE:
            return node.value
    return None


def _module_in(value: ast.expr | None, tree: ast.AST, depth: int = 0) -> str | None:
    """The module that a value names: by itself, as a fallback, or as what it is where a condition does not hold."""
    import ast

    if value is None or depth > 3:
        return None
    if isinstance(value, ast.IfExp):
        return _module_in(value.orelse, tree, depth + 1) or _module_in(value.body, tree, depth + 1)
    if isinstance(value, ast.Call) and len(value.args) == 2:
        return literal_text(value.args[1])
    if isinstance(value, ast.JoinedStr):
        return _filled(value, tree)
    if isinstance(value, ast.Name):
        found = _assigned_to(value.id, tree)
        return _module_in(found[-1], tree, depth + 1) if found else None
    return literal_text(value)


def _assigned_to(name: str, tree: ast.AST) -> list[ast.expr]:
    import ast

    assignments = (node for node in ast.walk(tree) if isinstance(node, ast.Assign))
    return [node.value for node in assignments if dotted(node.targets[0]) == name and dotted(node.value) != name]


def _filled(text: ast.JoinedStr, tree: ast.AST) -> str | None:
    """`f"shop.settings.{stage}"` with what `stage` is, not for development where it can be something else."""
    import ast

    parts: list[str] = []
    for part in text.values:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        known = [literal_text(inner)]
        if isinstance(inner, ast.Name):
            known = [literal_text(item) for item in _assigned_to(inner.id, tree)[:_MOST_NAMES]]
        words = sorted(filter(None, known), key=lambda word: bool(_DEVELOPMENT.search(word)))
        if not words:
            return None
        parts.append(words[0])
    return "".join(parts)


def module_path(repository: Repository, module: str, base: str) -> str | None:
    """The file of a dotted module whose packages stand in `base`; None where there is none."""
    if not all(part.isidentifier() for part in module.split(".")):
        return None
    stem = "/".join(filter(None, (base, *module.split("."))))
    return next((path for path in (f"{stem}.py", f"{stem}/__init__.py") if repository.exists(path)), None)


def located(repository: Repository, module: str) -> tuple[str, str] | None:
    """The file of a settings module, and the directory that its packages stand in."""
    bases = dict.fromkeys(
        ["", "src", *(path.rpartition("/")[0] for path in repository.named("manage.py")[:_MOST_FILES])]
    )
    for base in bases:
        path = module_path(repository, module, base)
        if path:
            return path, base
    ending = tuple(f"{module.replace('.', '/')}{end}" for end in (".py", "/__init__.py"))
    for path in repository.walk():
        for end in ending:
            if path.endswith(f"/{end}"):
                return path, path.removesuffix(f"/{end}")
    return None


def imported_module(statement: ast.ImportFrom, path: str, base: str) -> str:
    """The dotted name of what a `from … import …` in the file `path` means."""
    if not statement.level:
        return statement.module or ""
    inside = path.removeprefix(f"{base}/") if base else path
    parts = inside.split("/")[: -statement.level]
    return ".".join([*parts, *(statement.module or "").split(".")]).strip(".")
