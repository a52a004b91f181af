"""The files of a new dataset, with comments that say what to write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.databases import ENGINES

if TYPE_CHECKING:
    from collections.abc import Mapping

FIRST_VERSION = "1"
_RELEASES = {
    "postgres": {"14": "14.20", "15": "15.15", "16": "16.11", "17": "17.7", "18": "18.1"},
    "redis": {"7.4": "7.4.7"},
    "mongodb": {"8.0": "8.0.16"},
}
"""A release of each series that has an image: https://github.com/docker-library/official-images/tree/master/library."""
NEWEST = {"postgres": "17", "redis": "7.4", "mongodb": "8.0"}
_DECLARATION = """\
# What this data is. Change `version` whenever previews should get other data: each version is an image of its own.
name: {name}
version: {version}

# What the data is for, and the exact image that loads it: the preview runs the same one.
engines:
{engines}
# The last applied migration of each Django app, as `python manage.py showmigrations` has them. Branches that do not have
# one of these cannot use the data.
# migrations:
#   orders: 0001_initial

# What looks like personal data or a secret, and is made up.
# allow:
#   emailDomains: [demo.acme.dev]
#   columns: [customers.birth_date]
#   texts: ["+49 170 1234567"]
"""
_FILES = {
    "postgres": (
        "postgres/01_schema.sql",
        """\
-- The tables: `pg_dump --schema-only --no-owner --no-privileges`, or what the migrations make.
-- Files load in the order of their numbers. Rows stand best in CSV, where a reviewer sees each change:
--   02_customers.csv    the columns in the first line; empty is NULL, "" is an empty text
--   03_sequences.sql    SELECT setval(pg_get_serial_sequence('customers', 'id'), (SELECT max(id) FROM customers));
""",
    ),
    "redis": ("redis/01_keys.redis", "SET example:greeting hello\n"),
    "mongodb": ("mongodb/examples.ndjson", '{"_id": {"$oid": "000000000000000000000001"}, "greeting": "hello"}\n'),
}


def skeleton(name: str, version: str, engines: Mapping[str, str]) -> dict[str, str]:
    """By path the text of each file of a new dataset; `engines` has the release series of each engine."""
    written = "".join(
        f'  {engine.name}: {{version: "{engines[engine.name]}", image: {_image(engine.name, engine.image, engines[engine.name])}}}\n'
        for engine in ENGINES
        if engine.name in engines
    )
    quoted = version if version.count(".") > 1 else f'"{version}"'
    files = {"seed.yaml": _DECLARATION.format(name=name, version=quoted, engines=written)}
    return files | dict(_FILES[engine.name] for engine in ENGINES if engine.name in engines)


def _image(engine: str, pattern: str, series: str) -> str:
    return pattern.format(version=_RELEASES[engine].get(series, series))
