"""How large seed data may be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.spec.quantities import parse_quantity

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec

_BYTE = parse_quantity("1").nanos


class Limits(NamedTuple):
    """Bytes of one file, and of all files of a version.

    GitHub refuses files over 100 MiB:
    https://docs.github.com/en/repositories/working-with-files/managing-large-files/about-large-files-on-github.
    """

    file: int = 100 << 20
    dataset: int = 512 << 20


def limits_of(platform: PlatformSpec) -> Limits:
    """The limits that a platform.yaml sets."""
    seeds = platform.seeds
    return Limits(seeds.file_size.nanos // _BYTE, seeds.dataset_size.nanos // _BYTE)


def shown_size(size: int) -> str:
    """A size for people: `17 MiB`."""
    amount = float(size)
    for unit in ("B", "KiB", "MiB"):
        if amount < 1024:
            return f"{amount:.2f}".rstrip("0").rstrip(".") + f" {unit}"
        amount /= 1024
    return f"{amount:.1f} GiB"
