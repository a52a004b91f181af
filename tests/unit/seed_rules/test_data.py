"""What is wrong with the data itself: its files, its lines, and the people and secrets in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.diagnostics.model import Severity
from previewctl.seed_rules.engine import check_dataset, check_directory
from previewctl.seed_rules.limits import Limits, shown_size
from previewctl.seeds.lockfile import current_lock, written
from tests.unit.seeds.datasets import dataset, declaration, write

if TYPE_CHECKING:
    from pathlib import Path

Files = dict[str, str | bytes]


def findings(tmp_path: Path, files: Files, more: str = "", limits: Limits | None = None) -> list[str]:
    """Each finding as `file:line:column CODE`."""
    found = check_dataset(dataset(tmp_path, files, more), limits or Limits())
    root = (tmp_path / "orders").as_posix() + "/"
    return [
        f"{item.location.path.removeprefix(root)}:{item.location.span.start.line}:{item.location.span.start.column} {item.code}"
        for item in found
    ]


CSV = "postgres/01_a.csv"
CASES: dict[str, tuple[Files, list[str]]] = {
    "no number": ({"postgres/a.csv": "id\n1\n"}, ["postgres/a.csv:1:1 PV324"]),
    "the same number": ({CSV: "id\n1\n", "postgres/01_b.csv": "id\n"}, ["postgres/01_b.csv:1:1 PV324"]),
    "other digits": ({CSV: "id\n1\n", "postgres/2_b.csv": "id\n"}, ["postgres/2_b.csv:1:1 PV324"]),
    "numbers of another engine": ({CSV: "id\n", "redis/01_a.redis": "SET a b\n"}, []),
    "an unknown ending": ({CSV: "id\n", "postgres/02_b.txt": "x"}, ["postgres/02_b.txt:1:1 PV325"]),
    "an unknown directory": ({CSV: "id\n", "mysql/01_b.sql": "x"}, ["mysql/01_b.sql:1:1 PV325"]),
    "a hidden file": ({CSV: "id\n", "postgres/.DS_Store": "x"}, ["postgres/.DS_Store:1:1 PV325"]),
    "a file further down": ({CSV: "id\n", "postgres/x/02_b.csv": "id\n"}, ["postgres/x/02_b.csv:1:1 PV325"]),
    "a README": ({CSV: "id\n", "README.md": "x"}, []),
    "not UTF-8": ({CSV: b"id\n\xe9\n"}, [f"{CSV}:2:1 PV323"]),
    "a row too short": ({CSV: "id,name\n1,a\n2\n"}, [f"{CSV}:3:1 PV328"]),
    "a row too long": ({CSV: "id\n1,a\n"}, [f"{CSV}:2:1 PV328"]),
    "a row of one NULL": ({CSV: "id\n\n"}, []),
    "a comma in quotes": ({CSV: 'id,name\n1,"a, b"\n'}, []),
    "no columns": ({CSV: ""}, [f"{CSV}:1:1 PV328"]),
    "a column without a name": ({CSV: "id,\n1,2\n"}, [f"{CSV}:1:1 PV328"]),
    "a column twice": ({CSV: "id,id\n1,2\n"}, [f"{CSV}:1:1 PV328"]),
    "an open quote": ({CSV: 'id\n"1\n'}, [f"{CSV}:2:1 PV328"]),
    "no JSON": ({"mongodb/a.ndjson": '{"a": 1}\n{"a": }\n'}, ["mongodb/a.ndjson:2:7 PV328"]),
    "an id twice": ({"mongodb/a.ndjson": '{"_id": 1}\n{"_id": 2}\n{"_id": 1}\n'}, ["mongodb/a.ndjson:3:1 PV328"]),
    "documents without ids": ({"mongodb/a.ndjson": '{"a": 1}\n\n{"a": 1}\n'}, []),
    "metadata": ({"mongodb/a.ndjson": '{"a": 1}\n', "mongodb/a.metadata.json": '{"indexes": []}'}, []),
    "broken metadata": ({"mongodb/a.metadata.json": "{"}, ["mongodb/a.metadata.json:1:1 PV328"]),
    "an unknown Redis command": ({"redis/01_a.redis": "SET a b\nSTE a b\n"}, ["redis/01_a.redis:2:1 PV327"]),
    "a comment in Redis": ({"redis/01_a.redis": "# flags\nSET a b\n"}, ["redis/01_a.redis:1:1 PV327"]),
    "a quote in Redis": ({"redis/01_a.redis": 'SET a "b\n'}, ["redis/01_a.redis:1:1 PV328"]),
    "a Redis command without a key": ({"redis/01_a.redis": "SET\n"}, ["redis/01_a.redis:1:1 PV328"]),
    "a Redis command in small letters": ({"redis/01_a.redis": "  set a b\n"}, []),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_files_and_lines(case: str, tmp_path: Path) -> None:
    files, expected = CASES[case]
    assert findings(tmp_path, files) == expected


@pytest.mark.parametrize(
    "command",
    ["CONFIG SET dir /", "FLUSHALL", "FLUSHDB", "MODULE LOAD x", "SCRIPT LOAD x", "EVAL x 0", "REPLICAOF a 1", "SLAVEOF a 1",
     "DEBUG SLEEP 1", "SHUTDOWN", "ACL SETUSER x", "MIGRATE a 1 b 0 1", "FUNCTION LOAD x", "CLUSTER RESET", "MONITOR",
     "config set dir /", "AUTH x", "SAVE", "RESTORE a 0 x", "KEYS *"],
)  # fmt: skip
def test_redis_commands_with_no_place_in_seed_data(command: str, tmp_path: Path) -> None:
    assert findings(tmp_path, {"redis/01_a.redis": f"SET a b\n{command}\n"}) == ["redis/01_a.redis:2:1 PV327"]


def test_sizes(tmp_path: Path) -> None:
    files: Files = {CSV: "id\n" + "1\n" * 100, "postgres/02_b.csv": "id\n" + "1\n" * 100}
    assert findings(tmp_path, files, limits=Limits(203, 406)) == []
    assert findings(tmp_path, files, limits=Limits(202, 406)) == [f"{CSV}:1:1 PV322", "postgres/02_b.csv:1:1 PV322"]
    assert findings(tmp_path, files, limits=Limits(203, 405)) == ["seed.yaml:1:1 PV322"]
    assert [shown_size(size) for size in (0, 1023, 1 << 20, 5 << 30)] == ["0 B", "1023 B", "1 MiB", "5.0 GiB"]


def test_what_is_too_large_is_not_read(tmp_path: Path) -> None:
    assert findings(tmp_path, {CSV: b"id\n\xff\xff\xff\n"}, limits=Limits(3, 100)) == [f"{CSV}:1:1 PV322"]


def test_engines_and_files_belong_together(tmp_path: Path) -> None:
    home = write(
        tmp_path / "orders", {"seed.yaml": declaration("postgres", "redis"), CSV: "id\n", "mongodb/a.ndjson": "{}\n"}
    )
    found = check_directory(home)
    assert {(item.code, item.location.path.rpartition("/")[2]) for item in found} == {
        ("PV320", "seed.yaml"),
        ("PV325", "a.ndjson"),
        ("PV321", "seed.lock"),
    }


PERSONAL = {
    "a real domain": "ada@lovelace.dev",
    "a subdomain": "ada.b+c@mail.gmail.com",
    "in a text": "write to <ada@lovelace.dev>, please",
    "a card": "4532015112830366",
    "a card in groups": "4532 0151 1283 0366",
    "a card with dashes": "5425-2334-3010-9903",
    "American Express": "3793 545081 62306",
    "an account": "DE75512108001245126199",
    "an account in groups": "NL02 ABNA 0123 4567 89",
    "a telephone number": "+49 30 901820",
    "another one": "+1 (212) 736-5000",
}
IMPERSONAL = {
    "example.com": "ada@example.com",
    "a subdomain of it": "ada@mail.example.org",
    "example in another country": "ada@example.co.uk",
    "a reserved top": "ada@shop.test",
    "invalid": "ada@nowhere.invalid",
    "an allowed domain": "ada@demo.acme.dev",
    "below an allowed domain": "ada@mail.demo.acme.dev",
    "no domain": "ada@localhost",
    "a decorator": "@property and a@b",
    "a version": "left-pad@1.3.0",
    "a test card": "4242 4242 4242 4242",
    "a wrong check digit": "4532015112830367",
    "an ordinary number": "1234567890123456",
    "a time in microseconds": "1699999999999999",
    "digits of an id": "x4532015112830366",
    "a decimal": "0.4532015112830366",
    "a documented account": "DE89 3704 0044 0532 0130 00",
    "a wrong account": "DE75512108001245126198",
    "an account of no country": "XX75512108001245126199",
    "a number for films": "+44 7700 900123",
    "another number for films": "+1 202 555 0123",
    "zeros": "+49 000 000000",
    "an offset": "2026-09-01 08:00:00+00",
    "a sum": "1+22222222",
    "an allowed text": "+49 30 901821",
}
ALLOW = 'allow: {emailDomains: [demo.acme.dev], texts: ["+49 30 901821"]}\n'


@pytest.mark.parametrize("case", PERSONAL)
@pytest.mark.parametrize("engine", ["postgres", "sql", "redis", "mongodb"])
def test_data_that_looks_like_a_person_s(case: str, engine: str, tmp_path: Path) -> None:
    found = check_dataset(dataset(tmp_path, _holding(PERSONAL[case], engine), ALLOW))
    assert [item.code for item in found] == ["PV329"]
    assert PERSONAL[case] not in found[0].message + found[0].help


@pytest.mark.parametrize("case", IMPERSONAL)
@pytest.mark.parametrize("engine", ["postgres", "sql", "redis", "mongodb"])
def test_data_that_is_nobody_s(case: str, engine: str, tmp_path: Path) -> None:
    assert findings(tmp_path, _holding(IMPERSONAL[case], engine), ALLOW) == []


def _holding(text: str, engine: str) -> Files:
    return {
        "postgres": {CSV: f'id,note\n1,"{text}"\n'},
        "sql": {"postgres/01_a.sql": f"INSERT INTO t (note) VALUES ('{text}');\n"},
        "redis": {"redis/01_a.redis": f'SET a "{text}"\n'},
        "mongodb": {"mongodb/a.ndjson": f'{{"note": "{text}"}}\n'},
    }[engine]  # type: ignore[return-value]


def test_the_place_of_what_was_found(tmp_path: Path) -> None:
    assert findings(tmp_path, {CSV: 'id,a,b\n1,x,y\n2,"x\ny",ada@lovelace.dev\n'}) == [f"{CSV}:4:4 PV329"]


COLUMNS = {
    "birth_date": ("1984-03-07", "1990-01-01"),
    "dateOfBirth": ("07.03.1984", "2030-03-07"),
    "ssn": ("536-90-4399", "000-12-3456"),
    "customer_ssn": ("536904399", "900-12-3456"),
    "passport_number": ("C01X00T47", "X0000000"),
    "phone": ("030 901820", "0123456789"),
    "mobile_number": ("(212) 736-5000", "(202) 555-0123"),
    "iban": ("NL-20 7711 9302 5", "none"),
    "card_number": ("9999 1234 8871 0021", "0000 0000"),
}


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("engine", ["csv", "insert", "copy", "mongodb"])
def test_columns_that_are_named_after_what_identifies_people(column: str, engine: str, tmp_path: Path) -> None:
    real, made_up = COLUMNS[column]
    found = check_dataset(dataset(tmp_path / "real", _below(column, real, engine)))
    assert [(item.code, item.severity) for item in found] == [("PV329", Severity.WARNING)]
    assert f".{column}`" in found[0].message
    assert real not in found[0].message + found[0].help
    assert findings(tmp_path / "made-up", _below(column, made_up, engine)) == []
    assert (
        findings(tmp_path / "allowed", _below(column, real, engine), f"allow: {{columns: [people.{column}]}}\n") == []
    )


def _below(column: str, value: str, engine: str) -> Files:
    return {
        "csv": {"postgres/01_people.csv": f'id,{column}\n1,\n2,"{value}"\n3,"{value}"\n'},
        "insert": {
            "postgres/01_a.sql": f"INSERT INTO people (id, {column.lower()}) VALUES (1, NULL), (2, '{value}');\n"
        }
        if column.islower()
        else {"postgres/01_a.sql": f"INSERT INTO people (id, \"{column}\") VALUES (2, '{value}');\n"},
        "copy": {"postgres/01_a.sql": f'COPY people (id, "{column}") FROM stdin;\n1\t\\N\n2\t{value}\n\\.\n'},
        "mongodb": {"mongodb/people.ndjson": f'{{"a": [{{"{column}": "{value}"}}]}}\n'},
    }[engine]  # type: ignore[return-value]


@pytest.mark.parametrize("engine", ["postgres", "sql", "redis", "mongodb"])
def test_a_token_of_a_service(engine: str, tmp_path: Path) -> None:
    token = "AKIAR7TQXN5WZ2LCKD4V"
    found = check_dataset(dataset(tmp_path / "a", _holding(token, engine)))
    assert [item.code for item in found] == ["PV330"]
    assert token not in found[0].message + found[0].help
    assert findings(tmp_path / "b", _holding(token, engine), f"allow: {{texts: [{token}]}}\n") == []


def test_a_random_value_below_a_secret_s_name(tmp_path: Path) -> None:
    key = "9f2c41d07be85a6630c1fe97b24d8a5e"
    assert findings(tmp_path / "a", {CSV: f"id,api_key\n1,{key}\n"}) == [f"{CSV}:2:3 PV330"]
    assert findings(tmp_path / "b", {CSV: f"id,digest\n1,{key}\n"}) == []
    assert findings(tmp_path / "c", {CSV: "id,password\n1,!\n2,pbkdf2_sha256$1$made-up\n"}) == []


MIGRATIONS = "id,app,name,applied\n1,orders,0001_initial,x\n2,orders,0002_total,x\n3,people,0001_initial,x\n"


@pytest.mark.parametrize(
    ("more", "messages"),
    [
        ("migrations: {orders: 0002_total, people: 0001_initial}\n", []),
        (
            "migrations: {orders: 0002_totl, people: 0001_initial}\n",
            ["`migrations.orders` is `0002_totl`, and the data's `django_migrations` has no such row"],
        ),
        (
            "migrations: {orders: 0001_initial, people: 0001_initial}\n",
            ["`migrations.orders` is `0001_initial`, and the data's `django_migrations` goes on to `0002_total`"],
        ),
        (
            "migrations: {orders: 0002_total}\n",
            ["the data's `django_migrations` has migrations of `people`, which `migrations` does not name"],
        ),
        ("migrations: {orders: [0001_initial, 0002_total], people: 0001_initial}\n", []),
        ("migrations: {orders: [0002_total, 0001_initial], people: 0001_initial}\n", []),
    ],
)
def test_migrations_and_the_rows_that_say_so(more: str, messages: list[str], tmp_path: Path) -> None:
    found = check_dataset(dataset(tmp_path, {"postgres/01_django_migrations.csv": MIGRATIONS}, more))
    assert [item.message for item in found] == messages
    assert {item.code for item in found} <= {"PV331"}


def test_data_without_such_rows_says_nothing_of_migrations(tmp_path: Path) -> None:
    assert findings(tmp_path, {CSV: "id\n1\n"}, "migrations: {orders: 0001_initial}\n") == []


def test_a_lock_is_asked_for_and_compared(tmp_path: Path) -> None:
    found = dataset(tmp_path, {CSV: "id\n1\n"})
    assert [item.message for item in check_directory(found.directory)] == [
        "the dataset has no `seed.lock`, so no image can be named after it"
    ]
    write(found.directory, {"seed.lock": written(current_lock(found))})
    assert check_directory(found.directory) == []
    write(found.directory, {CSV: "id\n2\n"})
    assert [item.message for item in check_directory(found.directory)] == [
        "`seed.lock` is out of date: `postgres/01_a.csv` has changed"
    ]
    write(found.directory, {"seed.lock": "dataset: people\n"})
    assert [item.code for item in check_directory(found.directory)] == ["PV304"]


def test_a_file_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bool:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("previewctl.seed_rules.engine.check_text", refuse)
    assert findings(tmp_path, {CSV: "id\n1\n"}) == [f"{CSV}:1:1 PV001"]
