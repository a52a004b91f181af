"""Behind one path, and under one key, stands one dependency."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import DUPLICATE_PATH
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(DUPLICATE_PATH)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports two dependencies of a frontend behind the same path or key."""
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
