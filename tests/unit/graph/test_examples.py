"""The examples of the codes about several previews: what is called bad is reported with that code, what is called good is not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from previewctl.explain import graphs
from previewctl.explain.lookup import explanation
from tests.cli.running import inside
from tests.realparts.fake_github import PullRequest
from tests.rules.examples import BASES, files
from tests.unit.graph.trees import render

FROM_FILES = ("PV245", "PV246", "PV247", "PV248")
FROM_TREES = ("PV249", "PV250")


def codes(example: str, directory: Path) -> set[str]:
    """The codes that `previewctl graph` finds: in the files of an example, and in what is rendered of its previews."""
    rendered = directory / "rendered"
    (rendered / "previews").mkdir(parents=True)
    here = directory / "here"
    here.mkdir()
    for path, text in files(example).items():
        parts = Path(path).parts
        if parts[0] != "previews":
            (here / path).parent.mkdir(parents=True, exist_ok=True)
            (here / path).write_text(text, encoding="utf-8")
        elif parts[-1] == "preview.yaml":
            own = BASES["preview.yaml"].replace("service: orders-api", f"service: {parts[1]}")
            wired = "dependencies: {billing-api: {env: BILLING_API_URL}}\n" if parts[1] == "orders-api" else ""
            render(rendered, own + wired + text, int(parts[2].removeprefix("pr-")), BASES["platform.yaml"])
    for path, text in files(example).items():
        if path.endswith("preview.json"):
            shutil.rmtree(rendered / Path(path).parent, ignore_errors=True)
            (rendered / path).parent.mkdir(parents=True)
            (rendered / path).write_text(text, encoding="utf-8")
    run = inside(here, "graph", ".", "--gitops", str(rendered), "--platform", "platform.yaml", "--format", "json")
    return {item["code"] for item in json.loads(run.out)["diagnostics"]}


@pytest.mark.parametrize("code", [*FROM_FILES, *FROM_TREES])
def test_the_bad_example_has_this_finding_alone(code: str, tmp_path: Path) -> None:
    assert codes(explanation(code).bad, tmp_path) == {code}


@pytest.mark.parametrize("code", [*FROM_FILES, *FROM_TREES])
def test_the_good_example_has_no_findings(code: str, tmp_path: Path) -> None:
    assert codes(explanation(code).good, tmp_path) == set()


@pytest.mark.parametrize(("part", "code"), [("bad", 1), ("good", 0)])
def test_a_simulation_finds_the_record_that_stops_a_set(part: str, code: int, tmp_path: Path) -> None:
    codes(getattr(explanation("PV251"), part), tmp_path)
    pulls = [PullRequest(number=number, repo="acme/orders-api", labels=["preview"]).as_json() for number in (41, 42)]
    (tmp_path / "pulls.json").write_text(json.dumps(pulls), encoding="utf-8")
    run = inside(
        tmp_path, "simulate", "--pulls", "pulls.json", "--gitops", "rendered", "--platform", "here/platform.yaml"
    )
    assert (run.code, "PV251" in run.err) == (code, bool(code))


def test_every_code_has_an_example_that_runs() -> None:
    assert set(graphs.TEXTS) == {*FROM_FILES, *FROM_TREES, "PV251"}
