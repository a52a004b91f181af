"""CSV as PostgreSQL reads it, Redis commands as redis-cli does, documents as MongoDB's tools do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.seeds.csv_rows import records
from previewctl.seeds.extended_json import documents
from previewctl.seeds.redis_commands import commands
from previewctl.seeds.text_lines import Line, lines_of, no_text

if TYPE_CHECKING:
    from pathlib import Path


def lines(text: str) -> list[Line]:
    found: list[Line] = []
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        found.append(Line(number, sum(len(item.text) for item in found), line))
    return found


def values(text: str) -> list[tuple[str | None, ...]]:
    return [record.values for record in records(lines(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n", [("a", "b")]),
        ("a,b\r\n1,2", [("a", "b"), ("1", "2")]),
        ('"",\n', [("", None)]),
        (",\n", [(None, None)]),
        ('"a ""b"", c",d\n', [('a "b", c', "d")]),
        ('x"y,z"w,v\n', [("xy,zw", "v")]),
        ('1,"two\nlines"\n2,x\n', [("1", "two\nlines"), ("2", "x")]),
        ("\n", [(None,)]),
        ("a\n\\.\nb\n", [("a",)]),
        ('"a",\n', [("a", None)]),
        ("", []),
    ],
)
def test_csv(text: str, expected: list[tuple[str | None, ...]]) -> None:
    assert values(text) == expected


def test_the_places_of_csv_fields() -> None:
    found = list(records(lines('id,note\n1,"a\nb"\n2,c\n')))
    assert [(record.line, record.offset, record.starts) for record in found] == [
        (1, 0, (0, 3)),
        (2, 8, (0, 2)),
        (4, 16, (0, 2)),
    ]


def test_a_quote_that_nothing_closes() -> None:
    assert [record.closed for record in records(lines('a\n"b\nc\n'))] == [True, False]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SET a b\n", ("SET", "a", "b")),
        ("  SET\ta   b  \r\n", ("SET", "a", "b")),
        ('SET a "b c \\"d\\" \\x41\\n"', ("SET", "a", 'b c "d" A\n')),
        ("SET a 'it\\'s \\n'", ("SET", "a", "it's \\n")),
        ('SET a ""', ("SET", "a", "")),
        ('SET a x"y z"', ("SET", "a", "xy z")),
    ],
)
def test_redis(text: str, expected: tuple[str, ...]) -> None:
    assert [(item.words, item.broken) for item in commands(lines(text))] == [(expected, "")]


@pytest.mark.parametrize("text", ['SET a "b', "SET a 'b", 'SET a "b"c', 'SET a "b\\"'])
def test_redis_lines_that_redis_cli_refuses(text: str) -> None:
    assert [bool(item.broken) for item in commands(lines(text))] == [True]


def test_empty_lines_are_no_commands() -> None:
    assert list(commands(lines("\n   \n"))) == []


GOOD = [
    '{"_id": {"$oid": "5f0000000000000000000001"}, "a": [1, 2.5, null, true, {"b": "c"}]}',
    '{"d": {"$date": "2026-11-01T08:00:00Z"}, "e": {"$date": {"$numberLong": "-1"}}, "f": {"$date": "2026-11-01T08:00:00.123+01:00"}}',
    '{"n": {"$numberInt": "1"}, "l": {"$numberLong": "9"}, "f": {"$numberDouble": "-Infinity"}, "d": {"$numberDecimal": "1E+3"}}',
    '{"b": {"$binary": {"base64": "aGk=", "subType": "00"}}, "u": {"$uuid": "00000000-0000-4000-8000-000000000000"}}',
    '{"b": {"$binary": "aGk=", "$type": "00"}}',
    '{"r": {"$regularExpression": {"pattern": "a", "options": "i"}}, "t": {"$timestamp": {"t": 1, "i": 2}}}',
    '{"m": {"$minKey": 1}, "x": {"$maxKey": 1}, "u": {"$undefined": true}, "s": {"$symbol": "a"}, "c": {"$code": "a", "$scope": {}}}',
    '{"p": {"$ref": "people", "$id": {"$oid": "5f0000000000000000000001"}, "$db": "x"}}',
]


@pytest.mark.parametrize("text", GOOD)
def test_extended_json(text: str) -> None:
    assert [item.problem for item in documents(lines(text))] == [""]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{", "it is not JSON"),
        ("[]", "it is no document"),
        ('{"a": NaN}', "`NaN` is not JSON"),
        ('{"a": 1, "a": 2}', 'it has the field "a" twice'),
        ('{"_id": {"$oid": "xyz"}}', "`$oid` holds something else"),
        ('{"_id": {"$oid": "5f0000000000000000000001", "x": 1}}', "`$oid` stands beside `x`"),
        ('{"d": {"$date": "yesterday"}}', "`$date` holds something else"),
        ('{"d": {"$date": {"$numberLong": 1}}}', "`$date` holds something else"),
        ('{"d": {"$numberLong": 1}}', "`$numberLong` holds something else"),
        ('{"d": {"$binary": {"base64": "?", "subType": "00"}}}', "`$binary` holds something else"),
        ('{"d": {"$timestamp": {"t": -1, "i": 2}}}', "`$timestamp` holds something else"),
        ('{"$set": {"a": 1}}', "`$set` is no type"),
        ('{"a\\u0000": 1}', "a field's name has a zero byte"),
        ('{"a":' * 150 + "1" + "}" * 150, "it has more than 100 levels"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "it "),
        ('{"a": ' + "1" * 5000 + "}", "it "),
    ],
)
def test_what_is_no_extended_json(text: str, problem: str) -> None:
    (found,) = documents(lines(text))
    assert found.document is None
    assert found.problem.startswith(problem)


@pytest.mark.parametrize(
    ("data", "reason", "line"),
    [
        (b"a\nb\xff\n", "is not UTF-8: it has the byte 0xFF", 2),
        (b"a\nb\xc3", "is not UTF-8: its last character is cut", 2),
        (b"\xef\xbb\xbfid\n", "starts with a byte order mark", 1),
        (b"id\n\0\n", "holds a zero byte", 2),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "is a pointer of Git LFS, and not the data", 1),
    ],
)
def test_what_is_no_text(data: bytes, reason: str, line: int, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    found = no_text(path)
    assert found is not None
    assert (found.reason, found.line) == (reason, line)


def test_text_may_have_any_length_and_any_breaks(tmp_path: Path) -> None:
    path = tmp_path / "x"
    text = "é" * 700_000 + "\r\nb\rc\nd"
    path.write_bytes(text.encode())
    assert no_text(path) is None
    assert [(line.number, line.offset, line.text[-3:]) for line in lines_of(path)] == [
        (1, 0, "é\r\n"),
        (2, 700_002, "b\r"),
        (3, 700_004, "c\n"),
        (4, 700_006, "d"),
    ]
