"""The examples in the explanations: what is called bad is reported with that code, what is called good has no findings."""

from __future__ import annotations

import pytest

from previewctl.diagnostics.catalogue import CODES
from previewctl.explain.lookup import explanation
from previewctl.source.foreign import read_foreign_yaml
from previewctl.verify.objects import objects_in
from previewctl.verify.verification import verify

ABOUT_ORDER = [item.code for item in CODES if "PV510" <= item.code <= "PV529" or "PV560" <= item.code <= "PV566"]
BESIDE = {"PV512": {"PV515"}}
"""What an example cannot but cause as well."""


def codes(text: str) -> set[str]:
    """The codes of all findings about a stream of objects."""
    documents = read_foreign_yaml(text)
    assert isinstance(documents, list)
    return {finding.code.code for finding in verify(list(objects_in(documents, "-"))).findings}


@pytest.mark.parametrize("code", ABOUT_ORDER)
def test_the_bad_example_has_this_finding_alone(code: str) -> None:
    assert codes(explanation(code).bad) - BESIDE.get(code, set()) == {code}


@pytest.mark.parametrize("code", ABOUT_ORDER)
def test_the_good_example_has_no_findings(code: str) -> None:
    assert codes(explanation(code).good) == set()
