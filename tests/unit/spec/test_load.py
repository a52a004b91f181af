"""How the text of a preview.yaml becomes a spec: short forms, types and the characters that were written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from previewctl.diagnostics.model import Diagnostic
from previewctl.spec.durations import Duration
from previewctl.spec.preview import (
    DependencyVariables,
    Hook,
    Migration,
    Override,
    PreviewSpec,
    Resources,
    ServiceVariables,
)
from previewctl.spec.quantities import parse_quantity
from previewctl.spec.targets import parse_target

Read = Callable[[str], PreviewSpec]
Problems = Callable[[str], list[Diagnostic]]


def resolved(spec: PreviewSpec, name: str) -> str:
    value = spec.env[name].value
    assert value is not None
    return value.resolve(lambda placeholder: f"<{placeholder.name}>")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("debug", "debug"),
        ("2026.10", "2026.10"),
        ("True", "True"),
        ("yes", "yes"),
        ("0o17", "0o17"),
        ("1e3", "1e3"),
        ("007", "007"),
        (".inf", ".inf"),
        ("12345678901234567890.10", "12345678901234567890.10"),
        ('""', ""),
        ('"~"', "~"),
        ("'17'", "17"),
        ("|-\n    a\n    b", "a\nb"),
        ("${endpoint.url}/x", "<endpoint.url>/x"),
        ("{value: 2026.10}", "2026.10"),
    ],
)
def test_the_value_of_a_variable_is_the_characters_that_were_written(spec: Read, written: str, value: str) -> None:
    assert resolved(spec(f"env:\n  A: {written}\n"), "A") == value


@pytest.mark.parametrize("version", ["17", '"17"', "'17'"])
def test_a_version_may_be_written_as_number_or_text(spec: Read, version: str) -> None:
    postgres = spec(f"databases: {{postgres: {{version: {version}}}}}\n").databases.postgres
    assert postgres is not None
    assert postgres.version == "17"


def test_a_version_keeps_its_digits(spec: Read) -> None:
    seed = spec("seed: {dataset: orders, version: 2026.10}\n").seed
    assert seed is not None
    assert seed.version == "2026.10"


SHORT_FORMS: list[tuple[str, Callable[[PreviewSpec], Any], Any]] = [
    ("dependencies: {b: {env: B_URL}}", lambda s: s.dependencies["b"].env, DependencyVariables(url="B_URL")),
    ("dependencies: {b: {env: {host: B}}}", lambda s: s.dependencies["b"].env, DependencyVariables(host="B")),
    ("services: {m: {image: m:1, port: 1, env: M}}", lambda s: s.services["m"].env, ServiceVariables(host="M")),
    ("overrides: {b: pr-1}", lambda s: s.overrides["b"], Override(target=parse_target("pr-1"))),
    (
        "overrides: {b: {target: stub, until: 2026-12-01}}",
        lambda s: s.overrides["b"],
        Override(target=parse_target("stub"), until=date(2026, 12, 1)),
    ),
    ("resources: {web: small}", lambda s: s.resources["web"], Resources(size="small")),
    ("resources: {web: {cpu: 0.5}}", lambda s: s.resources["web"], Resources(cpu=parse_quantity("500m"))),
    ("hooks: {release: [warm]}", lambda s: s.hooks.release, Hook(command=("warm",))),
    (
        "hooks: {release: {command: [warm], timeout: 5m}}",
        lambda s: s.hooks.release,
        Hook(command=("warm",), timeout=Duration(300)),
    ),
    ("migrations: {command: [up]}", lambda s: s.migrations, (Migration(name="migrate", command=("up",)),)),
    (
        "migrations: [{name: a, command: [up]}, {name: b, command: [down]}]",
        lambda s: [item.name for item in s.migrations],
        ["a", "b"],
    ),
    ("databases: {redis: {version: 7, env: CACHE}}", lambda s: s.databases.redis and s.databases.redis.env, ("CACHE",)),
    (
        "databases: {redis: {version: 7, env: [A, B]}}",
        lambda s: s.databases.redis and s.databases.redis.env,
        ("A", "B"),
    ),
    ("processes: {web: {command: [run, 8000, true]}}", lambda s: s.processes["web"].command, ("run", "8000", "true")),
]


@pytest.mark.parametrize(("text", "part", "value"), SHORT_FORMS, ids=[text for text, _, _ in SHORT_FORMS])
def test_a_short_form_means_the_long_one(spec: Read, text: str, part: Callable[[PreviewSpec], Any], value: Any) -> None:
    assert part(spec(f"{text}\n")) == value


MISTAKES = [
    ("processes: {web: {port: '8000'}}", "PV103", "`port`", "without quotes"),
    ("user: one", "PV103", "`user`", "a whole number"),
    ("volumes: {m: {path: /m, size: 1Gi}}", "PV101", "`processes` is missing", "`processes:`"),
    ("dependancies: {}", "PV102", "unknown key `dependancies`", "did you mean `dependencies`?"),
    ("endpoint: {proces: web}", "PV102", "unknown key `proces`", "did you mean `process`?"),
    ("endpoint: {xyz: web}", "PV102", "unknown key `xyz`", "`auth`, `process`, `robots`"),
    ("overrides: {b: {target: pr-1, untl: 2026-12-01}}", "PV102", "unknown key `untl`", "did you mean `until`?"),
    ("env:", "PV107", "`env` has no value", "give it a value"),
    ("team: ~", "PV107", "`team` has no value", "give it a value"),
    ("spot: sometimes", "PV104", "`spot`", "`preferred`, `required`, `never`"),
    ("lifetime: {idle: soon}", "PV105", "`soon` is not a duration", "`1h30m`"),
    ("user: 0", "PV106", "`user` is `0`", "at least 1"),
    ("env: {A: 'x${b}'}", "PV108", "`${b}`", "`$${`"),
]


@pytest.mark.parametrize(("text", "code", "said", "remedy"), MISTAKES, ids=[text for text, *_ in MISTAKES])
def test_a_mistake_is_told_in_the_words_of_the_file(
    problems: Problems, text: str, code: str, said: str, remedy: str
) -> None:
    found = problems(f"{text}\n")
    assert [item.code for item in found] == [code]
    assert said in found[0].message
    assert remedy in found[0].help


@pytest.mark.parametrize("version", ["previewctl.dev/v2", "v1", "1", "~"])
def test_an_unknown_api_version_says_which_are_known(problems: Problems, version: str) -> None:
    found = problems(f"apiVersion: {version}\nkind: Preview\nservice: a\nruntime: vue\nimage: a\n")
    assert [(item.code, item.help) for item in found] == [("PV109", "known: `previewctl.dev/v1`")]


def test_all_mistakes_are_told_at_once_in_the_order_of_their_places(problems: Problems) -> None:
    found = problems("user: 0\nspot: x\nteam: ~\nendpoint: {auth: y, proces: z}\n")
    assert [item.code for item in found] == ["PV106", "PV104", "PV107", "PV104", "PV102"]
    assert [item.location for item in found] == sorted(item.location for item in found)
