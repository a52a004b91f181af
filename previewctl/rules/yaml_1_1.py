"""A scalar means the same to every reader of YAML."""

from __future__ import annotations

import re
from bisect import bisect_right
from math import isfinite
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import YAML_1_1
from previewctl.rules.context import Finding, KeyPath, Remedy, RuleContext, rule
from previewctl.source.compose import MappingNode, SequenceNode
from previewctl.source.edits import RenameKey, ReplaceSource, ReplaceValue
from previewctl.source.scalars import Plain, resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.compose import Node

NUMBER_FIELDS = frozenset({"port", "replicas", "user", "length", "storage", "size", "cpu", "memory"})
"""The fields of preview.yaml that hold numbers and amounts (a test compares); all others hold texts and words."""

_WORDS = {
    spelling: meaning
    for meaning, words in (("true", ("y", "yes", "on")), ("false", ("n", "no", "off")))
    for word in words
    for spelling in (word, word.capitalize(), word.upper())
}
_LONGEST_WORD = max(map(len, _WORDS))
_NUMBERS = tuple("+-.0123456789")
"""What a number, or a date, can begin with."""
_DATE = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
    r"|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?"
    r"(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?"
)
_LONGEST = 64
"""Characters of a number that could be meant as one."""
_QUOTES = ("'", '"', "|", ">")


class _Scalar(NamedTuple):
    path: KeyPath
    start: int
    end: int
    is_key: bool


class _Hidden:
    """The places of a text that may be secret; they are looked for when there is something to say about one."""

    def __init__(self, text: str) -> None:
        from previewctl.rules.secret_places import secret_spans  # which most files have no need of

        self._spans = secret_spans(text)

    def holds(self, scalar: _Scalar) -> bool:
        """Whether a part of this scalar may be secret."""
        index = bisect_right(self._spans, scalar.start, key=lambda span: span[1])
        return index < len(self._spans) and self._spans[index][0] < scalar.end


@rule(YAML_1_1)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a value that readers of YAML 1.1 take for another one, and a number that stands for a text.

    Why:
        previewctl keeps a text as it was written. Many other readers follow YAML 1.1: to them `on` is true, `017` is 15,
        `12:30` is 750, and `2026-11-27` is no text but a date. Most make the number 2026.1 of the version `2026.10`. A script
        or an editor that writes the file again changes it without a word.

    Bad:
        env: {FEATURE_SEARCH: on, RELEASE: 2026.10}

    Good:
        env: {FEATURE_SEARCH: "on", RELEASE: "2026.10"}

    Fix:
        Put the value in quotes.
    """
    text, seen, hidden = context.document.text, set[int](), None
    for scalar in _scalars(text, context.document.node(()), []):
        if scalar.start in seen or text.startswith(_QUOTES, scalar.start):
            continue
        seen.add(scalar.start)
        written = text[scalar.start : scalar.end]
        is_text = scalar.is_key or scalar.path[0] == "env" or _field(scalar.path) not in NUMBER_FIELDS
        reading = _otherwise(written, is_text=is_text) or (_date(written) if scalar.path[0] == "env" else "")
        if reading and not _tagged(text, scalar.start):
            hidden = hidden or _Hidden(text)
            found = _finding(scalar, written, reading, is_text=is_text)
            yield _without_value(found) if hidden.holds(scalar) else found


def _scalars(text: str, node: Node, path: list[str | int]) -> Iterator[_Scalar]:
    """The scalars that somebody may read otherwise: nearly all are passed over by their first character."""
    if isinstance(node, MappingNode):
        for name, (start, end, value) in node.pairs.items():
            path.append(name)
            if _may_differ(text, start, end):
                yield _Scalar(tuple(path), start, end, is_key=True)
            yield from _scalars(text, value, path)
            path.pop()
    elif isinstance(node, SequenceNode):
        for index, item in enumerate(node.items):
            path.append(index)
            yield from _scalars(text, item, path)
            path.pop()
    elif _may_differ(text, node.start, node.end):
        yield _Scalar(tuple(path), node.start, node.end, is_key=False)


def _may_differ(text: str, start: int, end: int) -> bool:
    return end - start <= _LONGEST_WORD or text.startswith(_NUMBERS, start)


def _field(path: KeyPath) -> str:
    return next((part for part in reversed(path) if isinstance(part, str)), "")


def _otherwise(written: str, *, is_text: bool) -> str:
    """What other readers make of an unquoted scalar; nothing where all agree."""
    if written in _WORDS:
        return f"readers of YAML 1.1 take `{written}` for `{_WORDS[written]}`"
    if not written or written[0] not in "+-.0123456789" or len(written) > _LONGEST:
        return ""
    number = _number_of_yaml_1_1(written)
    if number is not None:
        return f"readers of YAML 1.1 take `{written}` for the number {number}"
    found = resolve(written)
    if re.fullmatch(r"0o[0-7]+|[-+]?0[0-9]*[89][0-9]*", written) and isinstance(found, Plain):
        return f"readers of YAML 1.1 take `{written}` for a text, others for the number {found.value}"
    if is_text and isinstance(found, Plain) and found.value and isfinite(found.value) and repr(found.value) != written:
        shown = str(found.value) if isinstance(found.value, int) else f"{found.value:.15g}"
        return f"most readers of YAML take `{written}` for the number {shown}"
    return ""


def _date(written: str) -> str:
    """What readers of YAML 1.1 make of a date (https://yaml.org/type/timestamp.html)."""
    return f"readers of YAML 1.1 take `{written}` for a date, not for a text" if _DATE.fullmatch(written) else ""


def _number_of_yaml_1_1(written: str) -> int | float | None:
    """The number that YAML 1.1 alone sees: octal, binary, with underscores, or to the base 60."""
    sign, digits = (-1 if written[0] == "-" else 1), written.lstrip("+-").replace("_", "")
    if re.fullmatch(r"[-+]?0[0-7_]+", written):
        return sign * int(digits or "0", 8)
    if re.fullmatch(r"[-+]?0b[01_]+", written) and digits != "0b":
        return sign * int(digits, 2)
    if re.fullmatch(r"[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?", written) and (digits[0] != "0" or "." in digits):
        total = 0.0 if "." in digits else 0
        for part in digits.split(":"):
            total = total * 60 + (float(part) if "." in part else int(part))
        return sign * total
    if "_" in written and re.fullmatch(r"[-+]?[1-9][0-9_]*(\.[0-9_]*)?", written):
        return sign * (float(digits) if "." in digits else int(digits))
    return None


def _tagged(text: str, start: int) -> bool:
    """Whether `!!str` stands before it."""
    return re.search(r"!!str\s+(?:&\S+\s+)?\Z", text[max(0, start - 80) : start]) is not None


def _finding(scalar: _Scalar, written: str, reading: str, *, is_text: bool) -> Finding:
    quote = Remedy("quote it", (ReplaceValue(scalar.path, written),), safe=True)
    help_ = f'put it in quotes: "{written}"'
    if scalar.is_key:
        quote = quote._replace(changes=(RenameKey(scalar.path, written),))
    elif not is_text and isinstance(found := resolve(written), Plain):
        help_ = f"write `{found.value}`"
        quote = Remedy(help_, (ReplaceSource(scalar.path, str(found.value)),))
    return Finding(scalar.path, reading, help_, on_key=scalar.is_key, remedy=quote)


def _without_value(found: Finding) -> Finding:
    """A finding about what may be a secret: neither the value nor what it is taken for is printed."""
    return found._replace(
        message="readers of YAML 1.1 take this value for another one", help="put it in quotes, or store it as a secret"
    )
