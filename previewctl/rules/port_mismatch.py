"""A process listens on the port that the file says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import PORT_MISMATCH
from previewctl.rules.context import Finding, Remedy, RuleContext, rule
from previewctl.rules.listening import listeners, place_of
from previewctl.source.edits import ReplaceSource

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(PORT_MISMATCH)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a command that listens on another port than `port` says.

    Why:
        Probes, the Service and the public address all go to `port`. Where nothing listens the process never gets ready, and
        the sync waits until its deadline.

    Bad:
        processes:
          web: {command: [gunicorn, shop.wsgi, -b, "0.0.0.0:8080"], port: 8000}

    Good:
        processes:
          web: {command: [gunicorn, shop.wsgi, -b, "0.0.0.0:8000"], port: 8000}

    Fix:
        Make both the same. The container has the number in the variable `PORT` too.
    """
    for name, process, found in listeners(context.spec):
        ports = [item.port for item in found]
        by_itself = all(item.port_at is None and item.host_at is None and item.on_loopback for item in found)
        if None in ports or process.port in ports or by_itself:  # what listens on loopback is told about that first
            continue
        item, port = found[0], ("processes", name, "port")
        path, part = place_of(name, item.port_at or item.at)
        message = f"`{item.server}` listens on port {item.port}, and `port` says {process.port}"
        remedy = f"write `port: {item.port}`, or let the command listen on {process.port}"
        fix = Remedy(f"write `port: {item.port}`", (ReplaceSource(port, str(item.port)),))
        yield Finding(
            path, message, remedy, placeholder=part, first=port, because="the port that is announced", remedy=fix
        )
