"""The examples in the explanations: what is called bad is reported with that code alone, what is called good is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.diagnostics.catalogue import CODES
from previewctl.explain.lookup import explanation
from tests.rules.examples import codes_of

if TYPE_CHECKING:
    from pathlib import Path

_DATASETS = "it is about the files of a dataset: tests/unit/seed_rules"
NOT_RUN = {
    "PV001": "a file that is not there",
    "PV002": "a file of more than 1 MiB",
    "PV003": "a file that is not UTF-8",
    "PV019": "settings are no part of preview.yaml: tests/cli",
    "PV100": "no input is known to cause it",
    "PV113": "it takes half a megabyte",
    "PV119": "it takes two files: tests/cli",
    "PV117": "no field of this version is deprecated: tests/unit",
    **{f"PV{number}": _DATASETS for number in range(320, 332)},
    **{
        f"PV{number}": "its examples are built objects: tests/verify" for number in (*range(510, 530), *range(560, 567))
    },
    **{f"PV{number}": "what is wrong stands in the store: tests/cli" for number in range(430, 439)},
    **{f"PV{number}": "it is about several previews: tests/unit/graph" for number in range(245, 253)},
    "PV229": "it takes an index of previews: tests/cli",
    "PV232": "it takes an index of previews: tests/cli",
    **{f"PV{number}": "it is about a published tree: tests/gitops" for number in (*range(530, 535), *range(540, 550))},
    "PV901": "no input causes it",
}
BESIDE = {"PV204": {"PV217"}, "PV205": {"PV217"}, "PV230": {"PV217"}}
"""What an example cannot but cause as well."""


@pytest.mark.parametrize("code", [item.code for item in CODES if item.code not in NOT_RUN])
def test_the_bad_example_has_this_finding_alone(code: str, tmp_path: Path) -> None:
    assert set(codes_of(explanation(code).bad, tmp_path)) - BESIDE.get(code, set()) == {code}


@pytest.mark.parametrize("code", [item.code for item in CODES if item.code not in NOT_RUN])
def test_the_good_example_has_no_findings(code: str, tmp_path: Path) -> None:
    assert set(codes_of(explanation(code).good, tmp_path)) - BESIDE.get(code, set()) == set()


@pytest.mark.parametrize("code", [item.code for item in CODES])
def test_every_code_is_explained_in_full_sentences(code: str) -> None:
    found = explanation(code)
    for text in (found.summary, found.why, found.fix):
        assert text.endswith(".")
    assert found.summary.startswith("Reports ")
    assert found.bad != found.good
