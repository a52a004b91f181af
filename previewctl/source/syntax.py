"""Says in plain words what the YAML parser did not understand.

libyaml reports the place where it gave up, in the terms of its grammar. The text around that place mostly tells
what the author meant, so the wording is chosen from both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from previewctl.diagnostics.catalogue import INVALID_YAML, SEVERAL_DOCUMENTS, TAB_INDENTATION
from previewctl.diagnostics.model import Diagnostic, Related
from previewctl.source.places import Places

_MAX_SHOWN = 40
_TOKEN = re.compile(r"[^\s,\[\]{}:]+|\S")
_TAB = re.compile(r"[ -]*(\t)")
_MISSING_SPACE = re.compile(r"\s*(?:- +)*([\w.-]+):(\S+)")

# What stands where `context` starts, by the parser's words for it.
_CONTEXTS = {
    "while parsing a block mapping": "the mapping starts here",
    "while parsing a block collection": "the list starts here",
    "while parsing a flow mapping": "the mapping starts here",
    "while parsing a flow sequence": "the list starts here",
    "while scanning a quoted scalar": "the quote opens here",
    "while parsing a quoted scalar": "the quote opens here",
    "while scanning a block scalar": "the block of text starts here",
    "while scanning a plain scalar": "the value starts here",
}


class SyntaxProblem(NamedTuple):
    """What the parser said: the problem and its offset, and what it was reading since `context_offset`."""

    problem: str
    offset: int
    context: str
    context_offset: int | None


class _Wording(NamedTuple):
    message: str  # `{found}` is what stands at the place
    help: str


_Special: TypeAlias = Callable[[Places, SyntaxProblem], Diagnostic | None]


def explain(places: Places, problem: SyntaxProblem) -> Diagnostic:
    """The diagnostic for a syntax error."""
    if (tab := _tab(places, problem)) is not None:
        return _at_tab(places, tab)
    special = _SPECIAL.get(problem.problem)
    return (special and special(places, problem)) or _in_words(places, problem, _wording(problem))


def _tab(places: Places, problem: SyntaxProblem) -> int | None:
    """The tab in the indentation that led to the problem."""
    if places.text.startswith("\t", problem.offset):
        return problem.offset
    match = _TAB.match(places.text, places.line_start(problem.offset))
    return match.start(1) if match and match.start(1) < problem.offset else None


def _at_tab(places: Places, offset: int) -> Diagnostic:
    return TAB_INDENTATION.at(
        places.location(offset, offset + 1),
        "found a tab where YAML wants spaces",
        label="a tab",
        help="indent with spaces, two for each level",
    )


def _wording(problem: SyntaxProblem) -> _Wording:
    return _WORDINGS.get(problem.problem) or _Wording(
        "did not expect {found} here", "check the indentation, quotes and brackets above this place"
    )


def _in_words(places: Places, problem: SyntaxProblem, wording: _Wording) -> Diagnostic:
    found, end = _found(places, problem.offset)
    return INVALID_YAML.at(
        places.location(problem.offset, end),
        wording.message.replace("{found}", found),
        help=wording.help,
        related=_related(places, problem),
    )


def _found(places: Places, offset: int) -> tuple[str, int]:
    """What stands at an offset, in words, and where it ends."""
    text = places.text
    if not text[offset:].strip():
        return "the end of the file", offset
    if (match := _TOKEN.match(text, offset)) is None:
        return "a space" if text[offset] in " \t" else "the end of the line", offset
    token = match.group()
    shown = token if len(token) <= _MAX_SHOWN else token[:_MAX_SHOWN] + "…"
    return f"`{shown}`", min(match.end(), offset + _MAX_SHOWN)


def _related(places: Places, problem: SyntaxProblem) -> tuple[Related, ...]:
    label = _CONTEXTS.get(problem.context)
    if label is None or problem.context_offset is None or problem.context_offset == problem.offset:
        return ()
    end = _found(places, problem.context_offset)[1]
    return (Related(places.location(problem.context_offset, end), label),)


def _stray_colon(places: Places, problem: SyntaxProblem) -> Diagnostic:
    """`a: b: c`, a key indented under a value, or a missing space after the colon of the line above."""
    start = places.line_start(problem.offset)
    before = places.text[start : problem.offset]
    if re.search(r":\s", before):
        wording = _Wording(
            "found a second `:` in one value", "put the value in quotes, or the second key on its own line"
        )
        return _in_words(places, problem, wording)
    if (above := _line_above(places, start)) and (match := _MISSING_SPACE.match(places.text, above[0], above[1])):
        return _missing_space(places, match)
    if len(before) > 1_000:
        wording = _Wording("found a key of more than 1,024 characters", "use a shorter key")
        return _in_words(places, problem, wording)
    wording = _Wording(
        "found a key where the value above goes on", "align this key with its neighbours, or remove the value above it"
    )
    return _in_words(places, problem, wording)


def _line_above(places: Places, start: int) -> tuple[int, int] | None:
    if start == 0:
        return None
    above = places.line_start(start - 1)
    return above, places.line_end(above)


def _missing_space(places: Places, match: re.Match[str]) -> Diagnostic:
    key, value = match.groups()
    return INVALID_YAML.at(
        places.location(match.start(1), match.end(2)),
        f"found no space after the `:` of `{key[:_MAX_SHOWN]}`",
        help=f"write `{key[:_MAX_SHOWN]}: {value[:_MAX_SHOWN]}`",
    )


def _no_colon(places: Places, problem: SyntaxProblem) -> Diagnostic | None:
    """A line that is no `key: value`; the parser only notices on the next one."""
    if problem.context_offset is None:
        return None
    location = places.first_line(problem.context_offset, len(places.text))
    text = places.text[problem.context_offset : location.span.end.offset]
    if (match := _MISSING_SPACE.match(text)) is not None:
        return _missing_space_at(places, problem.context_offset, match)
    return INVALID_YAML.at(
        location,
        f"expected `:` after the key `{text[:_MAX_SHOWN]}`",
        help="write `key: value`; a value that goes on over several lines is indented more than its key",
    )


def _missing_space_at(places: Places, offset: int, match: re.Match[str]) -> Diagnostic:
    again = _MISSING_SPACE.match(places.text, offset, offset + match.end())
    return _missing_space(places, again or match)


def _unclosed_quote(places: Places, problem: SyntaxProblem) -> Diagnostic | None:
    if problem.context_offset is None:
        return None
    quote = places.text[problem.context_offset]
    return INVALID_YAML.at(
        places.location(problem.context_offset, problem.context_offset + 1),
        f"this quote is never closed: expected another {quote}",
        label="opens here",
        help=f"write {quote} at the end of the text",
    )


def _unclosed_bracket(places: Places, problem: SyntaxProblem) -> Diagnostic | None:
    """A bracket without its partner, or a placeholder or template that needs quotes inside brackets."""
    if problem.context_offset is None:
        return None
    text, offset = places.text, problem.offset
    closing = "]" if text[problem.context_offset] == "[" else "}"
    if text[offset - 1 : offset + 1] == "${":
        return _unquoted_placeholder(places, offset - 1)
    if text[offset:].strip() and places.line_start(offset) == places.line_start(problem.context_offset):
        wording = _Wording(
            f"expected `,` or `{closing}`, found {{found}}", f"separate the items by `,` and end with `{closing}`"
        )
        return _in_words(places, problem, wording)
    still_open = _found(places, offset)[1]
    where = f"line {places.position(offset).line}" if text[offset:].strip() else "the end of the file"
    return INVALID_YAML.at(
        places.location(problem.context_offset, problem.context_offset + 1),
        f"this bracket is not closed: expected `,` or `{closing}` before {where}",
        label="opens here",
        help=f"write `{closing}` where it ends",
        related=(Related(places.location(offset, still_open), "still open here"),),
    )


def _unquoted_placeholder(places: Places, offset: int) -> Diagnostic:
    line = places.text[offset : places.line_end(offset)]
    placeholder = line[: line.find("}") + 1] or line
    return INVALID_YAML.at(
        places.location(offset, offset + len(placeholder)),
        f"a placeholder needs quotes inside brackets: found `{placeholder[:_MAX_SHOWN]}`",
        help=f'write "{placeholder[:_MAX_SHOWN]}"',
    )


def _bad_start(places: Places, problem: SyntaxProblem) -> Diagnostic:
    """A value that begins with a character that YAML keeps for itself, also `*` and `&` before no name."""
    offset = problem.offset if problem.context_offset is None else problem.context_offset
    value = places.text[offset : places.line_end(offset)].split(" #")[0].strip()
    shown = value if len(value) <= _MAX_SHOWN else value[:_MAX_SHOWN] + "…"
    first = "a backtick" if value.startswith("`") else f"`{places.text[offset]}`"
    return INVALID_YAML.at(
        places.location(offset, offset + 1),
        f"a value cannot start with {first}, which has a meaning of its own in YAML",
        help=f"put it in quotes: {_quoted(shown)}",
    )


def _quoted(text: str) -> str:
    return f'"{text}"' if '"' not in text and "\\" not in text else f"'{text}'"


def _text_goes_on(places: Places, problem: SyntaxProblem) -> Diagnostic:
    """More text after the document is over: behind `...`, or beside a value that fills the file."""
    found, end = _found(places, problem.offset)
    if places.text.startswith("%"):
        wording = _Wording("expected `---` after the `%` lines, found {found}", "remove the lines that start with `%`")
        return _in_words(places, problem, wording)
    code = SEVERAL_DOCUMENTS if re.search(r"(?m)^\.\.\.", places.text[: problem.offset]) else INVALID_YAML
    return code.at(
        places.location(problem.offset, end),
        f"found {found} after the end of the document",
        help="keep one document in a file, and in it one mapping",
    )


def _key_expected(places: Places, problem: SyntaxProblem) -> Diagnostic:
    """A line that is not aligned with the keys above it, or text behind a closing quote or bracket."""
    before = places.text[places.line_start(problem.offset) : problem.offset].rstrip()
    if before[-1:] in ("'", '"', "]", "}"):
        wording = _Wording(f"expected the end of the line after `{before[-1]}`, found {{found}}", _QUOTE_AS_A_WHOLE)
        return _in_words(places, problem, wording)
    wording = _Wording(
        "expected a key of this mapping, found {found}", "indent it exactly like the other keys of its mapping"
    )
    return _in_words(places, problem, wording)


def _no_value(places: Places, problem: SyntaxProblem) -> Diagnostic:
    if (bracket := places.text[problem.offset : problem.offset + 1]) in ("]", "}"):
        opening = "[" if bracket == "]" else "{"
        wording = _Wording(
            f"found `{bracket}` without `{opening}` before it", f"remove it, or write `{opening}` where it starts"
        )
        return _in_words(places, problem, wording)
    return _in_words(
        places, problem, _Wording("expected a value, found {found}", "write a value, or remove the separator")
    )


def _not_understood(what: str, solution: str) -> _Special:
    """A problem inside a word that is not wanted anyway: points at the whole of it."""

    def explain_word(places: Places, problem: SyntaxProblem) -> Diagnostic:
        start = problem.offset if problem.context_offset is None else problem.context_offset
        end = start + len(re.split(r"\s", places.text[start : places.line_end(start)], maxsplit=1)[0])
        return INVALID_YAML.at(
            places.location(start, end), f"found {what}, expected a plain value or key", help=solution
        )

    return explain_word


_QUOTE_AS_A_WHOLE = "put the whole text into quotes; inside '…' a ' is written twice"
_ESCAPES = _Wording(
    "found an unknown escape after `\\` in double quotes",
    "write \\\\ for a backslash, or use single quotes, in which it has no meaning",
)
_BLOCK_HEADER = _Wording(
    "expected the end of the line after `|` or `>`, found {found}", "start the text on the next line, indented"
)
_NAME_EXPECTED = "did not find expected alphabetic or numeric character"
_NOT_A_TAG = _not_understood("a tag that is none", "remove it, or put a text that starts with `!` in quotes")
_DIRECTIVE = _not_understood("an unknown `%` line", "remove it; YAML 1.2 is read without `%YAML` too")

_WORDINGS: Mapping[str, _Wording] = {
    "did not find expected '-' indicator": _Wording(
        "expected `- ` and another item of this list, found {found}", "align it with the list's `-`, or indent it less"
    ),
    "block sequence entries are not allowed in this context": _Wording(
        "found a list item where no list can start", "start the list on a line of its own"
    ),
    "mapping keys are not allowed in this context": _Wording(
        "found `?` where no key can start", "put a text that starts with `?` in quotes"
    ),
    "found unknown escape character": _ESCAPES,
    "did not find expected hexdecimal number": _Wording(
        "expected hexadecimal digits after the escape, found {found}", "write \\x41 or \\u0041, or \\\\ for a backslash"
    ),
    "found invalid Unicode character escape code": _Wording(
        "this escape is no character", "write the character itself, or \\U and its eight digits"
    ),
    "did not find expected comment or line break": _BLOCK_HEADER,
    "found an indentation indicator equal to 0": _Wording(
        "the indentation after `|` or `>` is 1 to 9", "remove the digit"
    ),
}

_SPECIAL: Mapping[str, _Special] = {
    "mapping values are not allowed in this context": _stray_colon,
    "could not find expected ':'": _no_colon,
    "found unexpected end of stream": _unclosed_quote,
    "found unexpected document indicator": _unclosed_quote,
    "did not find expected ',' or ']'": _unclosed_bracket,
    "did not find expected ',' or '}'": _unclosed_bracket,
    "found character that cannot start any token": _bad_start,
    _NAME_EXPECTED: _bad_start,
    "did not find expected <document start>": _text_goes_on,
    "did not find expected key": _key_expected,
    "did not find expected node content": _no_value,
    "found undefined tag handle": _NOT_A_TAG,
    "did not find expected tag URI": _NOT_A_TAG,
    "did not find expected whitespace or line break": _NOT_A_TAG,
    "did not find the expected '>'": _NOT_A_TAG,
    "did not find expected '!'": _NOT_A_TAG,
    "found unknown directive name": _DIRECTIVE,
    "could not find expected directive name": _DIRECTIVE,
    "found unexpected non-alphabetical character": _DIRECTIVE,
    "did not find expected digit or '.' character": _DIRECTIVE,
    "found duplicate %YAML directive": _DIRECTIVE,
    "found incompatible YAML document": _DIRECTIVE,
}
