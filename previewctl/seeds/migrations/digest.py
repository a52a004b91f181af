"""The digest of a migration's content: the same for the same program, however it is laid out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from previewctl.repository.python_syntax import parsed

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

_LEFT_OUT = frozenset({"ctx", "kind", "type_comment", "type_ignores", "type_params"})
"""Fields that say nothing of what a program does, or that only some versions of Python have."""


class _Mark(str):
    """What is written between the parts of a tree, and is no text of it."""

    __slots__ = ()


def digest(text: str) -> str:
    """SHA-256 over what a migration does, as 64 digits.

    Comments, docstrings and layout do not enter, nor does `replaces`: taking it away is the last step of a squash, and
    changes no table. Python's own `ast.dump` is not the same in every version of Python, so the tree is written here.
    """
    tree = parsed(text)
    if tree is None:
        return hashlib.sha256("\n".join(text.splitlines()).encode()).hexdigest()
    total = hashlib.sha256()
    for part in _written(tree):
        total.update(part.encode(errors="surrogatepass"))
        total.update(b"\0")
    return total.hexdigest()


def _written(tree: ast.AST) -> Iterator[str]:
    """The tree in the order of the text; with a list of what is left to do, for trees can be deeper than the stack."""
    import ast

    pending: list[object] = [tree]
    while pending:
        item = pending.pop()
        if isinstance(item, ast.AST):
            if _says_nothing(item):
                continue
            yield type(item).__name__
            fields = [(name, value) for name, value in ast.iter_fields(item) if name not in _LEFT_OUT]
            if isinstance(item, ast.JoinedStr):
                fields = [("values", _merged(item.values))]
            filled = [(name, value) for name, value in fields if value is not None and value != []]
            pending.append(_Mark(")"))
            for name, value in reversed(filled):
                pending += [value, _Mark(f"{name}=")]
        elif isinstance(item, list):
            pending.append(_Mark("]"))
            pending += reversed(item)
        elif isinstance(item, _Mark):
            yield item
        elif isinstance(item, str):
            yield f"{len(item)} {item}"
        else:  # `repr` refuses integers of many digits
            yield f"{type(item).__name__} {hex(item) if isinstance(item, int) else repr(item)}"


def _merged(parts: list[ast.expr]) -> list[object]:
    """The parts of an f-string: texts side by side are one, for some versions of Python cut them where others do not."""
    import ast

    found: list[object] = []
    for part in parts:
        text = part.value if isinstance(part, ast.Constant) and isinstance(part.value, str) else None
        if text is None:
            found.append(part)
        elif found and isinstance(found[-1], str):
            found[-1] += text
        elif text:
            found.append(text)
    return found


def _says_nothing(node: ast.AST) -> bool:
    """A text that stands alone, such as a docstring, or the list of what a squash replaces."""
    import ast

    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
    if isinstance(node, ast.Assign):
        return len(node.targets) == 1 and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "replaces"
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and node.target.id == "replaces"
    return False
