"""The platform.yaml of a command that is about no single preview.yaml."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.cli.discovery import nearest_platform
from previewctl.cli.platform_location import fetched_aloud
from previewctl.cli.settings import read_settings
from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec


def find_platform(location: str | None, *, offline: bool | None = None) -> LoadedPlatform | None:
    """The platform that is named, by a path or a Git URL; else that of the settings here, else the nearest one above.

    None where there is none. Raises UsageError for one that cannot be used, RemoteError where a Git URL has no answer.
    """
    settings = read_settings(os.getcwd(), {})
    if isinstance(settings, list):
        raise UsageError(settings[0].message, hint="mend the settings first: `previewctl lint` shows the place")
    path = location or settings.platform or nearest_platform([str(Path.cwd() / "preview.yaml")])
    if path is None:
        return None
    return usable(fetched_aloud(path, offline=settings.offline if offline is None else offline))


def needed_platform(location: str | None, *, offline: bool | None = None) -> LoadedPlatform:
    """The same; UsageError where there is none."""
    found = find_platform(location, offline=offline)
    if found is None:
        hint = "pass --platform FILE or the Git URL of one; `previewctl platform init` writes a first one"
        raise UsageError("there is no platform.yaml here or above", hint=hint)
    return found


def usable(path: str) -> LoadedPlatform:
    """The platform.yaml at a path; UsageError with its first finding where it has errors."""
    loaded = load_platform(path)
    if isinstance(loaded, list):
        raise UsageError(f"{path} cannot be used: {loaded[0].message}", hint=f"run `previewctl lint {path}`")
    return loaded


def writing_version(platform: PlatformSpec) -> str:
    """The version of previewctl that the platform pins, else this one."""
    from previewctl import __version__

    return platform.previewctl or __version__
