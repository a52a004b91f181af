"""Says what Django itself makes of projects: `python graph_oracle.py`, one JSON case on each line of standard input.

A program of its own, for Django loads apps and settings once for a process: here they are taken out again after each
case. Nothing connects to a database: what is recorded in it is a part of the case.
"""

from __future__ import annotations

import importlib
import json
import sys
from typing import TYPE_CHECKING, Any

import django
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError
from django.db import connection
from django.db.migrations.exceptions import (
    BadMigrationError,
    CircularDependencyError,
    InconsistentMigrationHistory,
    NodeNotFoundError,
)
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

if TYPE_CHECKING:
    from collections.abc import Iterable

RECORDED: dict[tuple[str, str], Any] = {}
CONTRIB = ("auth", "contenttypes")
DATABASE = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}


def main() -> None:
    """Answers each line with one."""
    sys.dont_write_bytecode = True
    settings.configure(DATABASES=DATABASE, INSTALLED_APPS=[], MIGRATION_MODULES={})
    django.setup()
    MigrationRecorder.applied_migrations = lambda self: dict(RECORDED)
    kept = set(sys.modules)
    print(json.dumps({"django": list(django.VERSION[:2])}), flush=True)
    for line in sys.stdin:
        case = json.loads(line)
        sys.path.insert(0, case["root"])
        try:
            print(json.dumps(answer(case)), flush=True)
        finally:
            sys.path.remove(case["root"])
            for name in set(sys.modules) - kept:
                if not name.startswith("django."):
                    del sys.modules[name]
            apps.unset_installed_apps()


def answer(case: dict[str, Any]) -> dict[str, Any]:
    """Django's view of a project: on top of what is recorded, and after a migration of an empty database to some targets."""
    own = importlib.import_module("config.settings")
    settings.MIGRATION_MODULES = getattr(own, "MIGRATION_MODULES", {})
    settings.AUTH_USER_MODEL = getattr(own, "AUTH_USER_MODEL", "auth.User")
    apps.set_installed_apps(own.INSTALLED_APPS)
    found = view([tuple(key) for key in case["applied"]])
    if "error" not in found and case["targets"]:
        found["migrated"] = migrated([tuple(key) for key in case["targets"]])
    return found


def record(keys: Any) -> None:
    """Makes the database one in which these are recorded, besides all of Django's own apps."""
    RECORDED.clear()
    RECORDED.update(dict.fromkeys(keys))


def recording(lasts: dict[str, str]) -> Any:
    """What stands in for a row in the database; `lasts` gets the newest of each app."""

    def record_applied(app: str, name: str) -> None:
        RECORDED[app, name] = None
        lasts[app] = name

    return record_applied


def contrib() -> list[tuple[str, str]]:
    """The migrations of Django's own apps; they are in no question here."""
    loader = MigrationLoader(connection, load=False)
    loader.load_disk()
    return [key for key in loader.disk_migrations if key[0] in CONTRIB]


def view(applied: list[tuple[str, str]]) -> dict[str, Any]:
    """What Django's loader and `migrate` say."""
    try:
        record([*contrib(), *applied])
        executor = MigrationExecutor(connection)
    except NodeNotFoundError as error:
        return {"error": "absent", "node": list(error.node)}
    except CircularDependencyError:
        return {"error": "cycle"}
    except ValueError as error:
        return {"error": "unknown app", "text": str(error)}
    except CommandError as error:
        return {"error": "circular", "text": str(error)}
    except BadMigrationError as error:
        return {"error": "bad", "text": str(error)}
    loader = executor.loader
    history = ""
    try:
        loader.check_consistent_history(connection)
    except InconsistentMigrationHistory as error:
        history = str(error)
    leaves = loader.graph.leaf_nodes()
    return {
        "nodes": own(loader.graph.nodes),
        "applied": own(loader.applied_migrations),
        "leaves": own(leaves),
        "conflicts": {app: list(names) for app, names in loader.detect_conflicts().items()},
        "history": history,
        "plan": [[item.app_label, item.name] for item, _ in executor.migration_plan(leaves)],
    }


def own(keys: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Those that are not of Django's own apps."""
    return sorted(list(key) for key in keys if key[0] not in CONTRIB)


def migrated(targets: list[tuple[str, str]]) -> dict[str, Any] | None:
    """An empty database after `migrate` to each target: the last of each app that was recorded, and what is left to run."""
    record(contrib())
    lasts: dict[str, str] = {}
    for target in targets:
        try:
            executor = MigrationExecutor(connection)
            executor.recorder.record_applied = recording(lasts)
            plan = executor.migration_plan([target])
        except (NodeNotFoundError, CircularDependencyError):  # the graph holds together on other databases alone
            return None
        for migration, backwards in plan:
            if not backwards:
                name = (migration.app_label, migration.name)
                executor.record_migration(*(name if django.VERSION >= (6,) else (migration,)))
                lasts[migration.app_label] = migration.name
        executor.recorder.record_applied = recording({})  # what is recorded late is not the last that ran
        executor.check_replacements()
    recorded = own(RECORDED)
    return {"lasts": {app: name for app, name in lasts.items() if app not in CONTRIB}, "recorded": recorded} | {
        "view": view([(app, name) for app, name in recorded])
    }


if __name__ == "__main__":
    main()
