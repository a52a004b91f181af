"""Whatever stands in a repository, what `init` drafts from it is a preview.yaml that lints."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from previewctl.cli.inputs import LintOptions, PlatformOptions, PullRequestOptions, Reader
from previewctl.diagnostics.model import Severity
from previewctl.errors import UsageError
from previewctl.plan.facts import LOCAL_SHA
from previewctl.scaffold.answers import Answers
from previewctl.scaffold.scaffolding import scaffold
from previewctl.scaffold.writer import written
from previewctl.source.read import SourceText
from tests.repository.test_any_text import OF_OTHER_TOOLS, PATHS, mutated, reshaped

OF_THE_PLATFORM = {"PV601"}
"""How many pods a preview may have is not for `init` to say."""
IMPORTED = [name for name in OF_OTHER_TOOLS if name != "compose.prod.yaml"]


def errors(text: str) -> list[str]:
    """What lint would not accept, without a platform."""
    source = SourceText("preview.yaml", text, text.encode())
    reader = Reader(PullRequestOptions(0, "", LOCAL_SHA), lint=LintOptions())
    found = reader.read(["preview.yaml"], PlatformOptions(), texts={"preview.yaml": source}).diagnostics
    return [
        f"{item.code} {item.message}"
        for item in found
        if item.severity is Severity.ERROR and item.code not in OF_THE_PLATFORM
    ]


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_drafted_from_any_files_of_other_tools_lints(data: st.DataObject) -> None:
    names = data.draw(st.lists(st.sampled_from(IMPORTED), min_size=1, max_size=4, unique=True))
    with tempfile.TemporaryDirectory() as root:
        for name in names:
            form = mutated(PATHS[name]) if name == "Procfile" or data.draw(st.booleans()) else reshaped(name)
            Path(root, name).write_text(data.draw(form), encoding="utf-8", errors="replace")
        text = written(scaffold(Path(root), [], Answers(service="shop", image="r.example.com/shop")).draft)
    assert errors(text) == [], text


@given(st.data())
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_what_is_drafted_from_any_code_lints(data: st.DataObject) -> None:
    changed = set(data.draw(st.lists(st.sampled_from(sorted(PATHS)), min_size=1, max_size=4)))
    with tempfile.TemporaryDirectory() as root:
        for path, text in PATHS.items():
            if path in {"package.json", "vite.config.ts", "nuxt.config.ts"}:
                continue
            file = Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            changed_text = data.draw(mutated(text)) if path in changed else text
            file.write_text(changed_text, encoding="utf-8", errors="replace")
        try:
            draft = scaffold(Path(root), [], Answers(service="shop", image="r.example.com/shop")).draft
        except UsageError:
            return
    text = written(draft)
    assert errors(text) == [], text
