"""A ConfigMap holds 1 MiB, names included."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import ENVIRONMENT_TOO_LARGE
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import EnvVariable

MAXIMUM_BYTES = 512 * 1024
"""Half of what a ConfigMap holds: what previewctl adds has to fit beside it."""
MAXIMUM_VALUE = 120 * 1024
"""Linux takes 128 KiB for a name and its value (MAX_ARG_STRLEN); placeholders may still grow."""


def _size(name: str, variable: EnvVariable) -> int:
    parts = variable.value.parts if variable.value else ()
    return len(name) + sum(len(part.encode()) for part in parts if isinstance(part, str))


@rule(ENVIRONMENT_TOO_LARGE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an `env` that is too large altogether.

    Why:
        All plain variables stand in one ConfigMap, which holds 1 MiB with what previewctl adds, and Linux gives 128 KiB to a single
        variable. Beyond that the sync fails, or the pod does not start.

    Bad:
        env:
          FIXTURES: "[… half a megabyte of text …]"

    Good:
        env:
          FIXTURES_FILE: /app/fixtures.json

    Fix:
        Put large values into a file of the image, and its path into the variable.
    """
    for name, variable in context.spec.env.items():
        if _size(name, variable) > MAXIMUM_VALUE:
            message = f"`{name}` is longer than the {MAXIMUM_VALUE // 1024} KiB that Linux gives to one variable"
            yield Finding(("env", name), message, "put it into a file of the image", on_key=True)
    total = sum(_size(name, variable) for name, variable in context.spec.env.items())
    if total > MAXIMUM_BYTES:
        message = f"`env` has {total // 1024} KiB, and {MAXIMUM_BYTES // 1024} KiB is the most"
        yield Finding(("env",), message, "put large values into a file of the image", on_key=True)
