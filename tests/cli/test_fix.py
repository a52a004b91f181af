"""`lint --fix` and `lint --diff`."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import PREVIEW, inside, run

if TYPE_CHECKING:
    from pathlib import Path

QUOTED = PREVIEW.replace("port: 8000", 'port: "8000"')
SLIP = PREVIEW.replace("runtime:", "runtme:")


def test_fix_mends_what_is_safe_and_leaves_every_other_byte(work: Path) -> None:
    text = QUOTED.replace("\n", "\r\n").replace("service:", "# the name\r\nservice:   ")
    (work / "preview.yaml").write_bytes(b"\xef\xbb\xbf" + text.encode())
    done = run(work, "lint", "--fix", "preview.yaml")
    assert (work / "preview.yaml").read_bytes() == b"\xef\xbb\xbf" + text.replace('"8000"', "8000").encode()
    assert done.code == 0
    assert "fixed 1" in done.out


def test_what_is_guessed_is_mended_only_on_request(work: Path) -> None:
    (work / "preview.yaml").write_text(SLIP)
    assert inside(work, "lint", "--fix", "preview.yaml").code == 1
    assert (work / "preview.yaml").read_text() == SLIP
    assert inside(work, "lint", "--fix", "--unsafe-fixes", "preview.yaml").code == 0
    assert (work / "preview.yaml").read_text() == PREVIEW


def test_a_fix_that_uncovers_another_finding_is_followed_by_it(work: Path) -> None:
    both = SLIP.replace("port: 8000", 'port: "8000"').replace("biling", "billing")
    (work / "preview.yaml").write_text(both.replace("runtime: django", "runtime: djangoo"))
    done = inside(work, "lint", "--fix", "--unsafe-fixes", "preview.yaml")
    assert (done.code, (work / "preview.yaml").read_text()) == (0, PREVIEW)


def test_missing_first_lines_are_added_in_their_order(work: Path) -> None:
    (work / "preview.yaml").write_text("# orders\n" + "".join(PREVIEW.splitlines(keepends=True)[2:]))
    assert inside(work, "lint", "--fix", "preview.yaml").code == 0
    assert (work / "preview.yaml").read_text() == "# orders\n" + PREVIEW


def test_diff_shows_what_fix_would_do_and_writes_nothing(work: Path) -> None:
    (work / "preview.yaml").write_text(QUOTED)
    done = run(work, "lint", "--diff", "preview.yaml")
    assert done.code == 1
    assert done.out.splitlines()[:2] == ["--- preview.yaml", "+++ preview.yaml"]
    assert '-  web: {command: [gunicorn, shop.wsgi], port: "8000", health: /healthz}' in done.out
    assert "+  web: {command: [gunicorn, shop.wsgi], port: 8000, health: /healthz}" in done.out
    assert (work / "preview.yaml").read_text() == QUOTED


def test_diff_of_a_file_that_needs_none_is_empty(work: Path) -> None:
    done = run(work, "lint", "--diff", "preview.yaml")
    assert (done.code, done.out) == (0, "")


def test_fix_of_standard_input_is_a_filter(work: Path) -> None:
    done = run(work, "lint", "--fix", "-", stdin=QUOTED)
    assert done.out == PREVIEW
    assert "fixed 1" in done.err


def test_fix_keeps_the_mode_and_leaves_nothing_behind(work: Path) -> None:
    path = work / "preview.yaml"
    path.write_text(QUOTED)
    path.chmod(0o640)
    before = set(os.listdir(work))
    inside(work, "lint", "--fix", "preview.yaml")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert set(os.listdir(work)) == before


def test_fix_follows_a_link_to_the_file_that_it_names(work: Path) -> None:
    (work / "real.yaml").write_text(QUOTED)
    (work / "preview.yaml").unlink()
    (work / "preview.yaml").symlink_to("real.yaml")
    inside(work, "lint", "--fix", "preview.yaml")
    assert (work / "preview.yaml").is_symlink()
    assert (work / "real.yaml").read_text() == PREVIEW


def test_platform_yaml_is_mended_too(work: Path) -> None:
    text = (work / "platform.yaml").read_text()
    (work / "platform.yaml").write_text("".join(text.splitlines(keepends=True)[1:]))
    assert inside(work, "lint", "--fix", "platform.yaml").code == 0
    assert (work / "platform.yaml").read_text() == text


@pytest.mark.parametrize("option", ["--fix", "--diff"])
def test_a_file_that_cannot_be_read_is_left_alone(work: Path, option: str) -> None:
    (work / "preview.yaml").write_text("a: [\n")
    assert inside(work, "lint", option, "preview.yaml").code == 1
    assert (work / "preview.yaml").read_text() == "a: [\n"
