"""From where a platform.yaml is said to be, a path or a Git URL, to a path."""

from __future__ import annotations

import sys

from previewctl.diagnostics.excerpt import printable
from previewctl.reporters.findings.workflow_log import inert


def fetched(location: str, *, offline: bool) -> tuple[str, str]:
    """The path of a platform.yaml, after a Git URL has been fetched, and a warning about that; empty where all went well.

    Raises RemoteError where the URL has no answer and no copy is kept.
    """
    if ":" not in location:  # the usual case, which needs no import
        return location, ""
    from previewctl.integrations.platform_url import is_git_url

    if not is_git_url(location):
        return location, ""
    from previewctl.integrations.platform_repository import fetch_platform

    found = fetch_platform(location, offline=offline)
    return found.path, inert(printable(f"warning: {found.warning}")) if found.warning else ""


def fetched_aloud(location: str, *, offline: bool) -> str:
    """The same; the warning goes to standard error."""
    path, warning = fetched(location, offline=offline)
    if warning:
        print(warning, file=sys.stderr)
    return path
