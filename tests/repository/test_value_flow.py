"""From a setting back to the environment variable that it takes its value from."""

from __future__ import annotations

import ast
from textwrap import dedent
from typing import TYPE_CHECKING

import pytest

from previewctl.repository.environment_reads import bind, no_bindings
from previewctl.repository.value_flow import flowing, items_of, mentioned, split_at

if TYPE_CHECKING:
    from previewctl.repository.environment_reads import Bindings

HEAD = """\
import os
import environ
env = environ.Env()
HOST = os.environ["HOST"]
HOSTS = env.list("HOSTS")
BASE = {"NAME": env("NAME"), "PORT": 1}
LOOP = LOOP2
LOOP2 = LOOP
"""


def module(text: str = "") -> Bindings:
    bindings = no_bindings()
    for statement in ast.parse(HEAD + dedent(text)).body:
        bind(statement, bindings)
    return bindings


def expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("os.environ['A']", ["A"]),
        ("os.environ.get('A', 'x')", ["A"]),
        ("os.getenv('A')", ["A"]),
        ("env('A')", ["A"]),
        ("env.str('A', default='x')", ["A"]),
        ("HOST", ["HOST"]),
        ("[HOST]", ["HOST"]),
        ("(HOST, *HOSTS)", ["HOST", "HOSTS"]),
        ("env('A') or env('B')", ["A", "B"]),
        ("env('A') if env.bool('LIVE') else env('B')", ["A", "B"]),
        ("env('A').split(',')", ["A"]),
        ("list(filter(None, env('A').split(',')))", ["A"]),
        ("[host.strip() for host in HOSTS]", ["HOSTS"]),
        ("[host for host in env('A').split()]", ["A"]),
        ("HOSTS + [HOST]", ["HOSTS", "HOST"]),
        ("(found := env('A'))", ["A"]),
        ("f'https://{HOST}'", []),
        ("'https://' + HOST", []),
        ("NAMES[HOST]", []),
        ("[f'https://{host}' for host in HOSTS]", []),
        ("urlparse(HOST)", []),
        ("HOST == 'x'", []),
        ("UNKNOWN", []),
        ("LOOP", []),
        ("'text'", []),
        ("lambda: HOST", []),
    ],
)
def test_whose_value_an_expression_has(text: str, names: list[str]) -> None:
    assert [read.name for read in flowing(expression(text), module())] == names


def test_nothing_flows_from_nothing() -> None:
    assert list(flowing(None, module())) == []


def test_a_name_stands_for_what_was_assigned_to_it_last() -> None:
    assert [read.name for read in flowing(expression("A"), module("A = env('B')\nA = env('C')\n"))] == ["C"]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("{'A': 1}", ["A"]),
        ("dict(A=1)", ["A"]),
        ("BASE", ["NAME", "PORT"]),
        ("{**BASE, 'HOST': 1}", ["NAME", "PORT", "HOST"]),
        ("{**BASE, 'NAME': 1}", ["NAME", "PORT"]),
        ("{**UNKNOWN, 'A': 1}", ["A"]),
        ("{HOST: 1}", []),
        ("LOOP", []),
        ("[1]", []),
    ],
)
def test_the_pairs_of_a_mapping(text: str, keys: list[str]) -> None:
    assert list(items_of(expression(text), module())) == keys


@pytest.mark.parametrize(
    ("text", "separator"),
    [
        ("A.split(',')", None),
        ("A.split(', ')", None),
        ("A.split()", " "),
        ("A.split(' ')", " "),
        ("A.split(';')", ";"),
        ("A.split(B)", None),
        ("[a for a in A.split('|')]", "|"),
        ("A", None),
    ],
)
def test_what_a_text_is_split_at_where_it_is_no_comma(text: str, separator: str | None) -> None:
    assert split_at(expression(text)) == separator


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("f'https://{HOST}'", {"HOST"}),
        ("NAMES[HOST]", {"HOST"}),
        ("f(env('A'), BASE)", {"A", "NAME"}),
        ("LOOP", set()),
        ("1", set()),
    ],
)
def test_which_variables_have_to_do_with_an_expression(text: str, names: set[str]) -> None:
    assert {read.name for read in mentioned(expression(text), module())} == names


@pytest.mark.parametrize(
    "text", ["[" * 80 + "]" * 80, "+".join(["HOST"] * 900), "[" + ",".join(["HOSTS"] * 3_000) + "]"]
)
def test_an_expression_without_measure_ends(text: str) -> None:
    assert len(list(flowing(expression(text), module()))) <= 500
    assert len(list(mentioned(expression(text), module()))) <= 3_000
