"""Django's tables come from migrations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DJANGO_WITHOUT_MIGRATIONS
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec

_BETWEEN_WORDS = re.compile(r"[\s;&|()'\"]+")
_MIGRATES = re.compile(r"(?:\w*_)?migrate(?:_\w+)?")
"""The command, and those of packages that do the same for several schemas, such as `migrate_schemas`."""
_SCRIPT = re.compile(
    r".+\.(?:ba)?sh|\.{1,2}/(?!manage\.py$).+|(?:.*/)?(?!manage\.py$)[\w-]+\.py|make|just|invoke|inv|task"
)


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
    """Whether a hook or a process does it, or runs a script of which nobody knows whether it does."""
    hooks = [hook.command for hook in (spec.hooks.release, spec.hooks.postdeploy) if hook]
    commands = [*hooks, *(process.command for process in spec.processes.values() if process.command)]
    words = [word for command in commands for text in command for word in _BETWEEN_WORDS.split(text)]
    return any(_MIGRATES.fullmatch(word) or _SCRIPT.fullmatch(word) for word in words)
