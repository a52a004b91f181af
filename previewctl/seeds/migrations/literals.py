"""The values of Python expressions that can be had without running anything: texts, and lists of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, Union

if TYPE_CHECKING:
    import ast
    from collections.abc import Callable, Mapping

Literal: TypeAlias = Union[str, tuple["Literal", ...], None]  # noqa: UP007 - recursive names need Union
"""A text, None, or a list or tuple of such."""

_DEEPEST = 20
_MOST = 20_000
"""Steps for one expression: hostile code can double a list with each name."""


class Unknown(Exception):  # noqa: N818 - no error: it ends the evaluation of an expression
    """An expression that has no value without being run; `line` is that of the part that says so."""

    def __init__(self, node: ast.AST) -> None:
        super().__init__("only running it would tell")
        self.line = int(getattr(node, "lineno", 0))


class Literals:
    """Evaluates expressions of one place.

    `names` are what names stand for there; None for one that is bound more than once, or not by a plain assignment.
    `call` gives the value of a call that this module does not know, or raises Unknown.
    """

    def __init__(
        self, names: Mapping[str, ast.expr | None], call: Callable[[ast.Call, Literals], Literal] | None = None
    ) -> None:
        self._names = names
        self._call = call
        self._steps = 0

    def value(self, node: ast.expr, depth: int = 0) -> Literal:
        """The value of an expression; raises Unknown where only running it would tell."""
        import ast

        self._step(node, depth)
        if isinstance(node, ast.Constant) and (node.value is None or isinstance(node.value, str)):
            return node.value
        if isinstance(node, ast.List | ast.Tuple):
            return self._items(node.elts, depth)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
            return self._sum(node, depth)
        if isinstance(node, ast.Name):
            bound = self._names.get(node.id)
            if bound is not None:
                return self.value(bound, depth + 1)
        if isinstance(node, ast.Call):
            return self._called(node, depth)
        raise Unknown(node)

    def _step(self, node: ast.AST, depth: int, steps: int = 1) -> None:
        self._steps += steps
        if depth > _DEEPEST or self._steps > _MOST:
            raise Unknown(node)

    def _items(self, nodes: list[ast.expr], depth: int) -> tuple[Literal, ...]:
        import ast

        found: list[Literal] = []
        for node in nodes:
            if isinstance(node, ast.Starred):
                inner = self.value(node.value, depth + 1)
                if not isinstance(inner, tuple):
                    raise Unknown(node)
                self._step(node, depth, len(inner))
                found.extend(inner)
            else:
                found.append(self.value(node, depth + 1))
        return tuple(found)

    def _sum(self, node: ast.BinOp, depth: int) -> Literal:
        """`A + B` of two lists or two texts; in a loop, for a long chain of them is deeply nested."""
        import ast

        parts: list[ast.expr] = []
        left: ast.expr = node
        while isinstance(left, ast.BinOp) and isinstance(left.op, ast.Add):
            parts.append(left.right)
            left = left.left
        parts.append(left)
        values = [self.value(part, depth + 1) for part in reversed(parts)]
        self._step(node, depth, sum(len(value or "") for value in values))
        if all(isinstance(value, str) for value in values):
            return "".join(value for value in values if isinstance(value, str))
        if all(isinstance(value, tuple) for value in values):
            return tuple(item for value in values if isinstance(value, tuple) for item in value)
        raise Unknown(node)

    def _called(self, call: ast.Call, depth: int) -> Literal:
        """`list(X)` and `tuple(X)`, or what `call` knows."""
        import ast

        if isinstance(call.func, ast.Name) and call.func.id in {"list", "tuple"} and not call.keywords:
            inner = self.value(call.args[0], depth + 1) if len(call.args) == 1 else ()
            if isinstance(inner, tuple) and len(call.args) < 2:
                return inner
        elif self._call is not None:
            return self._call(call, self)
        raise Unknown(call)


def plain_names(statements: list[ast.stmt]) -> dict[str, ast.expr | None]:
    """What the names of a module or class stand for by a single plain assignment; None for all others that it binds."""
    import ast

    found: dict[str, ast.expr | None] = {}
    for statement in statements:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target: ast.expr | None = statement.targets[0]
        else:
            target = statement.target if isinstance(statement, ast.AnnAssign) else None
        plain = target.id if isinstance(target, ast.Name) else None
        for name in _touched(statement):
            value = getattr(statement, "value", None) if name == plain and name not in found else None
            found[name] = value
    return {} if "*" in found else found


def _touched(statement: ast.stmt) -> set[str]:
    """The names that a statement binds or may change; what is inside of a function or a class runs elsewhere."""
    import ast

    if isinstance(statement, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {statement.name}
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in statement.names}
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.value, ast.Name):
            changes = isinstance(statement, ast.Expr) or not isinstance(node.ctx, ast.Load)
            names |= {node.value.id} if changes else set()
    return names
