"""Argo CD's own notification engine, run over one Application; what it sends goes to a server of this machine."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

from tests.realparts import programs

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.realparts.programs import Object


@dataclass(frozen=True)
class Fired:
    """A condition that was true: its trigger, what it is sent once for, and the templates."""

    trigger: str
    once_per: str
    templates: list[str]


@dataclass
class Inbox:
    """What has been sent: path, headers and body of each request."""

    url: str
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


def run(config: Object, application: Object, triggers: Sequence[str], *, service: str = "") -> list[Fired]:
    """What fires for an Application; with a `service` it is sent as well."""
    asked = {
        "configMap": config,
        "secret": {"previewctl-github-token": "secret-token"},
        "service": service,
        "triggers": list(triggers),
        "application": application,
    }
    answer = programs.run([programs.directory("notifications") / "notifications"], stdin=json.dumps(asked))
    return [Fired(each["trigger"], each["oncePer"], each["templates"]) for each in json.loads(answer)]


@contextmanager
def inbox() -> Iterator[Inbox]:
    """A server that takes every request."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            found.requests.append((self.path, dict(self.headers), json.loads(body)))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    found = Inbox(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
