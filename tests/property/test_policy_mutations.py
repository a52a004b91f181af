"""No change of a proven branch passes the gate, and nothing makes it fail with a traceback."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from previewctl.gitops.policy import verify_branch
from previewctl.render.bases import bases_digest, bases_tree
from previewctl.render.record import record_digest
from tests.unit.gitops.previews import BACKEND, CONTAINER, FRONTEND, platform, published
from tests.unit.gitops.test_policy import MemoryTree

if TYPE_CHECKING:
    from hypothesis.strategies import DataObject

PLATFORM = platform()
FILES: dict[str, bytes] = {
    **bases_tree().under(f"previews/_bases/{bases_digest()}"),
    **published(BACKEND, 3),
    **published(FRONTEND, 4),
    **published(CONTAINER, 5),
}
PATHS = sorted(FILES)
RECORDS = [path for path in PATHS if path.endswith("/preview.json")]
SETTINGS = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])

name = st.text(
    st.characters(exclude_characters="/\0", codec="utf-8") | st.sampled_from(["é", "\u202e", "\n", "."]),
    min_size=1,
    max_size=12,
).filter(lambda text: text not in {".", ".."})
scalar = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=60)
value = st.recursive(
    scalar, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
)


def codes(files: dict[str, bytes], modes: dict[str, str] | None = None) -> list[str]:
    found = verify_branch(MemoryTree(files, modes or {}), PLATFORM, strict=True).diagnostics
    assert all(item.location.path.isprintable() and item.message.isprintable() for item in found)
    return [item.code for item in found]


def test_the_branch_is_proven_before_it_is_changed() -> None:
    assert codes(FILES) == []


@SETTINGS
@given(st.sampled_from(PATHS), st.binary(max_size=40), st.integers(0, 5_000))
def test_no_edited_file_passes(path: str, content: bytes, place: int) -> None:
    edited = FILES[path][:place] + content + FILES[path][place + len(content) :]
    assume(edited != FILES[path])
    assert codes({**FILES, path: edited}) != []


@SETTINGS
@given(st.sampled_from(PATHS))
def test_no_missing_file_passes(path: str) -> None:
    assert codes({other: content for other, content in FILES.items() if other != path}) != []


@SETTINGS
@given(st.sampled_from(PATHS), st.integers(0, 6), st.lists(name, min_size=1, max_size=3), st.binary(max_size=40))
def test_no_added_file_passes(beside: str, depth: int, names: list[str], content: bytes) -> None:
    path = "/".join([*beside.split("/")[:-1][:depth], *names])
    assume(path not in FILES)
    assert codes({**FILES, path: content}) != []


@SETTINGS
@given(st.sampled_from(PATHS), st.sampled_from(["120000", "160000", "100755", "100600", "040000", "garbage"]))
def test_no_other_mode_passes(path: str, mode: str) -> None:
    assert codes(FILES, {path: mode}) != []


@SETTINGS
@given(st.data())
def test_no_record_passes_that_says_something_else_of_what_is_derived(data: DataObject) -> None:
    path = data.draw(st.sampled_from(RECORDS))
    record = json.loads(FILES[path])["preview"]
    key = data.draw(st.sampled_from(sorted(set(record) - {"warnings", "digest"})))
    before = record[key]
    record[key] = data.draw(value)
    assume(json.dumps(record[key]) != json.dumps(before))
    record["digest"] = record_digest(record)
    assert codes({**FILES, path: json.dumps({"preview": record}).encode()}) != []


@SETTINGS
@given(st.sampled_from(RECORDS), value)
def test_no_record_of_another_form_passes(path: str, content: object) -> None:
    assert codes({**FILES, path: json.dumps({"preview": content}).encode()}) != []
    assert codes({**FILES, path: json.dumps(content).encode()}) != []


@SETTINGS
@given(st.sampled_from(PATHS), st.sampled_from(PATHS))
def test_no_two_files_that_are_exchanged_pass(one: str, other: str) -> None:
    assume(FILES[one] != FILES[other])
    assert codes({**FILES, one: FILES[other], other: FILES[one]}) != []
