"""Finds `class Migration` in a file, and the expressions of the attributes that place it in the graph."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.django_modules import imported_module, module_path
from previewctl.repository.python_syntax import dotted, parsed
from previewctl.seeds.migrations.literals import plain_names

if TYPE_CHECKING:
    import ast
    from collections.abc import Mapping

    from previewctl.repository.files import Repository

ATTRIBUTES = frozenset({"dependencies", "run_before", "replaces"})
_NAME = "Migration"
_OF_DJANGO = frozenset({"django.db.migrations.Migration", "django.db.migrations.migration.Migration"})
_DECIDING = frozenset({"__init__", "__new__", "__init_subclass__", "__getattribute__", "__getattr__"})
"""Methods that may give an instance other attributes than its class has."""
_DEEPEST = 5
_MOST = 100
"""Classes that are followed for one migration: hostile code can name bases without end."""


class CannotTell(Exception):  # noqa: N818 - no error: it ends the reading of a file
    """Only running the file would tell. `broken`: Django would not get further either."""

    def __init__(self, line: int, reason: str, *, broken: bool = False) -> None:
        super().__init__(reason)
        self.line, self.reason, self.broken = line, reason, broken


class Attribute(NamedTuple):
    """The expression of an attribute, and what the names in it stand for."""

    expression: ast.expr
    names: Mapping[str, ast.expr | None]


class _Source(NamedTuple):
    """A module, and where its imports lead; `path` is below the repository's root."""

    tree: ast.Module
    path: str


class ClassReader:
    """Reads classes of a repository whose packages stand in the directory `base`."""

    def __init__(self, repository: Repository, base: str) -> None:
        self._repository = repository
        self._base = base
        self._followed = 0

    def migration(self, tree: ast.Module, path: str) -> dict[str, Attribute]:
        """The attributes of the module's `Migration`, inherited ones included; raises CannotTell."""
        node = _migration_class(tree)
        found, of_django = self._class(node, _Source(tree, path), 0)
        if not of_django:
            raise CannotTell(node.lineno, "its `Migration` is no class of Django's", broken=True)
        return found

    def _class(self, node: ast.ClassDef, source: _Source, depth: int) -> tuple[dict[str, Attribute], bool]:
        """The attributes of a class, and whether it is a migration of Django's."""
        self._followed += 1
        if self._followed > _MOST or depth > _DEEPEST:
            raise CannotTell(node.lineno, "it is built on too many classes")
        if node.decorator_list or node.keywords:
            raise CannotTell(node.lineno, f"its class `{node.name}` has a decorator or a metaclass")
        found: dict[str, Attribute] = {}
        of_django = False
        for base in reversed(node.bases):
            name = dotted(base)
            if _full_name(name, source, self._base) in _OF_DJANGO:
                of_django = True
                continue
            outer = self._located(name, source, depth)
            if outer is None:
                raise CannotTell(node.lineno, f"its class is built on `{name or '…'}`, which is not in this repository")
            inherited, is_migration = self._class(*outer, depth + 1)
            found.update(inherited)
            of_django = of_django or is_migration
        found.update(_own_attributes(node, source.tree))
        return found, of_django

    def _located(self, name: str, source: _Source, depth: int) -> tuple[ast.ClassDef, _Source] | None:
        """The class that a name stands for, in this module or in another one of the repository."""
        import ast

        if depth > 2 * _DEEPEST or not name:
            return None
        here = [item for item in source.tree.body if isinstance(item, ast.ClassDef) and item.name == name]
        if here:
            return here[-1], source
        module, _, last = (_full_name(name, source, self._base) or "").rpartition(".")
        path = module_path(self._repository, module, self._base) if module else None
        text = self._repository.text(path) if path and path != source.path else None
        tree = parsed(text) if text is not None else None
        return self._located(last, _Source(tree, path), depth + 1) if tree is not None and path else None


def _migration_class(tree: ast.Module) -> ast.ClassDef:
    """The class that the name `Migration` stands for once the module has run."""
    import ast

    found: ast.ClassDef | None = None
    elsewhere = False
    for item in tree.body:
        if isinstance(item, ast.ClassDef) and item.name == _NAME:
            found = item
        elif isinstance(item, ast.ImportFrom) and _imports(item):
            elsewhere = True
            if found is not None:
                raise CannotTell(item.lineno, f"its `{_NAME}` may be imported")
        elif not isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and _mentions(item, {_NAME}):
            raise CannotTell(item.lineno, f"its `{_NAME}` is more than a plain class")
    if found is not None:
        return found
    if elsewhere:
        raise CannotTell(0, f"its `{_NAME}` is imported")
    raise CannotTell(0, f"it has no class `{_NAME}`", broken=True)


def _imports(statement: ast.ImportFrom) -> bool:
    return any((alias.asname or alias.name) in {_NAME, "*"} for alias in statement.names)


def _mentions(statement: ast.stmt, names: frozenset[str] | set[str]) -> bool:
    import ast

    return any(
        (isinstance(node, ast.Name) and node.id in names) or (isinstance(node, ast.ClassDef) and node.name in names)
        for node in ast.walk(statement)
    )


def _own_attributes(node: ast.ClassDef, tree: ast.Module) -> dict[str, Attribute]:
    """Those that the body of a class assigns, each by one statement or by several in a row."""
    import ast

    expressions: dict[str, ast.expr] = {}
    for item in node.body:
        if isinstance(item, ast.FunctionDef | ast.AsyncFunctionDef):
            if item.name in _DECIDING or item.name in ATTRIBUTES:
                raise CannotTell(item.lineno, f"its class has a method `{item.name}`")
            continue
        target = _target(item)
        value = getattr(item, "value", None)
        if target in ATTRIBUTES and value is not None:
            before = expressions.get(target)
            if isinstance(item, ast.AugAssign) and before is not None:
                value = ast.copy_location(ast.BinOp(before, item.op, value), item)
            elif isinstance(item, ast.AugAssign):
                raise CannotTell(item.lineno, f"its `{target}` is put together")
            expressions[target] = value
        elif target not in ATTRIBUTES and _mentions(item, ATTRIBUTES):
            raise CannotTell(item.lineno, "its place in the graph is put together")
    names = {**plain_names(tree.body), **plain_names(node.body)}
    return {name: Attribute(expression, names) for name, expression in expressions.items()}


def _target(statement: ast.stmt) -> str:
    """The one name that a statement assigns to."""
    import ast

    if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
        target: ast.expr | None = statement.targets[0]
    else:
        target = statement.target if isinstance(statement, ast.AnnAssign | ast.AugAssign) else None
    return target.id if isinstance(target, ast.Name) else ""


def _full_name(name: str, source: _Source, base: str) -> str:
    """`django.db.migrations.Migration` for `migrations.Migration`, by the imports of the module."""
    import ast

    first, _, rest = name.partition(".")
    for item in reversed(source.tree.body):
        if isinstance(item, ast.Import):
            for alias in item.names:
                if alias.asname == first:
                    return f"{alias.name}.{rest}".rstrip(".")
                if alias.asname is None and alias.name.partition(".")[0] == first:
                    return name
        elif isinstance(item, ast.ImportFrom):
            for alias in item.names:
                if (alias.asname or alias.name) == first:
                    module = imported_module(item, source.path, base)
                    return ".".join(filter(None, (module, alias.name, rest)))
    return ""
