"""What `init` writes and reports for whole repositories: compared with reviewed files, linted and rendered."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.running import SHA, Run, inside
from tests.init.txtar import Fixture, fixture, names
from tests.rules.linting import lint

EXPECTED = Path(__file__).parent / "expected"
UNCONFIGURED = {"PV210"}
"""What a service that no platform.yaml knows yet makes `lint` say."""
WRITING = [name for name in names() if fixture(name).exit == 0]


def initialised(name: str, root: Path) -> tuple[Fixture, Run, Path]:
    """Unpacks a fixture, runs `init` in it, and says where the file should be."""
    given = fixture(name)
    work = root / name.replace("_", "-")
    given.unpack(work)
    ended = inside(work, "init", *([given.directory] if given.directory else []), *given.arguments)
    return given, ended, work / given.directory / "preview.yaml"


def expect(path: Path, text: str, *, rewriting: bool) -> None:
    if rewriting:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", names())
def test_a_repository_becomes_the_reviewed_file_and_report(name: str, tmp_path: Path, update_goldens: bool) -> None:
    given, ended, written = initialised(name, tmp_path)
    assert ended.code == given.exit, ended.err
    expect(EXPECTED / f"{name}.report.txt", ended.shown(), rewriting=update_goldens)
    assert written.exists() == (given.exit == 0)
    if given.exit == 0:
        expect(EXPECTED / f"{name}.yaml", written.read_text(encoding="utf-8"), rewriting=update_goldens)


@pytest.mark.parametrize("name", WRITING)
def test_what_is_written_lints_clean(name: str, tmp_path: Path) -> None:
    written = initialised(name, tmp_path)[2]
    assert [item for item in lint(written) if item["code"] not in UNCONFIGURED] == []


@pytest.mark.parametrize("name", WRITING)
def test_what_is_written_renders(name: str, tmp_path: Path) -> None:
    written = initialised(name, tmp_path)[2]
    out = tmp_path / "out"
    ended = inside(
        tmp_path, "render", str(written.parent), "--pr", "7", "--branch", "b", "--sha", SHA, "--out", str(out)
    )
    assert ended.code == 0, ended.err
    assert list(out.glob("previews/*/pr-7/preview.json"))


@pytest.mark.parametrize("name", WRITING)
def test_the_same_repository_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    first, second = (initialised(name, tmp_path / part)[2].read_bytes() for part in ("a", "b"))
    assert first == second


def test_every_expectation_has_its_fixture() -> None:
    expected = {path.name.removesuffix(".yaml").removesuffix(".report.txt") for path in EXPECTED.iterdir()}
    assert expected == set(names())
