"""What a record says about dependencies is looked up again, and made into others' addresses: its form is checked."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.gitops.record import read_record
from tests.unit.gitops.previews import BACKEND, published

if TYPE_CHECKING:
    from collections.abc import Callable

PATH = "previews/orders/pr-7/preview.json"


def record() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(published(BACKEND + "overrides: {billing: pr-3}\n")[PATH])
    return found


def test_a_record_tells_what_was_asked_and_what_it_became() -> None:
    found = read_record(json.dumps(record()).encode())
    assert found is not None
    entry = found.as_published()
    assert entry.targets == {"billing": "pr-3"}
    assert entry.answers["billing"].asked.target == "pr-3"
    assert (entry.process, entry.port, entry.silent, entry.consumers) == ("web", 8000, False, None)


def _dependency(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        found["preview"]["facts"]["dependencies"]["billing"]["asked"][name] = value

    return change


def _endpoint(name: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(found: dict[str, Any]) -> None:
        found["preview"]["endpoint"][name] = value

    return change


@pytest.mark.parametrize(
    "change",
    [
        _dependency("target", "pr-0"),
        _dependency("target", "http://10.0.0.1"),
        _dependency("target", "branch:a\nb"),
        _dependency("target", ["pr-3"]),
        _dependency("reason", None),
        _endpoint("process", "web.evil.example/"),
        _endpoint("process", ""),
        _endpoint("process", "Web"),
        _endpoint("process", "w" * 41),
        _endpoint("port", 0),
        _endpoint("port", 65_536),
        _endpoint("port", "8000"),
        _endpoint("port", True),
    ],
)
def test_what_could_not_have_been_recorded_is_no_record(change: Callable[[dict[str, Any]], None]) -> None:
    found = record()
    change(found)
    assert read_record(json.dumps(found).encode()) is None
