"""The programs that a command starts, seen through `sh -c`, `python -m` and other wrappers."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.rules.shell_words import parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

_SHELLS = frozenset({"sh", "bash", "ash", "dash", "zsh"})


class _Wrapper(NamedTuple):
    """A program that starts the rest of its command line, after its options and a number of words of its own.

    `valued` are the options that take the next word; `marked`: what it starts stands after `--`, if there is one.
    """

    valued: tuple[str, ...] = ()
    words: int = 0
    marked: bool = False


_RUN = _Wrapper((
    "--group", "--only-group", "--no-group", "--extra", "--no-extra", "--with", "--with-editable", "--with-requirements",
    "--python", "-p", "--project", "--directory", "-C", "--env-file", "--package", "--index", "--index-url", "--venv",
))  # fmt: skip
_PYTHON = _Wrapper(("-X", "-W", "--check-hash-based-pycs"))
_DJANGO = _Wrapper(("--settings", "--pythonpath", "-v", "--verbosity"))
_WRAPPERS = {
    **dict.fromkeys(("python", "python3", "pypy3"), _PYTHON),
    **dict.fromkeys(("manage.py", "django-admin", "django"), _DJANGO),
    **dict.fromkeys(("poetry", "uv", "pipenv", "pdm", "hatch", "rye", "run", "npx", "uvx"), _RUN),
    **dict.fromkeys(("su-exec", "gosu"), _Wrapper(words=1)),
    **dict.fromkeys(
        ("wait-for-it", "wait-for-it.sh", "wait-for", "wait-for.sh", "watchmedo", "doppler", "infisical", "chamber", "op"),
        _Wrapper(marked=True),
    ),
    **dict.fromkeys(("nohup", "ddtrace-run", "opentelemetry-instrument", "newrelic-admin", "run-program"), _Wrapper()),
    "exec": _Wrapper(("-a",)),
    "env": _Wrapper(("-u", "--unset", "-C", "--chdir")),
    "tini": _Wrapper(("-p", "-e")),
    "dumb-init": _Wrapper(("-r", "--rewrite")),
    "nice": _Wrapper(("-n", "--adjustment")),
    "ionice": _Wrapper(("-c", "--class", "-n", "--classdata")),
    "stdbuf": _Wrapper(("-i", "-o", "-e")),
    "timeout": _Wrapper(("-s", "--signal", "-k", "--kill-after"), words=1),
    "dockerize": _Wrapper(("-wait", "-timeout", "-wait-retry-interval", "-template", "-stdout", "-stderr")),
}  # fmt: skip


class Word(NamedTuple):
    """A word of a command line. `item` is its place in the list that the file has, `start` its offset in that item.

    `start` is None where a shell's text has it with quotes or escapes inside of it.
    """

    text: str
    item: int
    start: int | None = 0


Words = tuple[Word, ...]


class Program(NamedTuple):
    """A program without its directory, and the words from it on. `aside`: others run beside it."""

    name: str
    words: Words
    aside: bool = False


class Started(NamedTuple):
    """The programs of a command. `in_a_row`: it starts all of them; else some stand in branches of a script."""

    programs: tuple[Program, ...]
    in_a_row: bool


def started(command: tuple[str, ...]) -> Started:
    """The programs that a command is known to start."""
    program = _program(tuple(Word(text, index) for index, text in enumerate(command)))
    if program is None:
        return Started((), in_a_row=True)
    if program.name not in _SHELLS:
        return Started((program,), in_a_row=True)
    words = program.words
    flag = next((index for index, word in enumerate(words) if _asks_for_a_script(word.text)), len(words))
    return _script(words[flag + 1]) if flag + 1 < len(words) else Started((), in_a_row=True)


def _asks_for_a_script(text: str) -> bool:
    return text[:1] == "-" and text[:2] != "--" and text[-1:] == "c"


def _script(text: Word) -> Started:
    script = parsed(text.text)
    if script is None:
        return Started((), in_a_row=False)
    found = []
    for command in script.commands:
        words = tuple(Word(word.text, text.item, word.start) for word in command.words)
        if (program := _program(words)) is not None:
            found.append(program._replace(aside=command.aside))
    return Started(tuple(found), script.in_a_row)


def _program(words: Words) -> Program | None:
    """What a simple command starts in the end; None where that is code, or nothing."""
    at = 0
    while at < len(words):
        name = words[at].text.rpartition("/")[2]
        wrapper = _wrapper(name)
        if "=" in name:
            at += 1
        elif wrapper is None or (wrapper.marked and not _mark(words, at)):
            return Program(name, words[at:])
        elif wrapper.marked:
            at = _mark(words, at)
        elif wrapper is _PYTHON and _is_code(words[at + 1 :]):
            return None
        else:
            at = _after_options(words, at + 1, wrapper.valued) + wrapper.words
    return None


def _wrapper(name: str) -> _Wrapper | None:
    if name.startswith("python3."):
        return _PYTHON
    if "entrypoint" in name and not name.endswith(".py"):  # such a script runs its arguments in the end
        return _Wrapper()
    return _WRAPPERS.get(name)


def _mark(words: Words, start: int) -> int:
    """Where the words after `--` begin; 0 where there are none."""
    marks = (index + 1 for index in range(start, len(words) - 1) if words[index].text == "--")
    return next(marks, 0)


def _is_code(words: Words) -> bool:
    position = _after_options(words, 0, _PYTHON.valued)
    return any(word.text == "-c" for word in words[:position])


def _after_options(words: Words, at: int, valued: tuple[str, ...]) -> int:
    """The place of the first word that is neither an option nor its value."""
    while at < len(words) and words[at].text[:1] == "-":
        if words[at].text == "--":
            return at + 1
        at += 2 if words[at].text in valued else 1
    return at


def operands(words: Words, valued: tuple[str, ...]) -> Words:
    """The words after the first one that are neither options nor their values."""
    found, at = [], 1
    while (at := _after_options(words, at, valued)) < len(words):
        found.append(words[at])
        at += 1
    return tuple(found)


def programs(command: tuple[str, ...]) -> Iterator[tuple[str, Words]]:
    """Each program that a command starts or may start, without its directory; and the words from it on."""
    for program in started(command).programs:
        yield program.name, program.words
