"""Reads the platform.yaml of a command that compiles no preview.yaml of its own."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from previewctl.cli.discovery import PLATFORM, nearest_platform
from previewctl.cli.platform_location import fetched_aloud
from previewctl.cli.settings import Settings, read_settings
from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.cli.inputs import PlatformOptions
    from previewctl.diagnostics.model import Diagnostic


def platform_of(
    options: PlatformOptions, files: list[str], tree: str | None = None
) -> LoadedPlatform | list[Diagnostic] | None:
    """The platform that the options, the settings beside `files`, or the nearest file above them name; that of `tree`.

    None where there is none, and what is wrong with it where it cannot be used.
    """
    settings = _settings(files)
    path = options.location or settings.platform or _near(files) or _inside(tree)
    if path is None:
        return None
    offline = settings.offline if options.offline is None else options.offline
    return load_platform(fetched_aloud(path, offline=offline))


def _settings(files: list[str]) -> Settings:
    for file in files:
        found = read_settings(os.path.dirname(file) or ".")
        if isinstance(found, Settings) and found.path is not None:
            return found
    return Settings()


def _near(files: list[str]) -> str | None:
    return nearest_platform(files) if files else None


def _inside(tree: str | None) -> str | None:
    path = os.path.join(tree, PLATFORM) if tree else ""
    return path if os.path.isfile(path) else None


def platform_spec(options: PlatformOptions, files: list[str], tree: str | None = None) -> LoadedPlatform:
    """The same for commands that cannot do without one; raises UsageError."""
    found = platform_of(options, files, tree)
    if found is None:
        raise UsageError("there is no platform.yaml", hint="pass it: `--platform FILE`")
    if isinstance(found, list):
        first = found[0]
        raise UsageError(
            f"{first.location.path} cannot be used: {first.message}",
            hint=f"run `previewctl lint` on {first.location.path}",
        )
    return found
