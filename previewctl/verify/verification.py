"""Everything that can be said about the order of one tree."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.verify.database_traps import database_traps
from previewctl.verify.hook_traps import hook_traps
from previewctl.verify.ordering import broken_orders
from previewctl.verify.placing_traps import placing_traps
from previewctl.verify.roles import cast
from previewctl.verify.scenarios import SYNCS, Scenario
from previewctl.verify.stamping import unstamped
from previewctl.verify.survival import fates
from previewctl.verify.survival_traps import survival_traps
from previewctl.verify.tasks import waves_of
from previewctl.verify.teardown_traps import teardown_traps

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from previewctl.verify.finding import Finding
    from previewctl.verify.objects import KubeObject
    from previewctl.verify.roles import Cast
    from previewctl.verify.survival import Fate


class Verdict(NamedTuple):
    """What was found, and the order as far as it is proven, in words: `postgres ready < migrate < web serving`.

    `fates`: what becomes of each piece of state when its pod ends.
    """

    findings: tuple[Finding, ...]
    objects: int
    waves: int
    chain: str
    fates: tuple[Fate, ...] = ()

    def proven(self, scenario: Scenario) -> bool:
        """Whether nothing that was found shows in that scenario."""
        return not any(scenario in finding.scenarios for finding in self.findings)


def verify(objects: Sequence[KubeObject]) -> Verdict:
    """Proves the order of a tree in every scenario, and looks for known traps."""
    waves = waves_of(objects)
    tasks = tuple(task for wave in waves for run in wave for task in run)
    found = cast(tasks)
    findings = [finding for scenario in SYNCS for finding in broken_orders(waves, found, scenario)]
    findings += unstamped(waves, found)
    findings += database_traps(tasks, found)
    findings += hook_traps(objects, found)
    findings += placing_traps(objects, tasks)
    findings += survival_traps(tasks, found)
    findings += teardown_traps(objects)
    return Verdict(tuple(_joined(findings)), len(objects), len(waves), _chain(found), tuple(fates(tasks, found)))


def _joined(findings: Iterable[Finding]) -> Iterator[Finding]:
    """One finding for each problem, with all scenarios in which it shows."""
    together: dict[tuple[str, str], Finding] = {}
    for finding in findings:
        known = together.get(finding.key)
        scenarios = (*known.scenarios, *finding.scenarios) if known else finding.scenarios
        together[finding.key] = (known or finding)._replace(scenarios=tuple(dict.fromkeys(scenarios)))
    return iter(together.values())


def _chain(found: Cast) -> str:
    links = (
        (found.databases, " ready"),
        (found.seeds, ""),
        (found.migrations, ""),
        (found.later, ""),
        (found.apps, " serving"),
    )
    return " < ".join(", ".join(task.item.name for task in tasks) + state for tasks, state in links if tasks)
