"""`lint --fix` and `lint --diff`."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Any

import pytest

from previewctl import fixing
from tests.cli.running import PLATFORM, PREVIEW, inside, run

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def _on_a_branch(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is linted belongs to a pull request, whatever branch of previewctl is checked out."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "pull_request")


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


ENDED = """\
dependencies: {billing-api: {env: B_URL}, catalog-api: {env: C_URL}}
overrides:
  billing-api: {target: pr-12, until: 2020-01-01}
  catalog-api: {target: pr-13, until: 2020-01-01}
"""
TOP = PREVIEW.replace("dependencies:\n  billing-api: {env: BILLING_API_URL}\n", "")
CATALOG = "  catalog-api: {staging: {public: https://catalog.acme.dev}}\n"


def fixed(work: Path, text: str, *options: str) -> str:
    """The file after `--fix`; the platform has the catalog, too."""
    (work / "platform.yaml").write_text(PLATFORM + CATALOG)
    (work / "preview.yaml").write_text(text)
    inside(work, "lint", "--fix", *options, "preview.yaml")
    return (work / "preview.yaml").read_text()


def test_the_last_entry_goes_with_its_mapping(work: Path) -> None:
    assert fixed(work, TOP + ENDED) == TOP + ENDED.partition("overrides")[0]


def test_the_last_entry_of_a_flow_mapping_goes_with_its_comma(work: Path) -> None:
    overrides = "overrides: {\n  billing-api: {target: pr-12}, # one\n  catalog-api: {target: pr-13, until: 2020-01-01}, # two\n}\n"
    text = fixed(work, TOP + ENDED.partition("overrides")[0] + overrides)
    assert "catalog-api: {target" not in text
    assert "  billing-api: {target: pr-12}, # one\n" in text
    assert inside(work, "lint", "preview.yaml").code == 0


@pytest.mark.parametrize(
    "text",
    [
        PREVIEW.replace("kind: Preview", "knid: Preview\nkidn: Preview"),
        TOP + "dependencies: {biling-api: {env: B}, billing-ap: {env: C}}\n",
        TOP + "dependencies: {billing-api: {env: B}}\noverrides: {biling-api: pr-1, bilingg-api: pr-2}\n",
    ],
)
def test_two_slips_of_one_name_do_not_both_become_it(work: Path, text: str) -> None:
    mended = fixed(work, text, "--unsafe-fixes")
    (work / "preview.yaml").write_text(mended)
    assert "PV007" not in inside(work, "lint", "--format", "concise", "preview.yaml").out


def test_a_comment_whose_removal_would_change_a_value_stays(work: Path) -> None:
    text = TOP + "env:\n  A: |+\n    x\n # previewctl: ignore[PV407] why\n\n  B: c\n"
    assert fixed(work, text) == text


def test_platform_yaml_is_mended_once_beside_a_preview(work: Path) -> None:
    text = (work / "platform.yaml").read_text()
    (work / "platform.yaml").write_text("".join(text.splitlines(keepends=True)[1:]))
    done = inside(work, "lint", "--fix", "platform.yaml", "preview.yaml")
    assert (done.code, (work / "platform.yaml").read_text()) == (0, text)


def test_a_platform_that_nobody_named_is_not_offered_for_mending(work: Path) -> None:
    text = "".join((work / "platform.yaml").read_text().splitlines(keepends=True)[1:])
    (work / "platform.yaml").write_text(text)
    done = inside(work, "lint", "preview.yaml")
    assert "fixable" not in done.out
    assert inside(work, "lint", "--fix", "preview.yaml").code == 1
    assert (work / "platform.yaml").read_text() == text


def test_a_file_that_was_saved_meanwhile_is_left_as_it_is(work: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (work / "preview.yaml").write_text(QUOTED)
    apply = fixing.apply_fixes

    def saves(text: str, *arguments: Any, **options: Any) -> fixing.Fixed:
        (work / "preview.yaml").write_text(QUOTED + "# saved\n")
        return apply(text, *arguments, **options)

    monkeypatch.setattr("previewctl.cli.fixing.apply_fixes", saves)
    done = inside(work, "lint", "--fix", "preview.yaml")
    assert done.code == 2
    assert "preview.yaml was changed meanwhile and is left as it is" in done.err
    assert (work / "preview.yaml").read_text() == QUOTED + "# saved\n"


def test_a_file_that_cannot_be_written_is_named_and_the_others_are_mended(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a", "b"):
        (work / name).mkdir()
        (work / name / "preview.yaml").write_text(QUOTED.replace("orders-api\n", f"{name}-api\n", 1))
    replace = os.replace

    def refuses(source: str, target: str) -> None:
        if "/a/" in str(target):
            raise PermissionError(13, "Permission denied")
        replace(source, target)

    monkeypatch.setattr(os, "replace", refuses)
    done = inside(work, "lint", "--fix", "a", "b")
    assert done.code == 2
    assert "error: a/preview.yaml cannot be written: permission denied" in done.err
    assert '"8000"' in (work / "a/preview.yaml").read_text()
    assert '"8000"' not in (work / "b/preview.yaml").read_text()
    assert os.listdir(work / "a") == ["preview.yaml"]


@pytest.mark.parametrize("text", [b"a: \xff\n", b"a: [\n"])
def test_findings_about_standard_input_never_stand_in_the_place_of_its_text(work: Path, text: bytes) -> None:
    done = run(work, "lint", "--fix", "-", stdin=text)
    assert done.code > 0
    assert done.out in ("", text.decode(errors="replace"))
    assert "error[" in done.err


def test_fix_of_standard_input_keeps_its_byte_order_mark(work: Path) -> None:
    done = run(work, "lint", "--fix", "-", stdin=b"\xef\xbb\xbf" + QUOTED.encode())
    assert done.out == "\ufeff" + PREVIEW


def test_diff_says_on_standard_error_what_is_wrong(work: Path) -> None:
    (work / "preview.yaml").write_text("a: [\n")
    done = run(work, "lint", "--diff", "preview.yaml")
    assert (done.code, done.out) == (1, "")
    assert "error[PV005]" in done.err


def test_diff_has_the_byte_order_mark_of_the_file(work: Path) -> None:
    text = "\ufeff" + "".join(PREVIEW.splitlines(keepends=True)[1:])
    (work / "preview.yaml").write_text(text)
    assert "+\ufeffapiVersion: previewctl.dev/v1\n" in run(work, "lint", "--diff", "preview.yaml").out


@pytest.mark.skipif(os.sep == "\\", reason="a backslash separates directories here")
def test_files_whose_names_look_alike_are_mended_each(work: Path) -> None:
    for name, service in (("a\tb.yaml", "orders-api"), ("a\\tb.yaml", "billing-api")):
        (work / name).write_text(TOP.replace("orders-api\n", f"{service}\n", 1).replace("8000", '"8000"'))
    inside(work, "lint", "--fix", "a\tb.yaml", "a\\tb.yaml")
    assert (work / "a\tb.yaml").read_text() == TOP
    assert (work / "a\\tb.yaml").read_text() == TOP.replace("orders-api\n", "billing-api\n", 1)
