"""Walks through the tokens of a statement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.seeds.sql_tokens import Kind, Token, value_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_PARENTHESES = {"(": 1, ")": -1, "[": 1, "]": -1}


class Cursor:
    """A place in the tokens of a statement."""

    def __init__(self, text: str, tokens: Sequence[Token], index: int = 0) -> None:
        self.text = text
        self.tokens = tokens
        self.index = index

    def at_end(self) -> bool:
        """Whether nothing follows."""
        return self.index >= len(self.tokens)

    def written(self, ahead: int = 0) -> str:
        """A word in lower case, or a sign; nothing for quoted names, constants and the end."""
        if self.index + ahead >= len(self.tokens):
            return ""
        token = self.tokens[self.index + ahead]
        if token.kind is Kind.WORD:
            return self.text[token.start : token.end].lower()
        return self.text[token.start : token.end] if token.kind is Kind.SIGN else ""

    def accept(self, *words: str) -> bool:
        """Goes past these words, if exactly they follow."""
        if all(self.written(ahead) == word for ahead, word in enumerate(words)):
            self.index += len(words)
            return True
        return False

    def name(self) -> str:
        """Goes past a name with its schema, and gives it without `public`; nothing where there is none."""
        parts: list[str] = []
        while not self.at_end() and self.tokens[self.index].kind in {Kind.WORD, Kind.NAME}:
            parts.append(value_of(self.text, self.tokens[self.index]))
            self.index += 1
            if not self.accept("."):
                break
        return ".".join(parts[1:] if len(parts) > 1 and parts[0] == "public" else parts)

    def group(self) -> list[list[Token]] | None:
        """Goes past parentheses, and gives what stands between their commas; None where none open here."""
        if not self.accept("("):
            return None
        items: list[list[Token]] = [[]]
        depth = 1
        while not self.at_end():
            token = self.tokens[self.index]
            sign = self.text[token.start] if token.kind is Kind.SIGN else ""
            self.index += 1
            depth += _PARENTHESES.get(sign, 0)
            if depth == 0:
                break
            if depth == 1 and sign == ",":
                items.append([])
            else:
                items[-1].append(token)
        return [] if items == [[]] else items

    def names(self) -> tuple[str, ...] | None:
        """Goes past a list of columns in parentheses; None where none opens here."""
        items = self.group()
        if items is None:
            return None
        return tuple(value_of(self.text, item[0]) if item else "" for item in items)
