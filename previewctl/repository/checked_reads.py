"""Variables that code insists on although reading them raises nothing: it checks for them, or cannot work with None."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.environment_reads import (
    ENVIRON,
    EnvironmentRead,
    always_raises,
    certain_nodes,
    is_getenv,
    kind_of,
    read_of,
)
from previewctl.repository.python_syntax import dotted, keyword_of, literal_text

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from previewctl.repository.environment_reads import Bindings

_NOT_OF_NONE = frozenset({"int", "float", "Decimal", "decimal.Decimal", "json.loads", "Path", "pathlib.Path"})


def checked_reads(statement: ast.stmt, bindings: Bindings) -> Iterator[EnvironmentRead]:
    """The variables without which a statement that always runs raises, beyond those whose reading does."""
    import ast

    if isinstance(statement, ast.Assert):
        yield from _needed_for(statement.test, bindings, holds=True)
    elif isinstance(statement, ast.If) and always_raises(statement.body):
        yield from _needed_for(statement.test, bindings, holds=False)
    for node in certain_nodes(statement):
        value = _works_not_with_none(node)
        read = _read(value, bindings, or_empty=False) if value is not None else None
        if read is not None:
            yield read


def _works_not_with_none(node: ast.AST) -> ast.expr | None:
    """What must not be None for an expression to work: `int(…)`, `….split()`, `…[0]`, `… + "/"`."""
    import ast

    if isinstance(node, ast.Call) and dotted(node.func) in _NOT_OF_NONE:
        return node.args[0] if node.args else None
    if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Call):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        return node.left if literal_text(node.right) is not None else None
    return None


def _needed_for(test: ast.expr, bindings: Bindings, *, holds: bool) -> Iterator[EnvironmentRead]:
    """The variables that have to be there for a condition to be as it must be."""
    import ast

    if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
        yield from _needed_for(test.operand, bindings, holds=not holds)
    elif isinstance(test, ast.BoolOp):
        if isinstance(test.op, ast.And) is holds:
            for value in test.values:
                yield from _needed_for(value, bindings, holds=holds)
    elif isinstance(test, ast.Compare) and len(test.ops) == 1:
        yield from _compared(test, bindings, holds=holds)
    elif holds and (read := _read(test, bindings, or_empty=True)):
        yield read


def _compared(test: ast.Compare, bindings: Bindings, *, holds: bool) -> Iterator[EnvironmentRead]:
    import ast

    name, other = literal_text(test.left), test.comparators[0]
    is_member = isinstance(test.ops[0], ast.In if holds else ast.NotIn)
    if name and is_member and kind_of(other, bindings.names) == ENVIRON:
        yield EnvironmentRead(name, test.lineno, strict=True)
    is_some = isinstance(test.ops[0], (ast.IsNot, ast.NotEq) if holds else (ast.Is, ast.Eq))
    if is_some and isinstance(other, ast.Constant) and other.value is None:
        read = _read(test.left, bindings, or_empty=False)
        if read is not None:
            yield read


def _read(node: ast.expr, bindings: Bindings, *, or_empty: bool) -> EnvironmentRead | None:
    """The variable without which an expression is None; `or_empty`: or anything else that counts as false."""
    import ast

    if isinstance(node, ast.Name):
        known = bindings.values.get(node.id)
        # A name that has been given another value meanwhile says nothing.
        followed = known is not None and bindings.assigned.get(node.id) == 1
        return _of_call(known[0], known[1], or_empty=or_empty) if known and followed else None
    return _of_call(node, bindings, or_empty=or_empty)


def _of_call(node: ast.expr, bindings: Bindings, *, or_empty: bool) -> EnvironmentRead | None:
    import ast

    read = read_of(node, bindings)
    if read is None or read.strict or not isinstance(node, ast.Call):
        return None
    written = node.args[1] if len(node.args) > 1 else keyword_of(node, "default")
    if written is None:
        return read if is_getenv(node, bindings) else None
    nothing = isinstance(written, ast.Constant) and (written.value is None or (or_empty and not written.value))
    return read if nothing else None
