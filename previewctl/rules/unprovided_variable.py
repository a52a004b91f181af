"""What the settings need, something sets."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import UNPROVIDED_VARIABLE
from previewctl.diagnostics.excerpt import quoted
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.reserved_variable import RESERVED
from previewctl.rules.two_writers import writers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec

DEFAULT_VARIABLES = {"postgres": "DATABASE_URL", "redis": "REDIS_URL", "mongodb": "MONGO_URL"}
"""What a database sets by itself (a test compares)."""
_DATABASES = {
    "postgres": (re.compile(r"(?:\w+_)?(?:DATABASE|DB|PG|POSTGRES|POSTGRESQL)_(?:URL|URI)"), "17"),
    "redis": (re.compile(r"(?:\w+_)?REDIS(?:_\w+)?_(?:URL|URI)|(?:CELERY_)?BROKER_URL"), "7.4"),
    "mongodb": (re.compile(r"(?:\w+_)?MONGO(?:DB)?_(?:URL|URI)"), "8.0"),
}
OF_DJANGO = frozenset({"ALLOWED_HOSTS", "CSRF_TRUSTED_ORIGINS", "PYTHONUNBUFFERED"})
"""What previewctl sets for every Django service (a test compares)."""
OF_EVERY_CONTAINER = frozenset({"PATH", "HOME", "HOSTNAME", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT"})


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
        a default in the settings if it can do without. A comment silences the variables that it names, and no others:
        `# previewctl: ignore[PV222] SEARCH_URL comes from the base image`.
    """
    around, spec = context.surroundings, context.spec
    if any(not source.keys for source in spec.secrets):
        return  # that secret may bring any variable
    known = {name for name, _ in writers(spec)} | OF_DJANGO | OF_EVERY_CONTAINER | RESERVED.keys() | around.provided
    in_any_case = {name.upper() for name in known}
    has_env = context.document.has(("env",))
    for variable in around.required:
        is_set = variable.name.upper() in in_any_case if variable.any_case else variable.name in known
        if not is_set:
            place = quoted(f"{variable.path}:{variable.line}")
            message = f"{place} needs the variable {quoted(variable.name)}, and nothing sets it"
            yield Finding(
                ("env",) if has_env else ("service",),
                message,
                _remedy(variable.name, spec),
                on_key=has_env,
                subject=variable.name,
            )


def _remedy(name: str, spec: PreviewSpec) -> str:
    """A URL of a database comes from the preview's own one."""
    for engine, (names, version) in _DATABASES.items():
        if names.fullmatch(name):
            if getattr(spec.databases, engine) is not None:
                return f"add it to `databases.{engine}.env`"
            return f'add `databases.{engine}: {{version: "{version}"}}`{_with_env(name, engine)}, or add it to `env`'
    return "add it to `env`, or to the `keys` of a secret"


def _with_env(name: str, engine: str) -> str:
    return "" if name == DEFAULT_VARIABLES[engine] else f" with `env: {name}`"
