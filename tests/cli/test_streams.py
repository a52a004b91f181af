"""Standard output that is closed, full or knows few characters; directories that are gone or closed."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import PREVIEW, command, environment, inside

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "Grüße, 世界…"
COMMANDS = [("lint",), ("lint", "--format", "json"), ("plan",), ("rules",), ("schema", "preview"), ("--help",)]


def shell(directory: Path, line: str, *arguments: str, **changes: str) -> subprocess.CompletedProcess[bytes]:
    """Runs `line` in a shell, with previewctl and its arguments as `"$@"`."""
    return subprocess.run(
        ["sh", "-c", line, "sh", *command(*arguments)],
        cwd=directory,
        env=environment(**changes),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=60,
        check=False,
    )


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("target", [">&-", ">/dev/full"])
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_output_that_cannot_be_written_ends_with_2(
    work: Path, target: str, unbuffered: str, arguments: tuple[str, ...]
) -> None:
    done = shell(work, f'"$@" {target}', *arguments, PYTHONUNBUFFERED=unbuffered)
    assert done.returncode == 2
    assert b"the output cannot be written" in done.stderr
    assert b"Traceback" not in done.stderr
    assert b"bug" not in done.stderr


@pytest.mark.parametrize("target", [">&-", ">/dev/full"])
def test_output_that_is_not_needed_may_be_closed(work: Path, target: str) -> None:
    assert shell(work, f'"$@" {target}', "lint", "-qq").returncode == 0


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize("target", ["2>&-", "2>/dev/full"])
@pytest.mark.parametrize("arguments", [("lnt",), ("lint", "--platform", "http://h"), ("lint", "nowhere.yaml")])
def test_errors_that_nobody_can_be_told_keep_their_code(
    work: Path, target: str, unbuffered: str, arguments: tuple[str, ...]
) -> None:
    done = shell(work, f'"$@" {target}', *arguments, PYTHONUNBUFFERED=unbuffered)
    assert (done.returncode, done.stderr) == (2, b"")
    assert b"error: " not in done.stdout


@pytest.mark.parametrize("arguments", [("lint", "-"), ("init", "--dry-run")], ids=" ".join)
def test_standard_input_may_be_closed(work: Path, arguments: tuple[str, ...]) -> None:
    done = shell(work, '"$@" <&-', *arguments)
    assert done.returncode in {0, 2}
    assert b"bug" not in done.stderr


@pytest.mark.parametrize(
    "changes",
    [{"PYTHONIOENCODING": "ascii"}, {"PYTHONIOENCODING": "latin-1"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0"}],
    ids=str,
)
@pytest.mark.parametrize("form", ["full", "concise", "json", "sarif", "gitlab", "github", "junit"])
def test_any_encoding_can_show_any_text(work: Path, form: str, changes: dict[str, str]) -> None:
    (work / "preview.yaml").write_text(PREVIEW.replace("debug", f"${{{WORDS}}}"))
    done = shell(work, '"$@"', "lint", "--format", form, **changes)
    assert done.returncode == 1
    assert b"bug" not in done.stderr
    if form in {"json", "sarif", "gitlab"}:
        assert WORDS in json.dumps(json.loads(done.stdout.decode()), ensure_ascii=False)
    elif form in {"full", "concise"}:
        assert b"\\u4e16" in done.stdout


@pytest.mark.parametrize("arguments", [("lint",), ("plan",), ("render",), ("lint", "../preview.yaml")], ids=" ".join)
def test_a_directory_that_is_gone_is_no_bug(work: Path, arguments: tuple[str, ...]) -> None:
    (work / "gone").mkdir()
    done = shell(work, 'cd gone && rmdir ../gone && exec "$@"', *arguments)
    assert done.returncode == 2
    assert b"the current directory does not exist any more" in done.stderr
    assert shell(work, 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', "rules").returncode == 0


def test_a_directory_that_may_not_be_entered_is_no_bug(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: object, *arguments: object, **options: object) -> os.stat_result:
        if str(path).startswith(("closed/", str(work / "closed") + "/")):
            raise PermissionError(13, "Permission denied", path)
        return stat(path, *arguments, **options)  # type: ignore[arg-type]

    (work / "closed").mkdir()
    (work / "closed/preview.yaml").write_text(PREVIEW)
    stat = os.stat
    monkeypatch.setattr(os, "stat", refuse)
    done = inside(work, "lint", "closed/preview.yaml")
    monkeypatch.undo()
    assert done.code == 2
    assert "you may not read this file" in done.out


def test_what_the_system_refuses_is_no_bug(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(paths: object) -> list[str]:
        raise PermissionError(13, "Permission denied", "some\x1b/where")

    monkeypatch.setattr("previewctl.cli.inputs.find_previews", refuse)
    done = inside(work, "lint")
    assert (done.code, done.err.splitlines()[0]) == (2, "error: some\\x1b/where: permission denied")
