"""What holds for every dataset, however it was written."""

from __future__ import annotations

import csv
import io
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from previewctl.diagnostics.model import Diagnostic
from previewctl.seed_rules.engine import check_dataset, check_directory
from previewctl.seeds.content import content_hash
from previewctl.seeds.csv_rows import parsed, raw_records, records
from previewctl.seeds.dataset import Dataset, read_dataset
from previewctl.seeds.declaration import SeedEngineSpec
from previewctl.seeds.difference import difference
from previewctl.seeds.extended_json import documents
from previewctl.seeds.lockfile import SeedLock, drift, lock_of, written
from previewctl.seeds.redis_commands import commands
from previewctl.seeds.sql_rows import rows_of, shape_of
from previewctl.seeds.sql_tokens import Kind, statements, tokens
from previewctl.seeds.text_lines import Line, lines_of
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText

SQL = st.lists(
    st.sampled_from(
        [
            "'",
            "''",
            '"',
            "$$",
            "$a$",
            "/*",
            "*/",
            "--",
            "\n",
            ";",
            "\\",
            "\\.",
            "\\!",
            "E'",
            "e'\\'",
            'U&"',
            "(",
            ")",
            ",",
            ".",
            "COPY",
            "t",
            "FROM",
            "stdin",
            "INSERT",
            "INTO",
            "VALUES",
            "CREATE",
            "ALTER",
            "TABLE",
            "ROLE",
            "FUNCTION",
            "LANGUAGE",
            "DO",
            "EXECUTE",
            "PRIMARY",
            "KEY",
            "ONLY",
            "\t",
            "PROGRAM",
            "c",
            "1",
            "a",
            "é",
            "[",
            "]",
            "=",
            "SET",
            "role",
            "set_config",
            "AS",
        ]
    ),
    max_size=40,
).map(" ".join)
ANY_TEXT = st.one_of(SQL, st.text(max_size=80))
LINES = st.lists(st.text(alphabet="ab,\"'\\{}[]:$0.\t é\n\r", max_size=30), max_size=5).map("\n".join)


def lines(text: str) -> list[Line]:
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "x")
        path.write_bytes(text.encode())
        return list(lines_of(path))


@given(ANY_TEXT)
def test_tokens_follow_each_other_and_lie_in_the_text(text: str) -> None:
    end = 0
    for token in tokens(text):
        assert end <= token.start <= token.inner <= token.last <= token.end <= len(text)
        assert token.end > token.start or token.kind is Kind.DATA
        end = token.end


@given(ANY_TEXT)
def test_no_statement_is_beyond_what_reads_rows(text: str) -> None:
    for statement in statements(text):
        found = rows_of(text, statement)
        for row in found.cells if found else ():
            assert all(0 <= cell.start <= cell.end <= len(text) for cell in row)
        shape_of(text, statement)


@given(
    st.text(alphabet="abc ;-", max_size=20), st.sampled_from(["'{}'", '"{}"', "$${}$$", "/*{}*/", "E'{}'", "$x${}$x$"])
)
def test_what_stands_in_quotes_is_no_statement(content: str, quotes: str) -> None:
    text = f"SELECT {quotes.format(content)}, 1; x"
    assert len(list(statements(text))) == 2


@given(LINES)
def test_no_text_is_beyond_the_other_readers(text: str) -> None:
    found = lines(text)
    assert "".join(line.text for line in found) == text
    for raw in raw_records(found):
        record = parsed(raw)
        assert not record.closed or len(record.values) == len(record.starts) == raw.width
    assert all(len(item.words) == len(item.starts) for item in commands(found))
    assert all((item.document is None) == bool(item.problem) for item in documents(found))


@given(st.lists(st.lists(st.text(alphabet="ab,\"\n '", min_size=1, max_size=6), min_size=2, max_size=3), max_size=5))
def test_csv_that_python_writes_is_read_as_it_was(rows: list[list[str]]) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    assert [list(record.values) for record in records(lines(text.getvalue()))] == rows


NAMES = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
FILES = st.dictionaries(
    st.one_of(
        st.builds("postgres/{:02}_{}.{}".format, st.integers(0, 99), NAMES, st.sampled_from(["sql", "csv", "txt"])),
        st.builds("redis/{:02}_{}.redis".format, st.integers(0, 99), NAMES),
        st.builds("mongodb/{}.{}".format, NAMES, st.sampled_from(["ndjson", "metadata.json"])),
    ),
    st.one_of(SQL.map(str.encode), LINES.map(str.encode), st.binary(max_size=40)),
    max_size=5,
)
DECLARATION = b"""\
name: orders
version: 2026.11.1
engines:
  postgres: {version: "17", image: postgres:17.7}
  redis: {version: "7.4", image: redis:7.4.7}
  mongodb: {version: "8.0", image: mongo:8.0.16}
"""


def write(directory: Path, files: dict[str, bytes]) -> Path:
    for path, content in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_bytes(content)
    return directory


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(FILES, st.one_of(st.just(DECLARATION), st.binary(max_size=60)))
def test_every_dataset_has_findings_and_none_ends_a_run(files: dict[str, bytes], declaration: bytes) -> None:
    with tempfile.TemporaryDirectory() as directory:
        home = write(Path(directory, "orders"), {"seed.yaml": declaration, **files})
        assert all(isinstance(item, Diagnostic) for item in check_directory(home))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(FILES, st.randoms(use_true_random=False))
def test_the_hash_does_not_know_the_order_and_nothing_differs_from_itself(
    files: dict[str, bytes], random: object
) -> None:
    paths = list(files)
    random.shuffle(paths)  # type: ignore[attr-defined]
    with tempfile.TemporaryDirectory() as directory:
        homes = [
            write(Path(directory, side, "orders"), {"seed.yaml": DECLARATION, **{path: files[path] for path in order}})
            for side, order in (("a", list(files)), ("b", paths))
        ]
        found = [read_dataset(home) for home in homes]
        first, second = found
        assert isinstance(first, Dataset)
        assert isinstance(second, Dataset)
        assert content_hash(homes[0], first.images) == content_hash(homes[1], second.images)
        if not any(item.code == "PV323" for item in check_dataset(first)):
            compared = difference(first, second)
            assert compared.same
            assert compared.empty


HEX = st.text(alphabet="0123456789abcdef", min_size=64, max_size=64)
LOCKS = st.builds(
    SeedLock,
    dataset=NAMES,
    version=st.from_regex(r"[0-9]{1,4}(\.[0-9]{1,3}){0,2}(-[a-z0-9]{1,4})?", fullmatch=True),
    content_hash=HEX,
    recipe=st.one_of(st.none(), st.integers(1, 99)),
    engines=st.lists(
        st.builds(SeedEngineSpec, st.sampled_from(["mongodb", "postgres", "redis"]), st.sampled_from(["17", "7.4"]), st.just("a/b:1.2")),
        unique_by=lambda engine: engine.name,
    ).map(lambda found: tuple(sorted(found))),
    migrations=st.dictionaries(st.one_of(NAMES, st.sampled_from(["on", "no", "null", "1e5", "~"])), st.lists(st.from_regex(r"[0-9]{4}_[a-z]{1,5}", fullmatch=True), min_size=1, max_size=2).map(tuple), max_size=3),
    files=st.dictionaries(st.text(alphabet="abc/._ :#'\"{", min_size=1, max_size=8), HEX.map(lambda text: text[:16]), max_size=3),
    rows=st.dictionaries(st.sampled_from(["postgres", "redis"]), st.dictionaries(st.text(alphabet="aé:#'\"{ 0", min_size=1, max_size=8), st.integers(0, 10**12), max_size=3), max_size=2),
)  # fmt: skip


@given(LOCKS)
def test_a_lock_is_read_as_it_was_written(lock: SeedLock) -> None:
    document = parse(SourceText("seed.lock", written(lock)))
    assert isinstance(document, SourceDocument), document
    found = lock_of(document.data)
    assert found == lock
    assert drift(lock, found) == ()
