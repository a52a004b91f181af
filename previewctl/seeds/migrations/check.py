"""Compares a directory of code with the migrations that a seed was made at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.django import settings_of
from previewctl.repository.files import Repository
from previewctl.seeds.migrations.branch import read_branch
from previewctl.seeds.migrations.verdict import judge

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.django import DjangoSettings
    from previewctl.seeds.migrations.model import Branch
    from previewctl.seeds.migrations.state import State
    from previewctl.seeds.migrations.verdict import Verdict


def branch_of(directory: Path | Repository, module: str | None = None, *, digests: bool = False) -> Branch | None:
    """The migrations of a service's directory; None where there is neither settings nor an app with migrations.

    `module` is what `DJANGO_SETTINGS_MODULE` says, where that is known. `digests`: with those of the files' contents.
    """
    repository = directory if isinstance(directory, Repository) else Repository(directory)
    return _branch(repository, settings_of(repository, module), digests=digests)


def check_seed(repository: Repository, settings: DjangoSettings | None, state: State) -> Verdict | None:
    """What the code of a repository makes of a seed; None where there is no Django project in it."""
    branch = _branch(repository, settings)
    return judge(branch, state) if branch is not None else None


def _branch(repository: Repository, settings: DjangoSettings | None, *, digests: bool = False) -> Branch | None:
    branch = read_branch(repository, settings, digests=digests)
    return branch if settings is not None or branch.apps.own else None
