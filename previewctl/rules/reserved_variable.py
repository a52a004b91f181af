"""Variables that previewctl sets in every container itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import RESERVED_VARIABLE
from previewctl.plan.variables import PASSWORD_VARIABLE
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.two_writers import writers

if TYPE_CHECKING:
    from collections.abc import Iterator

RESERVED = {
    "PORT": "the port of the process",
    "PREVIEW_NAME": "the preview's name",
    "PREVIEW_SERVICE": "the service's name",
    "PREVIEW_URL": "the preview's URL",
    PASSWORD_VARIABLE: "the password of the database",
}


@rule(RESERVED_VARIABLE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a variable that previewctl sets itself.

    Why:
        Every container gets `PORT` and some variables whose names start with `PREVIEW_` from previewctl. A second value for one of
        them would win or lose by the order in which Kubernetes reads them.

    Bad:
        env: {PORT: "9100"}

    Good:
        env: {METRICS_PORT: "9100"}

    Fix:
        Choose another name. The port that a process listens on is said by its `port`.
    """
    for name, path in writers(context.spec):
        if name in RESERVED:
            message = f"`{name}` is set by previewctl: it is {RESERVED[name]}"
            yield Finding(path, message, "choose another name", on_key=path[0] == "env")
