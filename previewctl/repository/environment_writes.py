"""Where Python code sets environment variables itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.environment_reads import ENVIRON, bind, kind_of, no_bindings
from previewctl.repository.python_syntax import literal_text, parsed
from previewctl.repository.value_flow import items_of

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from previewctl.repository.environment_reads import Bindings
    from previewctl.repository.files import Repository

ANY = "*"
"""What stands for variables that cannot be told: from there on every one may be set."""
_LOOP_KEY = "a key of a loop"
_SERVING = ("wsgi.py", "asgi.py")
_NEAR = 3


def provided_by(statement: ast.stmt, bindings: Bindings) -> Iterator[str]:
    """The variables that a statement sets, under a condition or not; those of statements inside of it are their own.

    `os.environ["X"] = …`, `os.environ.setdefault("X", …)`, `os.environ.update({…})`, `os.environ |= {…}`, and a loop over a
    mapping that does one of these.
    """
    import ast

    if isinstance(statement, ast.For):
        yield from _in_a_loop(statement, bindings)
    elif isinstance(statement, ast.AugAssign):
        if isinstance(statement.op, ast.BitOr) and _is_environ(statement.target, bindings):
            yield from _keys(statement.value, bindings)
    elif isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Subscript) and _is_environ(target.value, bindings):
                yield from _name(target.slice, bindings)
        yield from _called(statement.value, bindings)
    elif isinstance(statement, ast.Expr | ast.AnnAssign) and statement.value is not None:
        yield from _called(statement.value, bindings)


def _is_environ(node: ast.expr, bindings: Bindings) -> bool:
    return kind_of(node, bindings.names) == ENVIRON


def _called(node: ast.expr, bindings: Bindings) -> Iterator[str]:
    import ast

    for call in ast.walk(node):
        if not isinstance(call, ast.Call) or not isinstance(call.func, ast.Attribute):
            continue
        if not _is_environ(call.func.value, bindings):
            continue
        if call.func.attr == "setdefault" and call.args:
            yield from _name(call.args[0], bindings)
        elif call.func.attr == "update":
            yield from (keyword.arg or ANY for keyword in call.keywords)
            for argument in call.args:
                yield from _keys(argument, bindings)


def _name(node: ast.expr, bindings: Bindings) -> Iterator[str]:
    import ast

    text = literal_text(node)
    if text is not None:
        yield text
    elif not (isinstance(node, ast.Name) and bindings.names.get(node.id) == _LOOP_KEY):
        yield ANY


def _keys(node: ast.expr, bindings: Bindings) -> Iterator[str]:
    """The keys of a mapping; all variables, where they are not known."""
    import ast

    known = bindings.values.get(node.id) if isinstance(node, ast.Name) else None
    display = known[0] if known else node
    whole = isinstance(display, ast.Dict) and all(key is not None and literal_text(key) for key in display.keys)
    if whole:
        yield from items_of(node, bindings)
    else:
        yield ANY


def _in_a_loop(statement: ast.For, bindings: Bindings) -> Iterator[str]:
    import ast

    targets = statement.target.elts if isinstance(statement.target, ast.Tuple | ast.List) else [statement.target]
    target = targets[0] if targets else None
    if not isinstance(target, ast.Name):
        return
    bindings.names.pop(target.id, None)
    inner = [name for part in statement.body for node in ast.walk(part) for name in _of_node(node, bindings)]
    if ANY not in inner:
        return
    mapping = statement.iter
    if isinstance(mapping, ast.Call) and isinstance(mapping.func, ast.Attribute) and mapping.func.attr == "items":
        mapping = mapping.func.value
    bindings.names[target.id] = _LOOP_KEY
    yield from _keys(mapping, bindings)


def _of_node(node: ast.AST, bindings: Bindings) -> Iterator[str]:
    import ast

    if isinstance(node, ast.stmt) and not isinstance(node, ast.For):
        yield from provided_by(node, bindings)


def provided_by_entries(repository: Repository) -> frozenset[str]:
    """The variables that both the file that serves the site and the one that migrates set before the settings are read."""
    serving = repository.find(_SERVING, _NEAR)[:2]
    entries = [*repository.find(("manage.py",), _NEAR)[:1], *serving]
    found = [_set_in(repository.text(path) or "") for path in entries]
    return frozenset.intersection(*found) if found else frozenset()


def _set_in(text: str) -> frozenset[str]:
    import ast

    tree = parsed(text) if "environ" in text else None
    bindings, names = no_bindings(), set[str]()
    statements = [node for node in ast.walk(tree) if isinstance(node, ast.stmt)] if tree else []
    for statement in statements:
        bind(statement, bindings)
    for statement in statements:
        names.update(provided_by(statement, bindings))
    return frozenset(names - {ANY})
