"""Behind one path, and under one key, stands one dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DUPLICATE_PATH
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(DUPLICATE_PATH)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports two dependencies of a frontend behind the same path or key.

    Why:
        The web server passes a request on by its path, and `config.js` has each key once. Of two dependencies behind the same one
        only one could be reached.

    Bad:
        runtime: vue
        dependencies:
          billing-api: {path: /api}
          catalog-api: {path: /api}

    Good:
        runtime: vue
        dependencies:
          billing-api: {path: /api/billing}
          catalog-api: {path: /api/catalog}

    Fix:
        Give each dependency a path and a key of its own.
    """
    if context.spec.runtime != "vue":
        return
    seen: dict[tuple[str, str], str] = {}
    for name, dependency in context.spec.dependencies.items():
        for key in ("path", "config"):
            value = getattr(dependency, key)
            place = ("dependencies", name, key)
            if value is None:
                continue
            if key == "config" and value in context.spec.env:
                message = f"`{value}` is a variable of `env` already, and both stand in `config.js`"
                yield Finding(place, message, "choose another one", first=("env", value))
            elif (other := seen.setdefault((key, value.rstrip("/")), name)) != name:
                first = ("dependencies", other, key)
                yield Finding(place, f"`{value}` belongs to `{other}` already", "choose another one", first=first)
