"""The versions of the databases that previews can run, and until when each gets fixes.

A version is there when the image that is rendered for it exists. Images:
https://github.com/docker-library/official-images/tree/master/library (`postgres`, `redis` and `mongo`; Redis has none on
Debian bookworm from 8.6 on). Ends: https://www.postgresql.org/support/versioning/,
https://www.mongodb.com/legal/support-policy/lifecycles and https://endoflife.date/redis, as of August 2026.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec

_NOT_YET = "9999-12-31"


class Product(NamedTuple):
    """A database: its name, and by release series (`17`, `7.4`) the last day on which it gets fixes.

    `no_newer` says why there is no image of what is newer; where it is empty there may be one by now.
    """

    title: str
    ends: dict[str, str]
    no_newer: str = ""

    def series(self, version: str) -> tuple[str, ...]:
        """The series that a version can belong to: several for a major version alone, none for one that is not known."""
        numbers = re.fullmatch(r"[0-9]+(?:\.[0-9]+){0,2}", version)
        if numbers is None:
            return ()
        parts = version.split(".")
        longest = 1 + next(iter(self.ends)).count(".")
        if len(parts) > longest + 1:
            return ()
        found = ".".join(parts[:longest])
        return tuple(
            name for name in self.ends if name == found or (len(parts) < longest and name.startswith(f"{found}."))
        )

    def age(self, version: str) -> int:
        """-1 for a version before all known series, 1 for one soon after them, 0 for any other and for what is none."""
        if not re.fullmatch(r"[0-9]+(?:\.[0-9]+){0,2}", version):
            return 0
        known = sorted([int(part) for part in name.split(".")] for name in self.ends)
        series = [int(part) for part in version.split(".")][: len(known[0])]
        if series < known[0][: len(series)]:
            return -1
        return int(known[-1][: len(series)] < series and series[0] <= known[-1][0] + 1)

    @property
    def newest(self) -> str:
        """The series that gets fixes the longest."""
        return max(
            self.ends, key=lambda name: (self.ends[name].replace(_NOT_YET, ""), [int(part) for part in name.split(".")])
        )


PRODUCTS = {
    "postgres": Product(
        "PostgreSQL",
        {"14": "2026-11-12", "15": "2027-11-11", "16": "2028-11-09", "17": "2029-11-08", "18": "2030-11-14"},
    ),
    "redis": Product(
        "Redis",
        {
            "6.0": "2022-05-31",
            "6.2": "2027-04-01",
            "7.0": "2024-07-29",
            "7.2": "2029-12-01",
            "7.4": "2029-12-01",
            "8.0": "2026-12-01",
            "8.2": "2030-09-01",
            "8.4": _NOT_YET,
        },
        "from 8.6 on there is no image on Debian bookworm, which previews run",
    ),
    "mongodb": Product(
        "MongoDB",
        {
            "6.0": "2025-07-31",
            "7.0": "2027-08-31",
            "8.0": "2029-10-31",
            "8.2": "2026-07-31",
            "8.3": "2029-10-31",
        },
    ),
}


def declared_databases(spec: PreviewSpec) -> Iterator[tuple[str, str, Product]]:
    """Engine, version and product of each database in the file."""
    for engine, product in PRODUCTS.items():
        if database := getattr(spec.databases, engine):
            yield engine, database.version, product


def major_of(version: str) -> str:
    """The major version, which decides about the format of the data."""
    return version.partition(".")[0]


def ephemeral_databases(spec: PreviewSpec) -> Iterator[tuple[str, str]]:
    """Engine and title of each database that starts anew with each of its pods."""
    for engine, product in PRODUCTS.items():
        database = getattr(spec.databases, engine)
        if database and database.persistence == "ephemeral":
            yield engine, product.title
