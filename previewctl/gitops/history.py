"""What an earlier rendering below DIR recorded of a preview, and what becomes of its data: the epoch.

A record is text from a branch that many may write. What does not have the record's form counts as nothing at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import UsageError
from previewctl.gitops.index import read_bounded
from previewctl.gitops.record import Record, read_record
from previewctl.plan.facts import NO_REST, BranchMigrations, Reset, Rest
from previewctl.render.record import RECORD, record_path

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.plan.facts import Facts
    from previewctl.repository.files import Repository
    from previewctl.seeds.migrations.model import Branch
    from previewctl.spec.preview import PreviewSpec


class History(NamedTuple):
    """Where earlier renderings are; `reset`: the data starts over now, because somebody said so."""

    out: Path
    reset: bool = False


class Earlier(NamedTuple):
    """What a record says that the next one rests on. `found`: there is a record."""

    found: bool = False
    epoch: int = 0
    attempt: int = 0
    branch: str | None = None
    head_sha: str | None = None
    migrations: BranchMigrations | None = None
    reset: Reset | None = None
    rest: Rest = NO_REST


def earlier(out: Path, service: str, pull_request: int) -> Earlier:
    """What was recorded of a preview below `out`."""
    content = read_bounded(f"{out}/{record_path(service, pull_request)}/{RECORD}")
    return as_earlier(read_record(content) if content is not None else None)


def as_earlier(record: Record | None) -> Earlier:
    """What the next rendering takes over from a record."""
    if record is None:
        return Earlier()
    return Earlier(
        found=True,
        epoch=record.epoch,
        attempt=record.attempt,
        branch=record.branch,
        head_sha=record.head_sha,
        migrations=record.migrations,
        reset=record.reset,
        rest=record.rest,
    )


def with_history(
    facts: Facts, known: Earlier, history: History, spec: PreviewSpec, directory: Path | Repository | None
) -> Facts:
    """The facts with the epoch, and with the migrations of the branch in `directory`.

    The epoch is raised when the volume would be ahead of the branch, which Django itself does not notice.
    """
    branch, migrations = _migrations(spec, directory, known)
    reasons = _reasons(spec, known, branch)
    if history.reset:
        if not known.found:
            number = facts.pull_request.number
            raise UsageError(
                f"there is no preview of `{spec.service}` for pull request {number} below {history.out}",
                hint="render it first, or name the directory that it was rendered into with `--out`",
            )
        reasons = ("somebody asked for it: `previewctl reset`",)
    epoch = known.epoch + 1 if reasons else known.epoch
    reset = Reset(epoch, reasons, now=True) if reasons else known.reset
    return facts._replace(epoch=epoch, attempt=known.attempt, migrations=migrations, reset=reset, rest=known.rest)


def branch_migrations(directory: Path | Repository, settings: str | None) -> tuple[Branch | None, BranchMigrations]:
    """The migrations of the Django project in `directory`, with the digests of their contents."""
    from previewctl.seeds.migrations.check import branch_of
    from previewctl.seeds.migrations.recorded import record

    branch = branch_of(directory, settings, digests=True)
    files = {f"{item.app}.{item.name}": item.digest for item in record(branch)} if branch else {}
    return branch, BranchMigrations(settings, files)


def _migrations(
    spec: PreviewSpec, directory: Path | Repository | None, known: Earlier
) -> tuple[Branch | None, BranchMigrations | None]:
    """The branch's migrations. Where no project is seen, those recorded before stay: nobody knows of others."""
    if spec.runtime != "django" or not spec.databases.postgres:
        return None, None
    if directory is None:
        return None, known.migrations
    from previewctl.seeds.migrations.settings_module import settings_module

    branch, found = branch_migrations(directory, settings_module(spec))
    return branch, found if branch or not known.migrations else known.migrations


def _reasons(spec: PreviewSpec, known: Earlier, branch: Branch | None) -> tuple[str, ...]:
    """Why the live volume is ahead of the branch. An ephemeral database starts over with each commit anyway."""
    postgres = spec.databases.postgres
    if branch is None or known.migrations is None or postgres is None or postgres.persistence != "volume":
        return ()
    from previewctl.seeds.migrations.recorded import Recorded, ahead

    recorded = [Recorded(*_split(key), digest) for key, digest in sorted(known.migrations.files.items())]
    return tuple(reason.text for reason in ahead(recorded, branch).reasons)


def _split(key: str) -> tuple[str, str]:
    app, _, name = key.partition(".")
    return app, name
