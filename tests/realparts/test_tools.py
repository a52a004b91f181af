"""The cache of tools: what names a directory, and that it appears whole or not at all."""

from __future__ import annotations

import threading
import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.tools import __main__ as command
from tests.tools import cache, crds, golang
from tests.tools.tool import BuildError, Tool

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(autouse=True)
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache of this test's own."""
    root = tmp_path / "cache"
    monkeypatch.setenv("PREVIEWCTL_TOOLS_CACHE", str(root))
    return root


def _tool(*sources: Path) -> Tool:
    def build(directory: Path) -> None:
        (directory / "program").write_text("built")

    return Tool(name="thing", version="v1", build=build, pins=("a",), sources=sources)


def test_a_directory_is_named_by_name_version_and_pins() -> None:
    tool = _tool()
    assert tool.directory_name == f"thing-v1-{tool.digest}"
    assert len(tool.digest) == 12
    assert replace(tool, pins=("b",)).digest != tool.digest


def test_another_source_is_another_tool(tmp_path: Path) -> None:
    (tmp_path / "main.go").write_text("package main")
    before = _tool(tmp_path).digest
    (tmp_path / "README.md").write_text("not a source")
    assert _tool(tmp_path).digest == before
    (tmp_path / "main.go").write_text("package other")
    assert _tool(tmp_path).digest != before


def test_what_is_installed_is_found(empty_cache: Path) -> None:
    tool = _tool()
    assert cache.installed(tool) is None
    directory = cache.install(tool)
    assert directory.parent == empty_cache
    assert cache.installed(tool) == directory
    assert (directory / "program").read_text() == "built"


def test_a_failed_build_leaves_nothing_behind(empty_cache: Path) -> None:
    def build(directory: Path) -> None:
        (directory / "half").touch()
        raise BuildError("no compiler")

    tool = replace(_tool(), build=build)
    with pytest.raises(BuildError, match="no compiler"):
        cache.install(tool)
    assert cache.installed(tool) is None
    assert [path.suffix for path in empty_cache.iterdir()] == [".lock"]


def test_those_who_ask_at_once_build_once() -> None:
    builds = []

    def build(directory: Path) -> None:
        builds.append(directory)
        time.sleep(0.05)

    tool = replace(_tool(), build=build)
    threads = [threading.Thread(target=cache.install, args=(tool,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(builds) == 1


def test_the_command_says_what_it_did(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(command, "TOOLS", {"thing": _tool()})
    assert command.main([]) == 0
    assert command.main(["thing"]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert first.startswith("thing v1: built in 0 s")
    assert second.startswith("thing v1: cached in ")


def test_the_command_names_the_tool_that_failed(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    broken = replace(_tool(), build=lambda directory: golang.build_module(tmp_path, directory / "program"))
    monkeypatch.setattr(command, "TOOLS", {"thing": broken})
    assert command.main([]) == 1
    assert capsys.readouterr().err.startswith("thing: `go build ")


def test_the_command_refuses_a_name_nobody_knows() -> None:
    with pytest.raises(SystemExit, match="2"):
        command.main(["nothing"])


def test_a_structural_schema_becomes_strict() -> None:
    openapi = {
        "type": "object",
        "properties": {
            "open": {"type": "object", "properties": {}, "x-kubernetes-preserve-unknown-fields": True},
            "map": {"type": "object", "additionalProperties": {"type": "object", "properties": {}}},
            "port": {"x-kubernetes-int-or-string": True},
            "list": {"type": "array", "items": {"type": "object", "nullable": True, "properties": {}}},
        },
    }
    closed = {"type": "object", "properties": {}, "additionalProperties": False}
    assert crds.strict(openapi) == {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "open": {"type": "object", "properties": {}},
            "map": {"type": "object", "additionalProperties": closed},
            "port": {"anyOf": [{"type": "integer"}, {"type": "string"}]},
            "list": {"type": "array", "items": {**closed, "type": ["object", "null"]}},
        },
    }
