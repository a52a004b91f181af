"""`path` and `config` are for frontends: their web server reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DUPLICATE_PATH, FRONTEND_ONLY
from previewctl.rules.context import Finding, RuleContext

if TYPE_CHECKING:
    from collections.abc import Iterator


def check(context: RuleContext) -> Iterator[Finding]:
    """Reports `path` and `config` in a backend, and two dependencies behind the same one."""
    seen: dict[tuple[str, str], str] = {}
    for name, dependency in context.spec.dependencies.items():
        for key in ("path", "config"):
            value = getattr(dependency, key)
            place = ("dependencies", name, key)
            if value is None:
                continue
            if context.spec.runtime != "vue":
                yield Finding(FRONTEND_ONLY, place, f"`{key}` is for `runtime: vue`", "use `env`", on_key=True)
            elif key == "config" and value in context.spec.env:
                message = f"`{value}` is a variable of `env` already, and both stand in `config.js`"
                yield Finding(DUPLICATE_PATH, place, message, "choose another one", first=("env", value))
            elif (other := seen.setdefault((key, value.rstrip("/")), name)) != name:
                yield Finding(
                    DUPLICATE_PATH,
                    place,
                    f"`{value}` belongs to `{other}` already",
                    "choose another one",
                    first=("dependencies", other, key),
                )
