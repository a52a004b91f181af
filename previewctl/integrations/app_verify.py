"""Migrates a seed with the app's own migrations, and compares the outcome with a migration from scratch."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.integrations.app_migrations import migrate
from previewctl.integrations.postgres import SUPERUSER
from previewctl.integrations.postgres_schema import schema_of
from previewctl.integrations.postgres_seed import DATABASE
from previewctl.integrations.processes import ProcessError
from previewctl.seeds.schema_drift import drift
from previewctl.seeds.verification import AppResult, Problem

if TYPE_CHECKING:
    from previewctl.integrations.app_migrations import App
    from previewctl.integrations.postgres import Server
    from previewctl.integrations.verify_job import Clock

_SCRATCH = "scratch"
_DRIFT_HELP = "make the dataset's schema anew from a migrated database, or add the migration that is missing"


class Migrated(NamedTuple):
    """The result for the report, and what is wrong."""

    result: AppResult
    problems: tuple[Problem, ...]


def verify_app(app: App, server: Server, password: str, clock: Clock) -> Migrated:
    """Migrates the database of the seed, and a new one; the server has to be started with `tcp`."""
    shown = app.directory.as_posix()
    before = _recorded(server, DATABASE)
    server.execute(f"CREATE DATABASE {_SCRATCH}", database="postgres")
    problems = []
    for database, step, subject in (
        (DATABASE, "migrate", "on the seed"),
        (_SCRATCH, "migrate from scratch", "from scratch"),
    ):
        with clock.step(step):
            try:
                migrate(app, f"postgresql://{SUPERUSER}:{password}@127.0.0.1:{server.port}/{database}")
            except ProcessError as error:
                message = str(error).replace(password, "***")
                problems.append(Problem("migrations", f"{shown} {subject}", message, "mend the migration, or the data"))
    ran = _recorded(server, DATABASE) - before
    if problems:
        return Migrated(AppResult(shown, app.python, ran, None), tuple(problems))
    scratch = schema_of(server, _SCRATCH)
    if not scratch:
        message = "its migrations left the new database empty"
        problem = Problem("migrations", shown, message, "its settings have to read DATABASE_URL")
        return Migrated(AppResult(shown, app.python, ran, None), (problem,))
    found = drift(scratch, schema_of(server, DATABASE))
    if found:
        count = f"{len(found)} difference{'s' if len(found) > 1 else ''}"
        message = f"{count} between the seed, migrated, and a database that was migrated from scratch"
        problems.append(Problem("schema drift", shown, message, _DRIFT_HELP))
    return Migrated(AppResult(shown, app.python, ran, found), tuple(problems))


def _recorded(server: Server, database: str) -> int:
    """How many migrations Django has recorded."""
    if server.query("SELECT to_regclass('public.django_migrations') IS NULL", database=database) == [["t"]]:
        return 0
    return int(server.query("SELECT count(*) FROM public.django_migrations", database=database)[0][0])
