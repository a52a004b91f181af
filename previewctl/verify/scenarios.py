"""The moments of a preview's life at which its order has to hold."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from previewctl.verify.pods import needs
from previewctl.verify.relation import Before

if TYPE_CHECKING:
    from previewctl.verify.roles import Cast


class Scenario(StrEnum):
    """One of them, in the words of the report."""

    FIRST = "first sync"
    COMMIT = "new commit"
    SEED = "other seed"
    WAKE = "wake from sleep"
    RESTART = "pod restart"


SYNCS = (Scenario.FIRST, Scenario.COMMIT, Scenario.SEED, Scenario.WAKE)
"""Those in which Argo CD syncs the whole Application, hooks included; in a pod's restart nobody syncs anything.

Waking is a commit that raises replicas. A sync of some resources only, as `selfHeal` starts it, runs no hooks at all
(`skipHooks` in controller/sync.go and autoSync in controller/appcontroller.go, argoproj/argo-cd 3.5.1).
"""


def before(scenario: Scenario, cast: Cast) -> Before:
    """What stands in the cluster when the sync of a scenario begins.

    Another seed is another claim, so the databases' volumes are new ones. Everything else is there from the sync before.
    """
    if scenario is Scenario.FIRST:
        return Before()
    claims = {
        need.name
        for database in (cast.databases if scenario is Scenario.SEED else ())
        for need in needs(database.item)
        if need.kind == "PersistentVolumeClaim"
    }
    return Before(secrets=True, claims=True, pods=True, new_claims=claims)
