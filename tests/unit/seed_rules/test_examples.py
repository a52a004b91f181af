"""The examples in the explanations of findings about datasets, as datasets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from previewctl.explain import seeds
from previewctl.explain.lookup import explanation
from previewctl.seed_rules.engine import check_dataset
from previewctl.seeds.dataset import Dataset, read_dataset
from tests.unit.seeds.datasets import write

if TYPE_CHECKING:
    from pathlib import Path

IN_WORDS = {"PV321", "PV322", "PV323"}
"""Their examples are about sizes, bytes and commands."""
CODES = [code for code in seeds.TEXTS if code not in IN_WORDS]


def codes_of(example: str, directory: Path) -> set[str]:
    _, *parts = re.split(r"^# seed-data/(\S+)\n", example + "\n", flags=re.MULTILINE)
    write(directory, dict(zip(parts[::2], parts[1::2], strict=True)))
    found = read_dataset(directory / "orders")
    return {item.code for item in (check_dataset(found) if isinstance(found, Dataset) else found)}


@pytest.mark.parametrize("code", CODES)
def test_the_bad_example_has_this_finding_alone(code: str, tmp_path: Path) -> None:
    assert codes_of(explanation(code).bad, tmp_path) == {code}


@pytest.mark.parametrize("code", CODES)
def test_the_good_example_has_no_findings(code: str, tmp_path: Path) -> None:
    assert codes_of(explanation(code).good, tmp_path) == set()
