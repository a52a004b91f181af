"""What every rendered pod holds, and that an event takes nothing for good that is promised to stay."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.verify.effects import EFFECTS, Effect, End, unmatched
from previewctl.verify.kustomize.building import build
from previewctl.verify.survival import NEW_POD, Event, Fate, Outcome
from previewctl.verify.verification import verify
from tests.acceptance import previews
from tests.acceptance.previews import SERVICES, Tree
from tests.acceptance.variants import VARIANTS

if TYPE_CHECKING:
    from pathlib import Path


def fates(overlay: Path) -> tuple[Fate, ...]:
    return verify(build(str(overlay))).fates


def of_databases(found: tuple[Fate, ...]) -> list[Fate]:
    """What databases hold beside their scratch directories."""
    return [
        fate for fate in found if fate.item.labels.get("previewctl.dev/role") == "database" and "`data`" in fate.state
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_no_event_takes_the_data_of_an_example(service: str, rendered: Tree) -> None:
    data = of_databases(fates(rendered.overlay(service)))

    assert {fate.outcome for fate in data} <= {Outcome.KEPT}
    assert all({fate.event for fate in data if fate.item is item} == set(Event) for item in {f.item for f in data})


@pytest.mark.parametrize("name", VARIANTS)
def test_in_every_variant_data_is_kept_or_rebuilt_by_its_own_pod(name: str, tmp_path: Path) -> None:
    tree = previews.render_text(tmp_path, *VARIANTS[name].texts())
    for fate in of_databases(fates(tree.overlay("shop"))):
        kept = fate.outcome is Outcome.KEPT
        restored = fate.outcome is Outcome.REBUILT and fate.by.startswith("its own ")
        empty = fate.outcome is Outcome.SCRATCH and fate.event in NEW_POD and "ephemeral" in str(VARIANTS[name].texts())
        assert kept or restored or empty, fate


def test_files_that_testers_uploaded_stay(rendered: Tree) -> None:
    media = [fate for fate in fates(rendered.overlay("orders-api")) if "media" in fate.state]

    assert {fate.event for fate in media} == set(Event)
    assert {fate.outcome for fate in media} == {Outcome.KEPT}


def test_hooks_are_repeated_when_their_pod_ends(rendered: Tree) -> None:
    hooks = [fate for fate in fates(rendered.overlay("orders-api")) if fate.item.kind == "Job"]

    assert {fate.outcome for fate in hooks} == {Outcome.REPEATED}
    assert len({fate.item for fate in hooks}) == 6


def test_every_effect_is_taken_back_in_every_end() -> None:
    assert unmatched() == []


def test_an_effect_that_nothing_takes_back_is_found() -> None:
    left = Effect("ticket", "report", taken_back={End.CLOSED: ("report",)})

    assert unmatched((*EFFECTS, left)) == [("ticket", end) for end in End if end is not End.CLOSED]
