"""Not every node lets an ordinary user listen on a port below 1024, and nothing in a preview runs as root."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import PRIVILEGED_PORT
from previewctl.plan.processes import DEFAULT_USERS, declared_processes
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.rules.context import KeyPath

_FIRST_FREE = 1024


@rule(PRIVILEGED_PORT)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a port below 1024, which not every node lets an ordinary user listen on.

    Why:
        Pods of a preview run as an ordinary user and without capabilities. Docker and containerd from version 2 on let such a user
        listen on port 80; CRI-O, and containerd as many older nodes have it, do not. So a preview may work on one node and fail on
        the next.

    Bad:
        processes: {web: {port: 80}}

    Good:
        processes: {web: {port: 8080}}

    Fix:
        Let the program listen on a port above 1023 and write that one. The public address does not change.
    """
    for path, port, user in _ports(context):
        if port < _FIRST_FREE:
            message = f"whether user {user} may listen on port {port} depends on the node: it is below {_FIRST_FREE}"
            yield Finding(path, message, "listen on a port above 1023, such as 8080")


def _ports(context: RuleContext) -> Iterator[tuple[KeyPath, int, int]]:
    spec = context.spec
    for name, process in declared_processes(spec).items():
        if process.port:
            yield ("processes", name, "port"), process.port, spec.user or DEFAULT_USERS[spec.runtime]
    for name, service in spec.services.items():
        yield ("services", name, "port"), service.port, service.user
