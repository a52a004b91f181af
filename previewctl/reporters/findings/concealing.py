"""Findings without the secrets that their texts quote, and the lines that snippets show without those that stand there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import BY_NAME
from previewctl.diagnostics.excerpt import printable
from previewctl.diagnostics.model import Fix
from previewctl.reporters.findings.masking import Masked, masked
from previewctl.rules.secret_places import known_reference

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from previewctl.diagnostics.model import Diagnostic, Location, Span

_HIDDEN = "•••"
_MOST_PLACES = 200
_LEAST_ANYWHERE = 8
"""A secret of so many characters is hidden wherever it occurs; a shorter one, or a word, only where something is quoted."""
_LEAST_PART = 3
_QUOTED = tuple(re.compile(pattern) for pattern in (r"`([^`]+)`", r"\"([^\"]+)\"", r"(?<!\w)'([^']+)'"))
_QUOTES = frozenset("`\"'")
_IS_KEY = re.compile(r"[ \t]*:")
_WORD = re.compile(r"\w{6,}")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|([\"\\/]))")


class _File(NamedTuple):
    """A file, and the words in it that are secret wherever they stand."""

    masked: Masked
    words: frozenset[str]


def concealed(
    found: Sequence[Diagnostic], lines: Callable[[str], list[str]]
) -> tuple[tuple[Diagnostic, ...], Callable[[str], list[str]]]:
    """The findings, and the lines of each file by its path, without what may be secret."""

    @cache
    def file(path: str) -> _File:
        source = lines(path)
        hidden = masked(source, [*_pointed_at(source, (item for item in found if item.location.path == path))])
        return _File(hidden, _strong_words(hidden))

    return tuple(_concealed(item, file) for item in found), lambda path: file(path).masked.lines


def _pointed_at(lines: list[str], found: Iterable[Diagnostic]) -> Iterator[tuple[int, int]]:
    """What findings about secrets point at: a value itself, or the key that has it, which stays."""
    sensitive = [item.location.span for item in found if BY_NAME[item.code].sensitive]
    if not sensitive:
        return
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    text = "\n".join(lines)
    for span in sensitive:
        start, end = (_offset(starts, place.line, place.column) for place in span)
        if not _IS_KEY.match(text, end) and not known_reference(text[start:end]):
            yield start, end


def _offset(starts: list[int], line: int, column: int) -> int:
    return min(starts[min(line, len(starts)) - 1] + column - 1, starts[-1])


def _concealed(item: Diagnostic, file: Callable[[str], _File]) -> Diagnostic:
    places = [item.location, *(other.location for other in item.related)]
    secrets = _secrets(places, file)
    words = file(item.location.path).words
    if not secrets and not words:
        return item

    def without(text: str) -> str:
        return _without(text, secrets, words)

    return item._replace(
        message=without(item.message),
        label=without(item.label),
        help=without(item.help),
        related=tuple(other._replace(label=without(other.label)) for other in item.related),
        fix=item.fix and _fix(item.fix, without),
    )


def _fix(fix: Fix, without: Callable[[str], str]) -> Fix:
    """Without its edits where they would write a secret down: `--fix` makes them all the same."""
    shown = all(written == without(written) for written in (f"`{edit.text}`" for edit in fix.edits))
    return Fix(without(fix.title), fix.edits if shown else (), fix.safe)


def _secrets(places: Iterable[Location], file: Callable[[str], _File]) -> list[str]:
    """The secrets at these places and the first one behind each, the longest first."""
    found = {piece for place in places for region in _regions(file(place.path).masked, place.span) for piece in region}
    return sorted(found, key=len, reverse=True)


def _regions(source: Masked, span: Span) -> Iterator[list[str]]:
    start, end = (_offset(source.starts, place.line, place.column) for place in span)
    first = bisect_right(source.spans, start, key=lambda item: item[1])
    last = bisect_left(source.spans, end, key=lambda item: item[0])
    for begin, stop in source.spans[first : min(last + 1, first + _MOST_PLACES)]:
        yield [form for line in source.text[begin:stop].split("\n") for form in _forms(line.strip())]


def _forms(written: str) -> Iterator[str]:
    """How a text may be quoted: as it is written, without its quotes, with its escapes read."""
    for text in {written, written.strip("\"'")}:
        yield from filter(None, {text, printable(text), text.replace("''", "'"), _ESCAPE.sub(_character, text)})


def _character(found: re.Match[str]) -> str:
    number = found[1] or found[2] or found[3]
    code = int(number, 16) if number else ord(found[4])
    return chr(code) if code <= 0x10FFFF else found[0]


def _strong_words(source: Masked) -> frozenset[str]:
    hidden = " ".join(source.text[start:end] for start, end in source.spans)
    return frozenset(word for word in _WORD.findall(hidden) if any(map(str.isdigit, word)))


def _without(text: str, secrets: list[str], words: frozenset[str]) -> str:
    for secret in secrets:
        if (len(secret) >= _LEAST_ANYWHERE and not secret.isalpha()) or not _QUOTES.isdisjoint(secret):
            text = text.replace(secret, _HIDDEN)
    for quoted in _QUOTED:
        text = quoted.sub(lambda found: f"{found[0][0]}{_excerpt(found[1], secrets)}{found[0][-1]}", text)
    return _WORD.sub(lambda found: _HIDDEN if found[0] in words else found[0], text)


def _excerpt(quoted: str, secrets: list[str]) -> str:
    """A piece of the user's text, which may hold a secret, be a part of one, or be cut in the middle of one."""
    part = quoted.removesuffix("…")
    for secret in secrets:
        if part == secret or (len(part) >= _LEAST_PART and part in secret):
            return _HIDDEN
        if len(secret) >= _LEAST_PART:
            quoted = re.sub(rf"(?<![\w.-]){re.escape(secret)}(?![\w-])", _HIDDEN, quoted)
        if quoted.endswith("…"):
            quoted = _cut(quoted, secret)
    return quoted


def _cut(quoted: str, secret: str) -> str:
    for size in range(min(len(quoted) - 1, len(secret)), _LEAST_PART - 1, -1):
        if quoted[:-1].endswith(secret[:size]):
            return quoted[: -1 - size] + _HIDDEN + "…"
    return quoted
