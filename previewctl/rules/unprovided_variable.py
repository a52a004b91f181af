"""What the settings need, something sets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNPROVIDED_VARIABLE
from previewctl.diagnostics.excerpt import quoted
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.reserved_variable import RESERVED
from previewctl.rules.two_writers import writers

if TYPE_CHECKING:
    from collections.abc import Iterator

OF_DJANGO = frozenset({"ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PYTHONUNBUFFERED"})
"""What previewctl sets for every Django service (a test compares)."""
_OF_EVERY_CONTAINER = frozenset({"PATH", "HOME", "HOSTNAME", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"})


@rule(UNPROVIDED_VARIABLE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a variable that the Django settings need and nothing sets.

    Why:
        Settings that read `os.environ["NAME"]` cannot be imported without the variable: migrations fail, and after them the sync
        of the whole preview. The image sets some of them, and preview.yaml has to bring the others.

    Bad:
        runtime: django
        # manage.py
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
        # shop/settings.py
        import os
        SEARCH_URL = os.environ["SEARCH_URL"]

    Good:
        runtime: django
        env: {SEARCH_URL: "https://search.example.com"}
        # manage.py
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")
        # shop/settings.py
        import os
        SEARCH_URL = os.environ["SEARCH_URL"]

    Fix:
        Set the variable under `env`, take it from a secret, or let the part that it belongs to set it, such as a database. Give it
        a default in the settings if it can do without.
    """
    around, spec = context.surroundings, context.spec
    if any(not source.keys for source in spec.secrets):
        return  # that secret may bring any variable
    known = {name for name, _ in writers(spec)} | OF_DJANGO | _OF_EVERY_CONTAINER | RESERVED.keys() | around.provided
    has_env = context.document.has(("env",))
    for variable in around.required:
        if variable.name not in known:
            place = quoted(f"{variable.path}:{variable.line}")
            message = f"{place} needs the variable {quoted(variable.name)}, and nothing sets it"
            remedy = "add it to `env`, or to the `keys` of a secret"
            yield Finding(("env",) if has_env else ("service",), message, remedy, on_key=has_env)
