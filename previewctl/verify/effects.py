"""Everything that a preview leaves in the world, and what takes it back.

The objects of the tree are one effect of many: comments, deployments and images are made by commands, and taken back by
others, on each of the four ways in which a preview ends.
"""

from __future__ import annotations

from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


class End(StrEnum):
    """How a preview ends."""

    CLOSED = "pull request closed or merged"
    UNLABELLED = "label removed"
    REAPED = "reaped"
    REMOVED = "service removed from the catalogue"


class Effect(NamedTuple):
    """One effect: what makes it, and for each end the commands that take it back, the first that runs first.

    `within` says what of the tree or the cluster does it without a command.
    """

    name: str
    made_by: str
    within: str = ""
    taken_back: Mapping[End, tuple[str, ...]] = MappingProxyType({})


_SWEPT = dict.fromkeys(End, ("sync",))
_RETIRED = {
    End.CLOSED: ("report --state inactive",),
    End.UNLABELLED: ("report --state inactive",),
    End.REAPED: ("reap",),
    End.REMOVED: ("reap",),
}

EFFECTS = (
    Effect(
        "Application",
        "ApplicationSet",
        "the generator no longer yields it, and `applicationsSync: sync` deletes it",
    ),
    Effect("Namespace and all in it", "Application", "the Application's finalizer, by waves, the Namespace last"),
    Effect("volumes", "PersistentVolumeClaim", "the claim's deletion, with the StorageClass's `reclaimPolicy: Delete`"),
    Effect("host name", "HTTPRoute or Ingress", "one wildcard record serves all previews: there is none of its own"),
    Effect("Secrets", "ExternalSecret", "`creationPolicy: Owner`, and the Namespace"),
    Effect("directory in the GitOps repository", "publish", taken_back={**_SWEPT, End.CLOSED: ("remove", "sync")}),
    Effect("bases in the GitOps repository", "publish", taken_back=_SWEPT),
    Effect("GitHub deployment", "report", taken_back=_RETIRED),
    Effect("sticky comment", "report", taken_back=_RETIRED),
    Effect("commit status", "report", "it belongs to the commit, and says what was then"),
    Effect("Jira link", "report", taken_back=_RETIRED),
    Effect(
        "image tag",
        "the app repository's CI",
        "the registry's lifecycle rule; `reap` names what is left over",
    ),
)
"""Every one, in the order in which they come about."""


def unmatched(effects: tuple[Effect, ...] = EFFECTS) -> list[tuple[str, End]]:
    """The effects that nothing takes back, and in which end."""
    return [(each.name, end) for each in effects for end in End if not (each.within or each.taken_back.get(end))]
