"""What the service catalogue says of a service."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec


def repository_of(service: str, platform: PlatformSpec) -> str | None:
    """The repository of a service in the catalogue, as `owner/name`."""
    entry = platform.services.get(service)
    if entry is None:
        return None
    return entry.repository or f"{platform.github.organization}/{service}"
