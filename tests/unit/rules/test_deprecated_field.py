"""What happens when a version deprecates a field: with deprecations of these tests' own, for there are none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from previewctl.compilation import LoadedPlatform, LoadedPreview, compile_preview, load_preview
from previewctl.fixing import apply_fixes
from previewctl.plan.facts import Facts, PullRequest
from previewctl.source.read import SourceText
from previewctl.spec import deprecations
from previewctl.spec.deprecations import ANY, Deprecation
from previewctl.spec.embedded import embedded_platform
from previewctl.spec.json_schema import json_schema

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic

TEXT = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: orders-api
runtime: container
image: ghcr.io/acme/orders-api
processes:
  web: {port: 8000}  # stays
  worker: {command: [work]}
env: {GREETING: {description: hello}}  # stays
checks: [{name: smoke, run: [true]}]
"""
DESCRIPTION = Deprecation(("env", ANY, "description"), "write `value`", "1.4", "2.0", renamed="value")
RUN = Deprecation(("checks", ANY, "run"), "write a script", "1.4", "2.0")


@pytest.fixture(autouse=True)
def _deprecations(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(deprecations, "DEPRECATIONS", (DESCRIPTION, RUN))


def findings(text: str) -> list[Diagnostic]:
    preview = load_preview(SourceText("preview.yaml", text, text.encode()))
    assert isinstance(preview, LoadedPreview)
    platform = LoadedPlatform(embedded_platform({"orders-api": "acme/orders-api"}), None, None)
    facts = Facts(pull_request=PullRequest(number=1, branch="b", head_sha="0" * 40))
    return [item for item in compile_preview(preview, platform, facts).diagnostics if item.code == "PV117"]


def test_a_deprecated_field_is_a_warning_at_its_key() -> None:
    found = findings(TEXT)
    assert [(item.severity.value, item.message, item.help) for item in found] == [
        ("warning", "`description` is deprecated since 1.4, and 2.0 will not know it", "write `value`"),
        ("warning", "`run` is deprecated since 1.4, and 2.0 will not know it", "write a script"),
    ]
    spans = [item.location.span for item in found]
    assert [TEXT[span.start.offset : span.end.offset] for span in spans] == ["description", "run"]


def test_a_file_without_the_field_has_no_finding() -> None:
    assert findings(TEXT.partition("env")[0]) == []


def test_a_field_that_has_only_got_another_name_is_renamed_by_a_safe_fix() -> None:
    fixed = apply_fixes(TEXT, findings(TEXT), unsafe=False)
    assert fixed.text == TEXT.replace("description: hello", "value: hello")
    assert fixed.fixes == 1


def test_nothing_is_renamed_to_a_key_that_is_there() -> None:
    text = TEXT.replace("description: hello", "description: hello, value: hi")
    assert [item.fix for item in findings(text)] == [None, None]


def test_editors_strike_the_field_through() -> None:
    schema: dict[str, Any] = json_schema("preview")
    marked = {
        (name, key)
        for name, model in schema["$defs"].items()
        for key, entry in model.get("properties", {}).items()
        if entry.get("deprecated")
    }
    assert {key for _, key in marked} == {"description", "run"}
    check = schema["$defs"]["Check"]["properties"]
    assert check["run"]["description"].endswith("Deprecated: write a script.")


def test_every_deprecation_is_about_a_field_that_exists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    text = str(json_schema("preview"))
    assert text.count("'deprecated': True") >= len(deprecations.DEPRECATIONS)
