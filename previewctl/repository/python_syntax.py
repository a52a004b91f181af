"""Python files as syntax trees: nothing is imported, and nothing is run. `ast` is imported when it is first needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import ast

_DEEPEST = 20


def parsed(text: str) -> ast.Module | None:
    """The tree of a file; None where Python could not read it either."""
    import ast
    import warnings

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # invalid escapes and the like are the author's business
            return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` for a name or an attribute of one; nothing for anything else."""
    import ast

    parts: list[str] = []
    while isinstance(node, ast.Attribute) and len(parts) < _DEEPEST:
        parts.append(node.attr)
        node = node.value
    if not isinstance(node, ast.Name):
        return ""
    return ".".join((node.id, *reversed(parts)))


def literal_text(node: ast.AST | None) -> str | None:
    """The text of a string literal; None for anything else."""
    import ast

    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def literal_value(node: ast.AST | None) -> str | None:
    """A literal text, number, `True` or `False` as text; None for anything else."""
    import ast

    if isinstance(node, ast.Constant) and isinstance(node.value, str | int | float):
        return str(node.value)
    return None


def keyword_of(call: ast.Call, name: str) -> ast.expr | None:
    """The value of a keyword argument."""
    return next((keyword.value for keyword in call.keywords if keyword.arg == name), None)


def mapping_items(node: ast.AST | None) -> dict[str, ast.expr]:
    """The pairs of a dict display with literal keys, or of `dict(a=…)`."""
    import ast

    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {name: value for key, value in pairs if (name := literal_text(key)) is not None}
    if isinstance(node, ast.Call) and dotted(node.func) == "dict":
        return {keyword.arg: keyword.value for keyword in node.keywords if keyword.arg}
    return {}


def texts_in(node: ast.AST | None) -> tuple[str, ...]:
    """All string literals below a node, in the order of the text."""
    import ast

    if node is None:
        return ()
    found = [
        (item.lineno, item.col_offset, item.value)
        for item in ast.walk(node)
        if isinstance(item, ast.Constant) and isinstance(item.value, str)
    ]
    return tuple(text for _, _, text in sorted(found))
