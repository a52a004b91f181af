"""SQL is cut as psql cuts it, and rows are read where a statement says them in so many words."""

from __future__ import annotations

import pytest

from previewctl.seeds import sql_tokens
from previewctl.seeds.sql_rows import TableShape, rows_of, shape_of
from previewctl.seeds.sql_tokens import Kind, statements, tokens, value_of


def shown(text: str) -> list[tuple[str, str]]:
    return [(token.kind.name, text[token.start : token.end]) for token in tokens(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT 1;", [("WORD", "SELECT"), ("NUMBER", "1"), ("END", ";")]),
        ("-- CREATE ROLE x\n;", [("END", ";")]),
        ("/* a /* b */ c */ x", [("WORD", "x")]),
        ("'a''b'", [("TEXT", "'a''b'")]),
        (r"'a\' b", [("TEXT", r"'a\'"), ("WORD", "b")]),
        (r"E'a\' b'", [("TEXT", r"E'a\' b'")]),
        ("E'a'\n  'b\\'c'", [("TEXT", "E'a'\n  'b\\'c'")]),
        ("E'a' -- x\n -- y\n'b\\'c'", [("TEXT", "E'a' -- x\n -- y\n'b\\'c'")]),
        ("E'a' 'b\\' c", [("TEXT", "E'a'"), ("TEXT", "'b\\'"), ("WORD", "c")]),
        ("namee'x'", [("WORD", "namee"), ("TEXT", "'x'")]),
        ("U&'x' B'1' N'y'", [("TEXT", "U&'x'"), ("TEXT", "B'1'"), ("TEXT", "N'y'")]),
        ('"a""b" U&"c"', [("NAME", '"a""b"'), ("NAME", 'U&"c"')]),
        ("$$ ; ' $$", [("BODY", "$$ ; ' $$")]),
        ("$f$ $$ ; $f$", [("BODY", "$f$ $$ ; $f$")]),
        ("a$b$", [("WORD", "a$b$")]),
        ("$1", [("SIGN", "$"), ("NUMBER", "1")]),
        ("\\! rm -rf x\ny", [("META", "\\! rm -rf x"), ("WORD", "y")]),
        ("'open", [("OPEN", "'open")]),
        ("E'open\\'", [("OPEN", "E'open\\'")]),
        ("/* open", [("OPEN", "/* open")]),
        ("$$ open", [("OPEN", "$$ open")]),
        ("straße", [("WORD", "straße")]),
        ("a\u00a0b", [("WORD", "a\u00a0b")]),
        ("", []),
        (" \n\t", []),
    ],
)
def test_tokens(text: str, expected: list[tuple[str, str]]) -> None:
    assert shown(text) == expected


COPY = """\
COPY public.people (id, name) FROM stdin;
1\tO'Brien; \\! -- /*
2\t\\N
\\.
SELECT 1;
"""


def test_the_data_of_a_copy_is_no_sql() -> None:
    found = list(statements(COPY))
    assert len(found) == 2
    assert found[0].data is not None
    assert COPY[found[0].data.start : found[0].data.end] == "1\tO'Brien; \\! -- /*\n2\t\\N\n"
    assert [value_of(COPY, token) for token in found[1].tokens] == ["select", "1"]


@pytest.mark.parametrize(
    "text",
    [
        "COPY people FROM '/etc/passwd'; x",
        "SELECT copy FROM stdin; x",
        "COPY (SELECT 1 FROM stdin) TO STDOUT; x",
        "-- COPY people FROM stdin;\nx",
        "'COPY people FROM stdin;' ; x",
    ],
)
def test_what_is_not_followed_by_data(text: str) -> None:
    assert [token for token in tokens(text) if token.kind is Kind.DATA] == []


@pytest.mark.parametrize("end", ["\\.\n", "\\.\r\n", "\\.", "\\. \n", ""])
def test_data_ends_at_its_mark_or_with_the_file(end: str) -> None:
    text = f"copy t from STDIN with (format csv);\n1,2\n{end}"
    data = next(token for token in tokens(text) if token.kind is Kind.DATA)
    assert text[data.start : data.end] == "1,2\n"


def test_a_statement_with_too_many_words_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_tokens, "MOST_TOKENS", 5)
    found = list(statements("INSERT INTO t VALUES (1), (2), (3); SELECT 1;"))
    assert [(len(item.tokens), item.cut) for item in found] == [(5, True), (2, False)]


def rows(text: str) -> list[tuple[str, tuple[str, ...] | None, list[tuple[str | None, ...]]]]:
    found = [rows_of(text, statement) for statement in statements(text)]
    return [(item.table, item.columns, list(item.values())) for item in found if item]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("INSERT INTO t VALUES (1, 'a''b', NULL);", [("t", None, [("1", "a'b", None)])]),
        (
            'INSERT INTO shop."Order" (id, "Name") OVERRIDING SYSTEM VALUE VALUES (1, E\'x\'), (2, -3);',
            [("shop.Order", ("id", "Name"), [("1", "x"), ("2", "-3")])],
        ),
        (
            "INSERT INTO public.t VALUES (now(), ARRAY[1, 2]) ON CONFLICT DO NOTHING;",
            [("t", None, [("now()", "ARRAY[1, 2]")])],
        ),
        ("INSERT INTO t (a) SELECT 1;", []),
        ("INSERT INTO t (a) VALUES (f(1, (2)), 'x');", [("t", ("a",), [("f(1, (2))", "x")])]),
        ("INSERT INTO t VALUES ();", [("t", None, [()])]),
        (COPY, [("people", ("id", "name"), [("1", "O'Brien; ! -- /*"), ("2", None)])]),
        ("COPY t FROM stdin;\na\\tb\\x41\\101\\\\\t\n\\.\n", [("t", None, [("a\tbAA\\", "")])]),
        ('COPY t (a, b) FROM stdin CSV HEADER;\na,b\n1,"x,""y"""\n\\.\n', [("t", ("a", "b"), [("1", 'x,"y"')])]),
    ],
)
def test_rows(text: str, expected: list[object]) -> None:
    assert rows(text) == expected


def test_the_place_of_a_value() -> None:
    text = "INSERT INTO t (a, b) VALUES (1, 'x');\nCOPY t FROM stdin;\n1\tyy\n\\.\n"
    places = [
        [text[cell.start : cell.end] for cell in row]
        for statement in statements(text)
        if (found := rows_of(text, statement))
        for row in found.cells
    ]
    assert places == [["1", "'x'"], ["1", "yy"]]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("CREATE TABLE t (id integer PRIMARY KEY, name text)", TableShape("t", ("id", "name"), ("id",))),
        (
            "CREATE UNLOGGED TABLE IF NOT EXISTS public.t (a int, b numeric(4, 2), CONSTRAINT x PRIMARY KEY (a, b), CHECK (a > 0))",
            TableShape("t", ("a", "b"), ("a", "b")),
        ),
        ('CREATE TABLE s."T" ("Id" uuid)', TableShape("s.T", ("Id",))),
        ("ALTER TABLE ONLY t ADD CONSTRAINT t_pkey PRIMARY KEY (id)", TableShape("t", (), ("id",))),
        ("ALTER TABLE t ADD PRIMARY KEY (a, b)", TableShape("t", (), ("a", "b"))),
        ("ALTER TABLE t ADD CONSTRAINT u UNIQUE (id)", None),
        ("CREATE TABLE t AS SELECT 1", None),
        ("CREATE INDEX i ON t (a)", None),
    ],
)
def test_what_is_said_of_tables(text: str, expected: TableShape | None) -> None:
    assert [shape_of(text, statement) for statement in statements(text)] == [expected]
