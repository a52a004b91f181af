"""Follows values through Python expressions: from a setting back to the environment variable that it takes them from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.environment_reads import read_of
from previewctl.repository.python_syntax import dotted, literal_text, mapping_items

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterator

    from previewctl.repository.environment_reads import Bindings, EnvironmentRead

_DEEPEST = 50
_MOST = 500
"""Expressions that are followed for one setting: hostile code can nest and repeat them without end."""
_KEEPS = frozenset({"list", "tuple", "set", "str", "int", "sorted", "filter", "bool"})
_METHODS = frozenset({"split", "strip", "lstrip", "rstrip", "lower", "splitlines"})


def flowing(node: ast.AST | None, bindings: Bindings, seen: set[int] | None = None) -> Iterator[EnvironmentRead]:
    """The variables whose value an expression has, as a whole or as items: not those that only decide, or are a part of it.

    `[HOST]`, `HOSTS.split(",")`, `env.list("HOSTS") if env.bool("LIVE") else []` have that of HOST and HOSTS;
    `f"https://{HOST}"` and `NAMES[HOST]` do not. Names stand for what the module assigned to them last.
    """
    import ast

    seen = set() if seen is None else seen
    if node is None or id(node) in seen or len(seen) > _MOST:
        return
    seen.add(id(node))
    found = read_of(node, bindings)
    if found is not None:
        yield found
    elif isinstance(node, ast.Name):
        known = bindings.values.get(node.id)
        if known is not None:
            yield from flowing(known[0], known[1], seen)
    else:
        for item in _parts(node):
            yield from flowing(item, bindings, seen)


def _parts(node: ast.AST) -> list[ast.expr]:
    """The expressions whose values an expression hands on."""
    import ast

    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        return node.elts
    if isinstance(node, ast.Starred | ast.NamedExpr):
        return [node.value]
    if isinstance(node, ast.IfExp | ast.BoolOp):
        return node.values if isinstance(node, ast.BoolOp) else [node.body, node.orelse]
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        sides = [node.left, node.right]
        return [] if any(literal_text(side) is not None or isinstance(side, ast.JoinedStr) for side in sides) else sides
    if isinstance(node, ast.ListComp | ast.SetComp | ast.GeneratorExp):
        return [node.generators[0].iter] if _keeps_items(node) else []
    return _through(node) if isinstance(node, ast.Call) else []


def _through(call: ast.Call) -> list[ast.expr]:
    """What a call hands on: the text that it splits or strips, the items that it collects."""
    import ast

    if isinstance(call.func, ast.Attribute) and call.func.attr in _METHODS:
        return [call.func.value]
    if dotted(call.func) in _KEEPS:
        return list(call.args)
    return []


def _keeps_items(node: ast.ListComp | ast.SetComp | ast.GeneratorExp) -> bool:
    """Whether `[host.strip() for host in HOSTS]` has the items of HOSTS, and nothing made from them."""
    import ast

    element: ast.expr = node.elt
    while isinstance(element, ast.Call) and isinstance(element.func, ast.Attribute) and element.func.attr in _METHODS:
        element = element.func.value
    return isinstance(element, ast.Name)


def items_of(
    node: ast.AST | None, bindings: Bindings, seen: set[int] | None = None
) -> dict[str, tuple[ast.expr, Bindings]]:
    """The pairs of a mapping, through the names that stand for one and the mappings that it is unpacked from."""
    import ast

    seen = set() if seen is None else seen
    if node is None or id(node) in seen or len(seen) > _DEEPEST:
        return {}
    seen.add(id(node))
    if isinstance(node, ast.Name):
        known = bindings.values.get(node.id)
        return items_of(known[0], known[1], seen) if known else {}
    found: dict[str, tuple[ast.expr, Bindings]] = {}
    if isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                found.update(items_of(value, bindings, seen))
    found.update({name: (value, bindings) for name, value in mapping_items(node).items()})
    return found


def split_at(node: ast.AST | None) -> str | None:
    """What an expression splits a text at, where that is not a comma: `" "` for `.split()`; None for all others."""
    import ast

    for item in ast.walk(node) if node is not None else ():
        if isinstance(item, ast.Call) and isinstance(item.func, ast.Attribute) and item.func.attr == "split":
            separator = literal_text(item.args[0]) if item.args else " "
            return separator if separator is not None and separator.strip() != "," else None
    return None


def mentioned(node: ast.AST | None, bindings: Bindings) -> Iterator[EnvironmentRead]:
    """Every variable that has to do with an expression, those behind the names in it included."""
    import ast

    pending = [(node, bindings)] if node is not None else []
    seen: set[int] = set()
    while pending and len(seen) < _DEEPEST:
        here, names = pending.pop()
        seen.add(id(here))
        for item in ast.walk(here):
            found = read_of(item, names)
            if found is not None:
                yield found
            elif isinstance(item, ast.Name) and item.id in names.values and id(names.values[item.id][0]) not in seen:
                pending.append(names.values[item.id])
