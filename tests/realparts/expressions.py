"""GitHub's expressions, as far as workflows use them: literals, contexts, operators and the functions below.

The rules are those of https://docs.github.com/actions/reference/workflows-and-actions/expressions: texts are compared
without regard to case, an unknown property is null, and `&&` and `||` give one of their operands.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TOKEN = re.compile(
    r"\s*(?:(?P<text>'(?:[^']|'')*')|(?P<number>-?\d+(?:\.\d+)?)|(?P<name>[A-Za-z_][\w-]*)"
    r"|(?P<sign>&&|\|\||==|!=|<=|>=|[!<>().,\[\]*]))"
)
_PLACE = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}


def filled_in(text: str, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> str:
    """A text with each `${{ }}` in it replaced by what it says."""
    return _PLACE.sub(lambda found: as_text(evaluate(found[1], contexts, functions)), text)


def condition(text: str, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> bool:
    """Whether an `if` is true; `success()` is asked too where it asks for no state by itself."""
    bare = text.strip()
    if bare.startswith("${{") and bare.endswith("}}"):
        bare = bare[3:-2]
    asks = re.search(r"\b(?:success|failure|cancelled|always)\(\)", bare)
    return (bool(asks) or bool(functions["success"]())) and truthy(evaluate(bare, contexts, functions))


def evaluate(text: str, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> Any:
    """The value of an expression."""
    reader = _Reader(text, contexts, functions)
    value = reader.either()
    reader.end()
    return value


def truthy(value: Any) -> bool:
    """What counts as true."""
    return value not in (None, False, 0, "")


def as_text(value: Any) -> str:
    """A value inside of a text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value)


class _Reader:
    def __init__(self, text: str, contexts: Mapping[str, Any], functions: Mapping[str, Callable[..., Any]]) -> None:
        self._tokens = list(_tokens(text))
        self._contexts = contexts
        self._functions = functions

    def end(self) -> None:
        assert not self._tokens, f"not read: {self._tokens}"

    def either(self) -> Any:
        value = self._both()
        while self._take("||"):
            other = self._both()
            value = value if truthy(value) else other
        return value

    def _both(self) -> Any:
        value = self._compared()
        while self._take("&&"):
            other = self._compared()
            value = other if truthy(value) else value
        return value

    def _compared(self) -> Any:
        value = self._single()
        while self._tokens and self._tokens[0] in (("sign", "=="), ("sign", "!=")):
            sign = self._tokens.pop(0)[1]
            same = _equal(value, self._single())
            value = same if sign == "==" else not same
        return value

    def _single(self) -> Any:  # noqa: PLR0911 - one for each form
        if self._take("!"):
            return not truthy(self._single())
        if self._take("("):
            value = self.either()
            assert self._take(")")
            return value
        kind, word = self._tokens.pop(0)
        if kind == "text":
            return word[1:-1].replace("''", "'")
        if kind == "number":
            return float(word) if "." in word else int(word)
        assert kind == "name", word
        if self._take("("):
            return self._functions[word](*self._arguments())
        if word in _WORDS:
            return _WORDS[word]
        assert word in self._contexts, f"no context {word}"
        return self._property(self._contexts[word])

    def _arguments(self) -> list[Any]:
        found: list[Any] = []
        while not self._take(")"):
            found.append(self.either())
            self._take(",")
        return found

    def _property(self, value: Any) -> Any:
        while self._take("."):
            if self._take("*"):
                items = value if isinstance(value, list) else []
                rest = self._tokens
                lengths = []
                found = []
                for item in items or [None]:
                    self._tokens = list(rest)
                    found.append(self._property(item))
                    lengths.append(len(self._tokens))
                return found if items else []
            name = self._tokens.pop(0)[1]
            value = value.get(name) if isinstance(value, dict) else None
        return value

    def _take(self, sign: str) -> bool:
        if self._tokens and self._tokens[0] == ("sign", sign):
            self._tokens.pop(0)
            return True
        return False


def _tokens(text: str) -> Any:
    position = 0
    while text[position:].strip():
        found = _TOKEN.match(text, position)
        assert found, f"not an expression: {text[position:]!r}"
        position = found.end()
        assert found.lastgroup
        yield found.lastgroup, found[found.lastgroup]


def _equal(left: Any, right: Any) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return left.lower() == right.lower()
    if type(left) is type(right):
        return bool(left == right)
    return bool(_number(left) == _number(right))


def _number(value: Any) -> float:
    if value is None or value == "":
        return 0
    try:
        return float(value)
    except (TypeError, ValueError):
        return float("nan")


def contains(where: Any, what: Any) -> bool:
    """GitHub's `contains`: an item of a list, or a part of a text."""
    if isinstance(where, list):
        return any(_equal(item, what) for item in where)
    return as_text(what).lower() in as_text(where).lower()
