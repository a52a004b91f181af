"""The settings of a Django project that say which apps it has, and where their migrations stand."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.python_syntax import literal_text
from previewctl.seeds.migrations.literals import Literals, Unknown

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator, Mapping

    from previewctl.repository.django import DjangoSettings, Setting
    from previewctl.seeds.migrations.literals import Literal

_APPS = "INSTALLED_APPS"
_MODULES = "MIGRATION_MODULES"
_DEFAULT_MODELS = {"AUTH_USER_MODEL": "auth.User"}
"""https://docs.djangoproject.com/en/stable/ref/settings/#auth-user-model"""
_DEEPEST = 10
_DEEPEST_PART = 200
_MOST = 20_000
"""Parts of lists that are looked at: hostile code can nest and repeat them without end."""


class Installed(NamedTuple):
    """What the settings say. `entries` are the items of `INSTALLED_APPS`; `complete`: there are no others.

    `modules` are those of `MIGRATION_MODULES`, by label; `modules_known`: there are no others. `models` are the
    settings that name a model.
    """

    entries: tuple[str, ...] = ()
    complete: bool = False
    modules: Mapping[str, str | None] = MappingProxyType({})
    modules_known: bool = True
    models: Mapping[str, str] = MappingProxyType({})


def installed(settings: DjangoSettings | None) -> Installed:
    """The apps of a project; nothing of it is known where no settings can be read."""
    if settings is None:
        return Installed(modules_known=False)
    found = _Entries(settings)
    complete = found.of(_APPS)
    modules, modules_known = _migration_modules(settings)
    return Installed(tuple(dict.fromkeys(found.entries)), complete, modules, modules_known, _models(settings))


class _Entries:
    """Adds up the lists that `INSTALLED_APPS` is made of, conditional parts included."""

    def __init__(self, settings: DjangoSettings) -> None:
        self.entries: list[str] = []
        self._settings = settings
        self._seen: set[str] = set()
        self._steps = 0

    def of(self, name: str, depth: int = 0) -> bool:
        """Adds what a setting holds; whether all of it could be read."""
        if name in self._seen or depth > _DEEPEST:
            return True  # `INSTALLED_APPS = INSTALLED_APPS + […]`: that stands before it
        self._seen.add(name)
        parts: list[Setting] = []
        for item in self._settings.settings:
            if item.name == name and not item.keys:
                anew = item.certain and not _mentions(item.expression, name)
                parts = [item] if anew else [*parts, item]
        known = [self._part(item, item.expression, depth) for item in parts]
        return bool(known) and all(known)

    def _part(self, setting: Setting, node: ast.expr, depth: int) -> bool:
        import ast

        self._steps += 1
        if depth > _DEEPEST_PART or self._steps > _MOST:
            return False
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._all(setting, [node.left, node.right], depth)
        if isinstance(node, ast.List | ast.Tuple):
            return self._all(setting, node.elts, depth)
        if isinstance(node, ast.Starred):
            return self._part(setting, node.value, depth + 1)
        text = literal_text(node)
        if text is not None:
            self.entries.append(text)
            return True
        return self._named(setting, node, depth)

    def _all(self, setting: Setting, nodes: list[ast.expr], depth: int) -> bool:
        known = True
        for node in nodes:
            known = self._part(setting, node, depth + 1) and known
        return known

    def _named(self, setting: Setting, node: ast.expr, depth: int) -> bool:
        """A name: another list of the settings, or a value of the module."""
        import ast

        if isinstance(node, ast.Name):
            if any(item.name == node.id for item in self._settings.settings):
                return self.of(node.id, depth + 1)
            bound = setting.bindings.values.get(node.id)
            if bound is not None and bound[0] is not node:
                return self._part(setting, bound[0], depth + 1)
        if isinstance(node, ast.Call) and node.args and not node.keywords and _is_plain(node):
            return self._part(setting, node.args[0], depth + 1)
        return False


def _mentions(node: ast.expr, name: str) -> bool:
    import ast

    return any(isinstance(item, ast.Name) and item.id == name for item in ast.walk(node))


def _is_plain(call: ast.Call) -> bool:
    """`list(…)` and `tuple(…)` of one thing."""
    return len(call.args) == 1 and getattr(call.func, "id", "") in {"list", "tuple"}


def _migration_modules(settings: DjangoSettings) -> tuple[dict[str, str | None], bool]:
    """`MIGRATION_MODULES`, by label, and whether all of it could be read; None takes an app's migrations away."""
    import ast

    found: dict[str, str | None] = {}
    known = True
    for part in settings.settings:
        if part.name != _MODULES:
            continue
        pairs = list(_pairs(part))
        known = (known and part.certain and isinstance(part.expression, ast.Dict)) or bool(part.keys)
        for label, node in pairs:
            try:
                value: Literal = Literals({}).value(node)
            except Unknown:
                value = ()
            if label is None or isinstance(value, tuple):
                known = False
            else:
                found[label] = value
    return found, known


def _pairs(part: Setting) -> Iterator[tuple[str | None, ast.expr]]:
    import ast

    if part.keys:
        yield part.keys[0], part.expression
    elif isinstance(part.expression, ast.Dict):
        for key, value in zip(part.expression.keys, part.expression.values, strict=True):
            yield literal_text(key), value


def _models(settings: DjangoSettings) -> dict[str, str]:
    """The settings that name a model, where they do it in so many words."""
    found = dict(_DEFAULT_MODELS)
    for part in settings.settings:
        if part.name.endswith("_MODEL"):
            text = literal_text(part.expression)
            if text is None:
                found.pop(part.name, None)
            else:
                found[part.name] = text
    return found
