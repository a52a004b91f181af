"""The programs that a command starts, seen through `sh -c`, `python -m` and other wrappers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})
_WRAPPERS = frozenset({
    "exec", "env", "python", "python3", "manage.py", "django-admin", "poetry", "uv", "pipenv", "pdm", "hatch", "rye", "run", "tini",
    "dumb-init", "npx", "nice", "ddtrace-run", "opentelemetry-instrument", "newrelic-admin", "run-program", "--",
})  # fmt: skip
_SEPARATORS = frozenset({";", "&", "&&", "|", "||", "(", ")"})
_LONGEST = 10_000


class Word(NamedTuple):
    """A word of a command line. `item` is its place in the list that the file has, `start` its offset in that item.

    `start` is None where a shell's text has the word more than once, or with quotes inside of it.
    """

    text: str
    item: int
    start: int | None = 0


Words = tuple[Word, ...]


def programs(command: tuple[str, ...]) -> Iterator[tuple[str, Words]]:
    """Each program that a command is known to start, without its directory; and the words from it on."""
    for line in _lines(tuple(Word(text, index) for index, text in enumerate(command))):
        for index, word in enumerate(line):
            name = word.text.rpartition("/")[2]
            if not (name in _WRAPPERS or name.startswith(("python3.", "-")) or "=" in name):
                yield name, line[index:]
                break


def _lines(words: Words) -> Iterator[Words]:
    """The simple commands: one, or those of the text that a shell is given."""
    shell = next((word.text.rpartition("/")[2] for word in words if word.text not in _WRAPPERS), "")
    flag = next((index for index, word in enumerate(words) if word.text[:1] == "-" and word.text[-1:] == "c"), 0)
    if shell not in _SHELLS:
        yield words
    elif 0 < flag < len(words) - 1:
        yield from _parsed(words[flag + 1])


def _parsed(script: Word) -> Iterator[Words]:
    """The commands of a shell's text; none of one that is more than a row of commands."""
    text = script.text.replace("\\\n", "  ")
    if len(text) > _LONGEST or any(sign in text for sign in ("$(", "`", "<<", "#", "\\")):
        return
    import shlex

    lexer = shlex.shlex(text.replace("\n", ";"), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    try:
        parts = list(lexer)
    except ValueError:
        return
    line: list[Word] = []
    for part in (*parts, ";"):
        if part not in _SEPARATORS:
            line.append(Word(part, script.item, text.index(part) if text.count(part) == 1 else None))
        elif line:
            yield tuple(line)
            line = []
