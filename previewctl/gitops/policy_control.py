"""Verifies `argocd/`: whoever may write it is an administrator of Argo CD, so it is what the catalogue renders to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FORGED_CONTROL
from previewctl.gitops.policy_findings import at_file
from previewctl.render.control import render_control
from previewctl.render.git_ids import git_blob

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.integrations.git_objects import Entry
    from previewctl.spec.platform import PlatformSpec

_HELP = "run `previewctl sync --control`"


def check_control(files: Mapping[str, Entry], platform: PlatformSpec) -> Iterator[Diagnostic]:
    """Compares the files of `argocd/`, by their paths from the root, with the catalogue's rendering."""
    expected = render_control(platform)
    for path, content in expected.items():
        entry = files.get(path)
        if entry is None:
            yield at_file(FORGED_CONTROL, path, "this file is missing", help=_HELP)
        elif entry.oid != git_blob(content):
            yield at_file(FORGED_CONTROL, path, "this is not what platform.yaml renders to", help=_HELP)
    for path in files:
        if path not in expected:
            yield at_file(
                FORGED_CONTROL, path, "nothing in platform.yaml renders to this, and Argo CD would run it", help=_HELP
            )
