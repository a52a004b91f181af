"""Writes a data tree as YAML in a style that chance picks, right or wrong."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from random import Random


class Bare:
    """A piece of YAML that is written as it is."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return f"Bare({self.text!r})"


class Pairs(list[tuple[Any, Any]]):
    """A mapping that may have a key twice."""


_PLAIN = re.compile(r"[A-Za-z/][A-Za-z0-9 ./_-]*")
_MAXIMUM_BLOCK = 500


def written(tree: Any, rng: Random) -> str:
    """The tree as JSON or as block style, with scalars in any of the styles."""
    style = rng.random()
    careless = rng.random() < 0.15
    if style < 0.25:
        return _flow(tree, rng, careless=careless) + "\n"
    return _block(tree, rng, 0, deep=style > 0.6, careless=careless)


def _pairs(tree: Any) -> list[tuple[Any, Any]]:
    return list(tree.items()) if isinstance(tree, dict) else list(tree)


def _is_mapping(tree: Any) -> bool:
    return isinstance(tree, dict | Pairs)


def _block(tree: Any, rng: Random, indent: int, *, deep: bool, careless: bool) -> str:
    if not isinstance(tree, dict | list) or not tree or len(tree) > _MAXIMUM_BLOCK or (indent and not deep):
        return " " * indent + _flow(tree, rng, careless=careless) + "\n"
    lines = []
    space = " " * indent
    if _is_mapping(tree):
        for key, value in _pairs(tree):
            name = _flow(key, rng, careless=careless)
            lines.append(f"{space}{name}:{_below(value, rng, indent, deep=deep, careless=careless)}")
    else:
        lines += [f"{space}-{_below(value, rng, indent, deep=deep, careless=careless)}" for value in tree]
    return "".join(lines)


def _below(value: Any, rng: Random, indent: int, *, deep: bool, careless: bool) -> str:
    if deep and isinstance(value, dict | list) and value and len(value) <= _MAXIMUM_BLOCK and indent < 200:
        return "\n" + _block(value, rng, indent + 2, deep=True, careless=careless)
    if isinstance(value, str) and rng.random() < 0.02:
        body = "".join(f"{' ' * (indent + 2)}{line}\n" for line in value.split("\n"))
        return f" {rng.choice(('|', '>', '|-', '>+', '|2'))}\n{body}"
    return f" {_flow(value, rng, careless=careless)}\n"


def _flow(tree: Any, rng: Random, *, careless: bool) -> str:
    if isinstance(tree, Bare):
        return tree.text
    if isinstance(tree, str):
        return _text(tree, rng, careless=careless)
    if isinstance(tree, dict | list):
        return _collection(tree, rng, careless=careless)
    if isinstance(tree, int) and not isinstance(tree, bool) and abs(tree) > 10**300:
        return "9" * 400
    return json.dumps(tree)


def _collection(tree: Any, rng: Random, *, careless: bool) -> str:
    if _is_mapping(tree):
        inner = (f"{_flow(k, rng, careless=careless)}: {_flow(v, rng, careless=careless)}" for k, v in _pairs(tree))
        return "{" + ", ".join(inner) + "}"
    if len(tree) <= _MAXIMUM_BLOCK:
        return "[" + ", ".join(_flow(item, rng, careless=careless) for item in tree) + "]"
    once = {id(item): item for item in tree}  # a very long list repeats a few items
    texts = {number: _flow(item, rng, careless=careless) for number, item in once.items()}
    return "[" + ", ".join(texts[id(item)] for item in tree) + "]"


def _text(text: str, rng: Random, *, careless: bool) -> str:
    style = rng.random()
    if careless and style < 0.3:
        return text
    if style < 0.7 and _PLAIN.fullmatch(text) and not text.endswith(" "):
        return text
    if style < 0.85 and "\n" not in text:
        return "'" + text.replace("'", "''") + "'"
    return json.dumps(text, ensure_ascii=rng.random() < 0.3)
