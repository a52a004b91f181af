"""Files are read whole, within bounds, and what cannot be read says why."""

from __future__ import annotations

import io
import os
from typing import TYPE_CHECKING

import pytest

from previewctl.diagnostics.model import Diagnostic
from previewctl.source.document import SourceDocument, load
from previewctl.source.read import SourceText, read_source

if TYPE_CHECKING:
    from pathlib import Path


def refusal(path: Path | str) -> Diagnostic:
    result = read_source(str(path))
    assert isinstance(result, Diagnostic), result
    return result


def refused(tmp_path: Path, data: bytes) -> Diagnostic:
    (tmp_path / "f.yaml").write_bytes(data)
    return refusal(tmp_path / "f.yaml")


def test_a_file_keeps_its_newlines(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").write_bytes(b"a: 1\r\nb: 2\n")
    assert read_source(str(tmp_path / "f.yaml")) == SourceText(
        str(tmp_path / "f.yaml"), "a: 1\r\nb: 2\n", b"a: 1\r\nb: 2\n"
    )


def test_a_byte_order_mark_is_removed_from_the_text_and_kept_in_the_data() -> None:
    data = b"\xef\xbb\xbfa: 1"
    assert read_source("-", io.BytesIO(data)) == SourceText("-", "a: 1", data)


def test_a_dash_reads_standard_input() -> None:
    document = load("-", io.BytesIO(b"a: x"))
    assert isinstance(document, SourceDocument)
    assert (document.path, document.data) == ("-", {"a": "x"})


def test_standard_input_is_bounded_too() -> None:
    stream = io.BytesIO(b"#" * (3 << 20))
    result = read_source("-", stream)
    assert isinstance(result, Diagnostic)
    assert (result.code, stream.tell()) == ("PV002", (1 << 20) + 1)


def test_closed_standard_input_is_unreadable() -> None:
    stream = io.BytesIO(b"")
    stream.close()
    result = read_source("-", stream)
    assert isinstance(result, Diagnostic)
    assert result.code == "PV001"


def test_one_mebibyte_is_allowed_and_no_more(tmp_path: Path) -> None:
    path = tmp_path / "f.yaml"
    path.write_bytes(b"#" * (1 << 20))
    assert isinstance(read_source(str(path)), SourceText)
    assert refused(tmp_path, b"#" * ((1 << 20) + 1)).code == "PV002"


def test_a_missing_file_gets_a_suggestion(tmp_path: Path) -> None:
    (tmp_path / "preview.yaml").touch()
    found = refusal(tmp_path / "preview.yml")
    assert (found.code, found.message) == ("PV001", "this file does not exist")
    assert f"did you mean `{tmp_path}/preview.yaml`?" == found.help


def test_a_directory_is_refused(tmp_path: Path) -> None:
    assert "directory" in refusal(tmp_path).message


def test_a_file_in_the_place_of_a_directory_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert "is a file, not a directory" in refusal(tmp_path / "file" / "x.yaml").message


def test_a_broken_link_says_where_it_points(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("nowhere.yaml")
    assert "points at `nowhere.yaml`, which does not exist" in refusal(tmp_path / "link").message


def test_a_link_to_itself_is_refused(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("link")
    assert "leads back to itself" in refusal(tmp_path / "link").message


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_is_refused(tmp_path: Path) -> None:
    (tmp_path / "f.yaml").touch(mode=0)
    assert "may not read" in refusal(tmp_path / "f.yaml").message


def test_a_permission_error_is_worded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def deny(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "f.yaml").touch()
    monkeypatch.setattr(os, "open", deny)
    assert "may not read" in refusal(tmp_path / "f.yaml").message


@pytest.mark.timeout(5)
def test_a_pipe_is_refused_without_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    found = refusal(tmp_path / "pipe")
    assert "found a pipe" in found.message
    assert "`-`" in found.help


def test_a_device_is_refused() -> None:
    assert "found a device" in refusal("/dev/zero").message


@pytest.mark.parametrize("path", ["a\0b", "\ud800", "a\udcff.yaml", "", "x" * 5_000, "a\nb"])
def test_strange_paths_are_refused_and_can_be_printed(path: str) -> None:
    found = refusal(path)
    assert found.code == "PV001"
    assert found.location.path.isprintable()


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"])
def test_other_encodings_are_named(tmp_path: Path, encoding: str) -> None:
    found = refused(tmp_path, "service: orders\n".encode(encoding))
    assert found.code == "PV003"
    assert f"this file is {encoding[:6].upper()}, expected UTF-8" == found.message


def test_the_first_latin_1_byte_is_shown(tmp_path: Path) -> None:
    found = refused(tmp_path, "ä: 1\nb: é".encode().replace(b"\xc3\xa9", b"\xe9"))
    assert (found.location.span.start.line, found.location.span.start.column) == (2, 4)
    assert found.message == "the byte 0xE9 (“é” in Latin-1) is not UTF-8"


def test_a_single_nul_is_no_other_encoding() -> None:
    found = load("-", io.BytesIO(b"a: x\0y\nb: 1\n"))
    assert isinstance(found, list)
    assert found[0].code == "PV004"
