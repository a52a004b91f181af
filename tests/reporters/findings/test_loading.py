"""A format costs nothing until it is asked for."""

from __future__ import annotations

import subprocess
import sys

import pytest

MODULE = "previewctl.reporters.findings"
HEAVY = {"json", "hashlib", "textwrap", "urllib.parse", "xml.etree.ElementTree", "previewctl.explain.lookup"}
_PROGRAM = """
import sys
from previewctl.report.findings import FindingsReport
from previewctl.reporters.findings.formats import FindingsFormat, View, rendered
for name in sys.argv[1:]:
    rendered(FindingsReport(("a.yaml",), ()), FindingsFormat(name), View(lambda path: []))
print(*sys.modules, sep="\\n")
"""


def loaded(*formats: str) -> set[str]:
    """The modules of a process that renders in these formats."""
    command = [sys.executable, "-I", "-c", _PROGRAM, *formats]
    return set(subprocess.run(command, check=True, capture_output=True, text=True).stdout.split())


def test_the_list_of_formats_loads_none_of_them() -> None:
    modules = loaded()
    assert not modules & HEAVY
    assert {name for name in modules if name.startswith(f"{MODULE}.")} == {f"{MODULE}.formats", f"{MODULE}.view"}


@pytest.mark.parametrize("form", ["full", "concise", "github"])
def test_text_needs_nothing_heavy(form: str) -> None:
    assert not loaded(form) & HEAVY


def test_one_format_does_not_load_another() -> None:
    others = {f"{MODULE}.{name}" for name in ("github", "sarif", "gitlab", "junit", "full", "concise")}
    assert not loaded("json") & others
