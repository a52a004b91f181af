"""What can be wrong between a seed and a branch, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.catalogue import (
    BROKEN_MIGRATIONS,
    CONFLICTING_MIGRATIONS,
    INCONSISTENT_HISTORY,
    RENAMED_APP,
    SEED_AHEAD_OF_BRANCH,
    UNREADABLE_MIGRATION,
)
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.diagnostics.catalogue import Code
    from previewctl.seeds.migrations.graph import Absent
    from previewctl.seeds.migrations.loading import History, UnknownApp
    from previewctl.seeds.migrations.model import Key, Unreadable

REBASE_OR_PIN = "rebase onto the default branch or merge it, where the migration should be; or write a version of the seed that is older"
REMAKE = "make a version of the seed at the migrations of this branch"


class Problem(NamedTuple):
    """One of them. `path` and `line` are the place in the repository, where there is one; line 0 is the whole file."""

    code: Code
    app: str
    message: str
    help: str
    severity: Severity = Severity.ERROR
    path: str = ""
    line: int = 0


def named(key: Key) -> str:
    """`orders.0005_status`, as messages show it."""
    return quoted(f"{key[0]}.{key[1]}")


def seed_ahead(key: Key, leaves: Sequence[Key]) -> Problem:
    """The seed has a migration that the branch has not."""
    ends = ", ".join(named(leaf) for leaf in leaves)
    have = f"the branch ends at {ends}" if leaves else f"the branch has no migrations of {quoted(key[0])}"
    message = f"the seed is ahead of the branch: it was made at {named(key)}, and {have}"
    return Problem(SEED_AHEAD_OF_BRANCH, key[0], message, REBASE_OR_PIN)


def apps_gone(apps: Sequence[str]) -> Problem:
    """The seed has apps that the branch has not; their tables are in nobody's way."""
    shown = ", ".join(quoted(app) for app in apps)
    is_none = "which is no app" if len(apps) == 1 else "which are no apps"
    message = f"the seed has tables of {shown}, {is_none} of the branch"
    return Problem(SEED_AHEAD_OF_BRANCH, apps[0], message, REBASE_OR_PIN, Severity.WARNING)


def squashed_away(key: Key, squash: Key) -> Problem:
    """A squash has taken the place of the seed's last migration, and does not list it any more."""
    message = f"the seed was made at {named(key)}, which {named(squash)} has squashed and does not list in `replaces`"
    remedy = f"{REMAKE}, or keep `replaces` until every seed in use is newer than the squash"
    return Problem(INCONSISTENT_HISTORY, key[0], message, remedy)


def renamed(app: str, candidates: Sequence[str], *, certain: bool) -> Problem:
    """The branch has the seed's app under another label; uncertain where all that speaks for it is a usual name."""
    now = " or ".join(quoted(name) for name in candidates)
    calls = "calls it" if certain else "may call it"
    message = f"the seed has the tables of the app {quoted(app)}, and the branch {calls} {now}"
    remedy = f'write `label = "{app}"` in its AppConfig and keep the tables, or {REMAKE}'
    return Problem(RENAMED_APP, app, message, remedy, Severity.ERROR if certain else Severity.WARNING)


def conflicting(app: str, leaves: Sequence[str], path: str) -> Problem:
    """An app has several leaves."""
    shown = ", ".join(quoted(name) for name in leaves)
    remedy = "run `python manage.py makemigrations --merge`, and commit what it writes"
    message = f"{quoted(app)} has {len(leaves)} last migrations, so `migrate` runs none: {shown}"
    return Problem(CONFLICTING_MIGRATIONS, app, message, remedy, path=path)


def inconsistent(item: History) -> Problem:
    """The database has a migration and not what that needs."""
    message = (
        f"the seed has {named(item.applied)} and not {named(item.missing)}, which it needs: `migrate` refuses to run"
    )
    return Problem(INCONSISTENT_HISTORY, item.applied[0], message, f"{REMAKE}, or take the dependency back")


def behind_package(applied: Key, needed: Key, has: str) -> Problem:
    """The same for a package, as far as the numbers in the names tell."""
    message = (
        f"the seed has {named(applied)}, which needs {named(needed)}, and of {quoted(needed[0])} it has {quoted(has)}"
    )
    return Problem(INCONSISTENT_HISTORY, applied[0], message, REMAKE, Severity.WARNING)


def absent(item: Absent, path: str, squashes: Sequence[Key]) -> Problem:
    """A migration names one that is not there, or one that a squash cannot stand for."""
    message = f"{named(item.origin)} names {named(item.key)}, which is no migration of the branch"
    remedy = "add the file that is missing, or correct the names in `dependencies` and `run_before`"
    if squashes:
        by = " and ".join(named(key) for key in squashes)
        message += f": {by} would replace it, and the seed has a part of what that replaces"
        remedy = f"{REMAKE}, or bring the replaced files back"
    return Problem(BROKEN_MIGRATIONS, item.origin[0], message, remedy, path=path)


def unknown_app(item: UnknownApp, path: str) -> Problem:
    """A dependency on all of an app that there is not."""
    why = "has no migrations" if item.empty else "is not installed"
    message = f"{named(item.origin)} depends on the app {quoted(item.app)}, which {why}"
    remedy = "correct `dependencies`, or add the app to `INSTALLED_APPS`"
    return Problem(BROKEN_MIGRATIONS, item.origin[0], message, remedy, path=path)


def circular(keys: Sequence[Key], path: str) -> Problem:
    """Migrations that wait for each other."""
    shown = " → ".join(named(key) for key in (*keys, keys[0]))
    remedy = "take one of the dependencies away"
    return Problem(BROKEN_MIGRATIONS, keys[0][0], f"migrations need each other: {shown}", remedy, path=path)


def replaces_itself(key: Key, path: str) -> Problem:
    """Squashes that replace each other."""
    message = f"{named(key)} is replaced by what it replaces"
    return Problem(BROKEN_MIGRATIONS, key[0], message, "correct `replaces`", path=path)


def unreadable(item: Unreadable) -> Problem:
    """A file that cannot be read without running it, or that Django could not read either."""
    if item.broken:
        message = f"Django cannot load {named((item.app, item.name))}: {item.reason}"
        remedy = "correct the file, or give it a name that starts with `_`"
        return Problem(BROKEN_MIGRATIONS, item.app, message, remedy, path=item.path, line=item.line)
    message = f"nobody can tell whether the seed fits {quoted(item.app)}: {named((item.app, item.name))} cannot be read, {item.reason}"
    remedy = "write `dependencies`, `run_before` and `replaces` as plain lists of pairs of texts"
    return Problem(UNREADABLE_MIGRATION, item.app, message, remedy, Severity.WARNING, item.path, item.line)
