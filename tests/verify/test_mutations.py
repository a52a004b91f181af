"""Each known trap, made by one edit of the rendered example: it is found, its objects are named, and nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.diagnostics.catalogue import CODES
from previewctl.verify.kustomize.building import build
from previewctl.verify.verification import verify
from tests.verify.mutations import MUTATIONS

if TYPE_CHECKING:
    from previewctl.verify.finding import Finding
    from tests.acceptance.previews import Tree


def told(finding: Finding) -> str:
    """All that a finding says."""
    related = (item.label for item, _ in finding.related)
    return " ".join((finding.message, finding.example, finding.item.label, *related, *finding.path))


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_single_edit_is_found_for_what_it_is(name: str, shop: Tree) -> None:
    mutation = MUTATIONS[name]
    findings = verify(build(str(mutation.edit.apply(shop)))).findings
    assert {finding.code.code for finding in findings} == mutation.codes
    everything = " ".join(map(told, findings))
    assert [label for label in mutation.named if label not in everything] == []


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_finding_points_at_the_file_in_which_its_object_is_written(name: str, shop: Tree) -> None:
    for finding in verify(build(str(MUTATIONS[name].edit.apply(shop)))).findings:
        with open(finding.item.path, encoding="utf-8") as file:
            line = file.read().splitlines()[finding.item.line - 1]
        assert line.strip().startswith(("name: ", "- name: "))


def test_every_code_about_the_order_has_a_mutation() -> None:
    wanted = {item.code for item in CODES if "PV510" <= item.code <= "PV529" or "PV560" <= item.code <= "PV566"}
    assert set.union(*(mutation.codes for mutation in MUTATIONS.values())) == wanted
