"""A process listens where other pods can reach it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import LISTENS_ON_LOOPBACK
from previewctl.rules.context import Finding, Remedy, RuleContext, rule
from previewctl.rules.listening import listeners, place_of
from previewctl.source.edits import ReplacePart

if TYPE_CHECKING:
    from collections.abc import Iterator

_RUNSERVERS = ("runserver", "runserver_plus")
_REMEDIES = {
    "uvicorn": "add `--host 0.0.0.0`",
    "hypercorn": "add `--bind 0.0.0.0:{port}`",
    "daphne": "add `-b 0.0.0.0`",
    "flask": "add `--host 0.0.0.0`",
    "fastapi dev": "add `--host 0.0.0.0`, or use `fastapi run`",
    "runserver": "write `runserver 0.0.0.0:{port}`",
    "runserver_plus": "write `runserver_plus 0.0.0.0:{port}`",
}


@rule(LISTENS_ON_LOOPBACK)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a command that listens where no other pod can reach it.

    Why:
        127.0.0.1 is the pod's own loopback interface. Probes and requests come to the pod's address, where nothing answers, so the
        process never gets ready. uvicorn, hypercorn, daphne, `flask run`, `fastapi dev` and `runserver` listen there
        unless they are told otherwise.

    Bad:
        processes:
          web: {command: [uvicorn, "shop.asgi:application"], port: 8000}

    Good:
        processes:
          web: {command: [uvicorn, "shop.asgi:application", --host, 0.0.0.0], port: 8000}

    Fix:
        Let the command listen on `0.0.0.0`, which means all addresses of the pod.
    """
    for name, process, found in listeners(context.spec):
        if not all(item.on_loopback for item in found):
            continue
        item = found[0]
        alone = item.port_at if item.server in _RUNSERVERS else None
        path, part = place_of(name, item.host_at or alone or item.at)
        told = "" if item.host_at else " unless it is told otherwise"
        message = f"`{item.server}` listens on {item.host}{told}, where no other pod can reach it"
        remedy, fix = _REMEDIES.get(item.server, "").format(port=process.port), None
        if item.host_at or alone:
            address = "0.0.0.0" if item.host_at else f"0.0.0.0:{item.port}"  # noqa: S104 - in a pod
            remedy = f"write `{address}`"
            fix = Remedy(remedy, (ReplacePart(path, part.start, part.end, address),)) if part else None
        yield Finding(path, message, remedy, placeholder=part, remedy=fix)
