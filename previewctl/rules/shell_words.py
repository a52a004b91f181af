"""The simple commands of a shell's text, with the places of their words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_LONGEST = 10_000
_BLANKS, _OPERATORS, _REDIRECTIONS = " \t", ";&|()\n", "<>"
_KEYWORDS = frozenset({"if", "then", "elif", "else", "fi", "while", "until", "do", "done", "{", "}", "!", "time"})
_BRANCHES = frozenset({"if", "while", "until", "for", "case", "function", "select"})
_REDIRECTION = re.compile(r"(?:<>|<&|>&|>>|>\||<|>)[ \t]*")
_CLOSING = {"{": "}", "(": ")"}


class ShellWord(NamedTuple):
    """A word without its quotes; `start` is where it stands, None where quotes or escapes are inside of it."""

    text: str
    start: int | None


class ShellCommand(NamedTuple):
    """The words of one command. `aside`: the shell goes on while it runs."""

    words: tuple[ShellWord, ...]
    aside: bool


class Script(NamedTuple):
    """The commands of a text. `in_a_row`: none of them stands in a branch, so all are meant to run."""

    commands: tuple[ShellCommand, ...]
    in_a_row: bool


def parsed(text: str) -> Script | None:
    """The commands of a shell's text; None for one that is unfinished, has a here-document, or is very long."""
    if len(text) > _LONGEST:
        return None
    scanner = _Scanner(text)
    try:
        scanner.run()
    except (IndexError, ValueError):
        return None
    first = {command.words[0].text for command in scanner.commands}
    branches = first & _BRANCHES or any(text == ";;" for text in scanner.operators)
    stripped = (ShellCommand(_without_keywords(command.words), command.aside) for command in scanner.commands)
    return Script(tuple(command for command in stripped if command.words), not branches)


def _without_keywords(words: tuple[ShellWord, ...]) -> tuple[ShellWord, ...]:
    while words and words[0].text in _KEYWORDS:
        words = words[1:]
    return words


class _Scanner:
    """Reads a text once, character by character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.word: list[tuple[str, int]] | None = None
        self.words: list[ShellWord] = []
        self.commands: list[ShellCommand] = []
        self.operators: list[str] = []
        self.to_a_file = False

    def run(self) -> None:
        readers: dict[str, Callable[[], None]] = {
            **dict.fromkeys(_BLANKS, self._blank),
            **dict.fromkeys(_OPERATORS, self._operator),
            **dict.fromkeys(_REDIRECTIONS, self._redirection),
            "'": self._single_quotes,
            '"': self._double_quotes,
            "\\": self._escape,
            "$": self._dollar,
            "`": self._backticks,
            "#": self._comment,
        }
        while self.at < len(self.text):
            readers.get(self.text[self.at], self._plain)()
        self._end_command(aside=False)

    def _plain(self) -> None:
        self._take(self.at + 1)

    def _take(self, end: int) -> None:
        self.word = self.word or []
        self.word += [(self.text[index], index) for index in range(self.at, end)]
        self.at = end

    def _blank(self) -> None:
        self._end_word()
        self.at += 1

    def _operator(self) -> None:
        if self.text.startswith("&>", self.at):
            self._end_word()
            self.at += 1
            return
        operator = next((item for item in ("&&", "||", ";;", "|&") if self.text.startswith(item, self.at)), "")
        operator = operator or self.text[self.at]
        self.operators.append(operator)
        self._end_command(aside=operator in {"&", "|", "|&"})
        self.at += len(operator)

    def _redirection(self) -> None:
        if self.text.startswith("<<", self.at):
            raise ValueError("a here-document")
        if self.word and all(char.isdigit() for char, _ in self.word):
            self.word = None
        self._end_word()
        found = _REDIRECTION.match(self.text, self.at)
        assert found is not None
        self.at = found.end()
        self.to_a_file = True

    def _single_quotes(self) -> None:
        end = self.text.index("'", self.at + 1)
        self.at += 1
        self._take(end)
        self.at = end + 1

    def _double_quotes(self) -> None:
        self.word = self.word or []
        self.at += 1
        while self.text[self.at] != '"':
            if self.text[self.at] == "\\" and self.text[self.at + 1] in '"\\$`\n':
                self._escape()
            elif self.text[self.at] == "$":
                self._dollar()
            elif self.text[self.at] == "`":
                self._backticks()
            else:
                self._plain()
        self.at += 1

    def _escape(self) -> None:
        self.at += 1
        if self.text[self.at] == "\n":
            self.at += 1
        else:
            self._plain()

    def _dollar(self) -> None:
        opening = self.text[self.at + 1 : self.at + 2]
        self._take(self._closed(opening) if opening in _CLOSING else self.at + 1)

    def _closed(self, opening: str) -> int:
        depth = 0
        for index in range(self.at + 1, len(self.text)):
            depth += (self.text[index] == opening) - (self.text[index] == _CLOSING[opening])
            if depth == 0:
                return index + 1
        raise ValueError("not closed")

    def _backticks(self) -> None:
        self._take(self.text.index("`", self.at + 1) + 1)

    def _comment(self) -> None:
        if self.word is not None:
            self._plain()
            return
        end = self.text.find("\n", self.at)
        self.at = end if end >= 0 else len(self.text)

    def _end_word(self) -> None:
        if self.word is not None:
            places = [place for _, place in self.word]
            start = places[0] if places and places == list(range(places[0], places[0] + len(places))) else None
            if not self.to_a_file:
                self.words.append(ShellWord("".join(char for char, _ in self.word), start))
            self.to_a_file = False
        self.word = None

    def _end_command(self, *, aside: bool) -> None:
        self._end_word()
        if self.words:
            self.commands.append(ShellCommand(tuple(self.words), aside))
        self.words, self.to_a_file = [], False
