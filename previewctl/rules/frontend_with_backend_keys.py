"""A frontend is files that a browser loads: there is no data, and no program that could fill or migrate any."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import FRONTEND_WITH_BACKEND_KEYS
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import removed

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORDS = {
    "seed": "a `vue` frontend has no database to put seed data into",
    "migrations": "a `vue` frontend has no database to migrate",
    "hooks": "a `vue` frontend has no program that could run hooks, only a web server with files",
}


@rule(FRONTEND_WITH_BACKEND_KEYS)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports seed data, migrations or hooks of a frontend.

    Why:
        The preview of a `vue` service is a web server with static files. Its image has neither the program that a hook or a
        migration would run, nor a database that they could change, so the Job would fail and the preview never come up.

    Bad:
        runtime: vue
        migrations: {command: [python, manage.py, migrate]}

    Good:
        runtime: vue
        dependencies: {billing-api: {path: /api}}

    Fix:
        Write it into the `preview.yaml` of the backend that the frontend calls; an override points the frontend at that
        backend's preview. A service that renders on a server is a `container`.
    """
    spec = context.spec
    if spec.runtime != "vue":
        return
    declared = {"seed": spec.seed, "migrations": spec.migrations, "hooks": spec.hooks.release or spec.hooks.postdeploy}
    for key, message in _WORDS.items():
        if declared[key]:
            remedy = "write it into the backend's preview.yaml, or choose another `runtime`"
            yield Finding((key,), message, remedy, on_key=True, remedy=removed((key,)))
