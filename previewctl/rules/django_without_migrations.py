"""Django's tables come from migrations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DJANGO_WITHOUT_MIGRATIONS
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec


@rule(DJANGO_WITHOUT_MIGRATIONS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a Django service whose PostgreSQL never gets its tables.

    Why:
        A preview's database starts empty, or with the tables that its seed was made with. Without migrations the first request
        that needs a newer table fails, and the preview looks healthy until then.

    Bad:
        runtime: django
        databases: {postgres: {version: "17"}}

    Good:
        runtime: django
        databases: {postgres: {version: "17"}}
        migrations: {command: [python, manage.py, migrate, --noinput]}

    Fix:
        Add `migrations`. Where the image's own start does it, silence this with a comment that says so.
    """
    spec = context.spec
    if spec.runtime == "django" and spec.databases.postgres and not spec.migrations and not _migrates(spec):
        message = "nothing migrates this database, so it lacks the tables that the branch needs"
        remedy = "add `migrations: {command: [python, manage.py, migrate, --noinput]}`"
        yield Finding(("databases", "postgres"), message, remedy, on_key=True)


def _migrates(spec: PreviewSpec) -> bool:
    """Whether a hook or a process seems to do it."""
    hooks = [hook.command for hook in (spec.hooks.release, spec.hooks.postdeploy) if hook]
    commands = [*hooks, *(process.command for process in spec.processes.values() if process.command)]
    return any("migrat" in word for command in commands for word in command)
