"""Where secrets may stand in a text, whatever shape it has.

This reads no YAML: it has to hold where a file is no YAML at all, where its shape is wrong, and where a rule is switched
off. So it takes rather too much for a secret than too little. Each search goes on where the last one ended.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from previewctl.rules.random_value import is_random, says_which
from previewctl.rules.secret_names import is_secret_name
from previewctl.rules.token_forms import find_tokens

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    Span = tuple[int, int]

_NAME = r"[A-Za-z_][\w.-]{0,127}"
_KEY = re.compile(
    rf"(?<![\w$.-])(?:"
    rf"name:[ \t]+[\"']?(?P<listed>{_NAME})[\"']?[ \t]*,?\s{{0,80}}value[ \t]*:"
    rf"|\?[ \t]+[\"']?(?P<explicit>{_NAME})[\"']?[ \t]*\n[ \t]*:"
    rf"|[\"']?(?P<name>{_NAME})[\"']?[ \t]*:(?!//)"
    r")[ \t]*"
)
_FIELDS = frozenset({"generate", "length", "required", "description", "optional", "keys", "from"})
"""What stands beside a secret in preview.yaml, and is none."""
_OBJECTS = frozenset({"appSecret", "tokenSecret"})
"""Keys of platform.yaml that name an object."""
_PART = re.compile(
    rf"[\"']?(?P<key>{_NAME})[\"']?[ \t]*:(?=[ \t\n{{\[]|$)[ \t]*|[{{}}\[\],][ \t]*|\n[ \t]*(?:-[ \t]+)?|-[ \t]+|[ \t]*(?<!\S)#[^\n]*",
    re.MULTILINE,
)
_REFERENCE_TO_STORE = re.compile(r"[\"']?[\w+=.@-]+(?:/[\w+=.@-]+)+(?:#[\w.-]*)?[\"']?")
_STANDS_FOR = re.compile(
    r"[\"']?(?:\$\w+|\$\([^)]*\)|\$\{[A-Za-z][\w-]*(?:\.[\w-]+)+\}|\{\{[^}]*\}\}|\{\w+\}|%\(\w+\)s|%\w|<[^>]*>|\*+|~"
    r"|(?i:true|false|yes|no|on|off|none|null|nil|optional|required|enabled|disabled|secret|0|1))?[\"']?"
)
_PLACEHOLDER = re.compile(r"\$\{[A-Za-z][\w-]*(?:\.[\w-]+)+\}")
_QUOTED = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^']|'')*'", re.DOTALL)
_END_OF_FLOW = re.compile(
    r"(?<![ \t])[ \t]*(?:,\s*(?=[\"']?[\w.-]{1,128}[\"']?[ \t]*:(?:[ \t\n]|$))|[}\]]{1,40}[ \t]*(?=[,#\n]|$))"
    r"|[ \t]#|(?<![ \t,])[ \t,]*(?=\n|$)",
)
_END_OF_LINE = re.compile(r"[ \t]#|(?<![ \t])[ \t]*(?=\n|$)")
_BLOCK_SCALAR = re.compile(r"(?:[!&]\S*[ \t]+)*[|>][-+0-9]{0,2}[ \t]*(?:#[^\n]*)?(?=\n|$)")
_NOTHING = re.compile(r"(?:[!&]\S*)?[ \t]*(?:#[^\n]*)?(?=\n|$)")
_AFTER_QUOTED = re.compile(r"[ \t]*(?:[,}\]\n]|[ \t]#|$)")
_BETWEEN = re.compile(r"(?:\s+|(?<=\s)#[^\n]*)*")
_END_OF_PIECE = re.compile(r"[,}\]](?=\s|[,}\]]|$)|[ \t]#|\n")
_BRACKET = re.compile(
    r"(?<=[\s,\[{:(-])(?:\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\n]|'')*')|\$\{[^}\n]{0,200}\}|(?<!\S)#[^\n]*"
    r"|(?:\A|(?<=[\s,\[{:]))[{\[]|[}\]]|\n(?=\w)"
)
_ALIAS = re.compile(r"\*([\w-]+)")
_ANCHOR = re.compile(r"(?<!\S)&([\w-]+)[ \t]*")

_OPTION = re.compile(r"(?<![\w-])--?(?P<name>[A-Za-z][\w-]{0,127})[\"']?(?:=|[ \t]*,\s*|[ \t]*\n[ \t]*-[ \t]+|[ \t]+)")
_ASSIGNED = re.compile(r"(?<![\w$.-])(?P<name>[A-Za-z_][\w. -]{0,63})=")
_WORD = re.compile(r"\"[^\"\n]*\"?|'[^'\n]*'?|[^\s,;&#\"'\]}]+")
_USER_INFO = re.compile(
    r"(?<![\w.+%${}-])[\w.+%${}-]{0,128}:(?P<password>[^\s/\"'@:?#,{}\[\]]+)@(?!sha\d+:)(?=[\w$\[{])"
)
_IN_URL = re.compile(r"://[^\s/?#:@\"']*:(?P<password>[^\s/?#\"',]+|(?!\d{1,5}/)[^\s\"',]{1,512})@")
_SCHEME = re.compile(r"\b(?:[Bb]earer|[Bb]asic|BEARER)[ \t]+(?P<password>(?=[a-z]{0,80}[^a-z\s])[\w.~+/=-]{8,})")
_PRIVATE_KEY = re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----")
_END_OF_KEY = "-----END "
_LONG = re.compile(r"(?<![\w+/:-])[\w+/-]{24,}={0,2}")
_SIGNATURES = frozenset({"sig", "signature", "x-amz-signature", "x-goog-signature"})


class _Text(NamedTuple):
    """A text, and how deep it is inside of brackets from which offset on."""

    text: str
    offsets: list[int]
    depths: list[int]

    def in_flow(self, offset: int) -> bool:
        return self.depths[bisect_right(self.offsets, offset) - 1] > 0


def secret_spans(text: str) -> list[Span]:
    """The parts of a text that may be secret, from the first to the last, without overlaps."""
    return merged(
        [
            *_values(_with_depths(text)),
            *((start, end) for _, start, end in secret_words(text)),
            *_in_urls(text),
            *_tokens(text),
        ]
    )


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same places in order, each once."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return found


def _with_depths(text: str) -> _Text:
    """What begins in the first column is in no bracket, so a mistake does not reach beyond it."""
    offsets, depths = [0], [0]
    for found in _BRACKET.finditer(text):
        sign = text[found.start()]
        if sign in "{[" or (sign in "}]" and depths[-1]):
            offsets.append(found.end())
            depths.append(depths[-1] + (1 if sign in "{[" else -1))
        elif sign == "\n":
            offsets.append(found.end())
            depths.append(0)
    return _Text(text, offsets, depths)


def _values(where: _Text) -> Iterator[Span]:
    """The values of keys that are called secrets, and those of anchors that such a key refers to."""
    text, at, aliases = where.text, 0, set[str]()
    while found := _KEY.search(text, at):
        at = found.end()
        name = found["listed"] or found["explicit"] or found["name"]
        if not is_secret_name(name) or name in _OBJECTS:
            continue
        start, end, verbatim = _extent(where, found)
        alias = _ALIAS.match(text, start)
        if alias:
            aliases.add(alias[1])
        yield from _hidden(text, start, end, reference=name == "secret", verbatim=verbatim)
        at = max(at, end)
    at = 0
    while aliases and (found := _ANCHOR.search(text, at)):
        at = found.end()
        if found[1] in aliases:
            start, at = at, _scalar_end(where, at)
            yield from _hidden(text, start, at, reference=False, verbatim=False)


def _extent(where: _Text, key: re.Match[str]) -> tuple[int, int, bool]:
    """From where to where the value of a key goes, and whether all of it is one text."""
    text, start = where.text, key.end()
    if _BLOCK_SCALAR.match(text, start):
        return _line_end(text, start), _block_end(text, key.start(), start), True
    if not _NOTHING.match(text, start):
        end = _scalar_end(where, start)
        if where.in_flow(key.start()) or text[start] in "{[":
            return start, end, False
        below = _block_end(text, key.start(), end)
        return start, below if below > _line_end(text, end) else end, False
    if where.in_flow(key.start()):
        start = _next_content(text, start)
        return start, _scalar_end(where, start), False
    return start, _block_end(text, key.start(), start), False


def _scalar_end(where: _Text, start: int) -> int:
    """Where a value ends that begins here."""
    text = where.text
    if text[start : start + 1] in {"{", "["}:
        return _closed(where, start)
    quoted = _QUOTED.match(text, start)
    if quoted and _AFTER_QUOTED.match(text, quoted.end()):
        return quoted.end()
    found = (_END_OF_FLOW if where.in_flow(start) else _END_OF_LINE).search(text, start)
    return found.start() if found else len(text)


def _closed(where: _Text, start: int) -> int:
    """Where what begins with this bracket ends: with the text if it is never closed."""
    position = bisect_right(where.offsets, start)
    before = where.depths[position - 1]
    for index in range(position + 1, len(where.offsets)):
        if where.depths[index] <= before:
            return where.offsets[index]
    return len(where.text)


def _line_end(text: str, start: int) -> int:
    end = text.find("\n", start)
    return len(text) if end < 0 else end


def _next_content(text: str, start: int) -> int:
    found = _BETWEEN.match(text, start)
    return found.end() if found else start


def _block_end(text: str, key: int, start: int) -> int:
    """The end of the lines that are indented below a key."""
    line = text.rfind("\n", 0, key) + 1
    indent = key - line
    at = end = _line_end(text, start)
    while at < len(text):
        following = _line_end(text, at + 1)
        content = text[at + 1 : following]
        depth = len(content) - len(content.lstrip(" \t"))
        if content.strip():
            if depth <= indent and not (depth == indent and content.lstrip().startswith("- ")):
                break
            end = following
        at = following
    return end


def _hidden(text: str, start: int, end: int, *, reference: bool, verbatim: bool) -> Iterator[Span]:
    """What of a value is secret: not its keys and signs, not what stands for a value, not what belongs to other fields."""
    if verbatim:
        yield start, end
        return
    at, field = start, "secret" if reference else ""
    if not _nests(text, start, end):
        yield from _scalar(text, start, end, field)
        return
    while at < end:
        part = _PART.match(text, at, end)
        if part and part.end() > at:
            field = part["key"] or (field if part[0].strip() in {"{", "["} else "")
            at = part.end()
            if part["key"] and (block := _BLOCK_SCALAR.match(text, at, end)):
                at = _block_end(text, part.start(), block.end())
                yield block.end(), min(at, end)
            continue
        last = _piece_end(text, at, end)
        yield from _scalar(text, at, last, field)
        at = last


def _nests(text: str, start: int, end: int) -> bool:
    """Whether a value is a mapping or a list, or stands on the lines below."""
    return text[start : start + 1] in {"{", "["} or _NOTHING.match(text, start, end) is not None


def _piece_end(text: str, start: int, end: int) -> int:
    quoted = _QUOTED.match(text, start, end)
    if quoted:
        return quoted.end()
    found = _END_OF_PIECE.search(text, start + 1, end)
    return found.start() if found else end


def _scalar(text: str, start: int, end: int, field: str) -> Iterator[Span]:
    written = text[start:end].rstrip()
    if field in _FIELDS or _STANDS_FOR.fullmatch(written):
        return
    if field == "secret" and _REFERENCE_TO_STORE.fullmatch(written):
        return
    at = start
    for found in _PLACEHOLDER.finditer(text, start, start + len(written)):
        yield at, found.start()
        at = found.end()
    yield at, start + len(written)


def secret_words(text: str) -> Iterator[tuple[str, int, int]]:
    """The values of options such as `--password`, and of assignments such as `PGPASSWORD=…` and `Password=…;`.

    Each with the option or the name that it belongs to.
    """
    for pattern in (_OPTION, _ASSIGNED):
        at = 0
        while found := pattern.search(text, at):
            at = found.end()
            name = found["name"].rpartition(" ")[2]
            secret = name.lower() in _SIGNATURES or is_secret_name(name)
            if not secret and name != found["name"]:
                secret = is_secret_name(found["name"].replace(" ", "_"))
            value = _WORD.match(text, at) if secret else None
            if value is None or value[0].startswith(("$", "-")):
                continue
            if not _STANDS_FOR.fullmatch(value[0]):
                yield (f"--{name}" if pattern is _OPTION else name, *value.span())
            at = value.end()


def _in_urls(text: str) -> Iterator[Span]:
    for pattern in (_IN_URL, _USER_INFO, _SCHEME):
        for found in pattern.finditer(text):
            if not _STANDS_FOR.fullmatch(found["password"]):
                yield found.span("password")


def _tokens(text: str) -> Iterator[Span]:
    """What has the form of a token, whole private keys, and what is random."""
    for token in find_tokens(text):
        yield token.start, token.end
    at = 0
    while found := _PRIVATE_KEY.search(text, at):
        end = text.find(_END_OF_KEY, found.end())
        at = len(text) if end < 0 else end
        yield found.end(), at
    for found in _LONG.finditer(text):
        if is_random(found[0]) and not says_which(_name_before(text, found.start())):
            yield found.span()


def _name_before(text: str, start: int) -> str:
    line = text.rfind("\n", 0, start) + 1
    names: list[str] = re.findall(rf"({_NAME})[\"']?[ \t]*[:=]", text[max(line, start - 200) : start])
    return names[-1] if names else ""


def known_reference(text: str) -> bool:
    """Whether a text only stands for a value."""
    return _STANDS_FOR.fullmatch(text) is not None
