"""Brings `argocd/` up to date with the catalogue: what is written anew, and which ApplicationSets may go."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.render.control import render_control

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from previewctl.gitops.repository import Change, GitopsRepository
    from previewctl.spec.platform import PlatformSpec

_APPLICATION_SET = re.compile(r"argocd/applicationsets/([a-z0-9][-a-z0-9]*)\.yaml")
_ALARM = 6


class ControlChange(NamedTuple):
    """The changes by path, None for what goes. `kept`: ApplicationSets of services that still have previews.

    `alarming`: more than half of six or more ApplicationSets would go, so nothing is to be written.
    """

    files: Mapping[str, bytes | None]
    kept: tuple[str, ...]
    alarming: bool


def control_change(
    there: Mapping[str, bytes], platform: PlatformSpec, previewed: Collection[str] | None
) -> ControlChange:
    """What makes the files of `argocd/` those of the catalogue; `there` are those that stand there, by path.

    `previewed` are the services that have previews, None where nobody looked. An ApplicationSet whose service has left the
    catalogue goes once its previews are gone, and stays while nobody knows; everything else that is foreign goes.
    """
    wanted = render_control(platform)
    files: dict[str, bytes | None] = {path: content for path, content in wanted.items() if there.get(path) != content}
    kept = []
    for path in sorted(set(there) - set(wanted)):
        service = _APPLICATION_SET.fullmatch(path)
        if service and (previewed is None or service[1] in previewed):
            kept.append(path)
        else:
            files[path] = None
    sets = [path for path in there if _APPLICATION_SET.fullmatch(path)]
    going = [path for path in sets if path in files and files[path] is None]
    return ControlChange(files, tuple(kept), alarming=len(going) >= _ALARM and len(going) * 2 > len(sets))


def control_commit(
    platform: PlatformSpec, previewed: Collection[str] | None, seen: Callable[[ControlChange], None]
) -> Callable[[GitopsRepository], Change | None]:
    """Makes the commit on a tip of the reviewed branch; `seen` gets what it consists of."""
    from previewctl.gitops.repository import Change

    def change(tip: GitopsRepository) -> Change | None:
        there = tip.blobs({path: entry.oid for path, entry in tip.files("argocd").items() if entry.is_file})
        found = control_change(there, platform, previewed)
        seen(found)
        if found.alarming or not found.files:
            return None
        return Change(found.files, "sync: argocd/ as platform.yaml has it", (("Previewctl-Sync", "control"),))

    return change
