"""A health path is asked over the process's port."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import HEALTH_WITHOUT_PORT
from previewctl.plan.processes import declared_processes, endpoint_process
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.suggestions import removed

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(HEALTH_WITHOUT_PORT)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a health path of a process that does not listen.

    Why:
        Kubernetes asks for the path over HTTP, on the process's port. Without a port nothing is ever asked, and the process counts
        as healthy as soon as it has started.

    Bad:
        processes:
          web: {port: 8000}
          worker: {command: [python, work.py], health: /healthz}

    Good:
        processes:
          web: {port: 8000}
          worker: {command: [python, work.py], port: 9000, health: /healthz}

    Fix:
        Give the process the `port` that it answers on, or remove `health`.
    """
    for name, process in declared_processes(context.spec).items():
        # The endpoint's process lacks its port in any case, which is a finding of its own.
        if process.health and not process.port and name != endpoint_process(context.spec):
            path = ("processes", name, "health")
            message = f"`{name}` has no port that could be asked for `{process.health}`"
            remedy = "give it a `port`, or remove `health`"
            yield Finding(path, message, remedy, on_key=True, remedy=removed(path))
