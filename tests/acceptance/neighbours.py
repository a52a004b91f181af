"""Stand-ins for what a service calls: billing-api, which makes invoices, and a mail server, which keeps what it gets."""

from __future__ import annotations

import json
import socketserver
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from queue import Queue
from threading import Thread
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False


class _Billing(BaseHTTPRequestHandler):
    timeout = 10

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        answer = json.dumps({"number": f"INV-{body['order']}"}).encode()
        self.send_response(201)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name in the standard library
        """Says nothing: the output is pytest's."""


@contextmanager
def billing() -> Iterator[int]:
    """The port of a billing-api that invoices every order."""
    with _serving(_Billing) as port:
        yield port


@contextmanager
def mailbox() -> Iterator[tuple[int, Queue[str]]]:
    """The port of a mail server, and the messages that it gets."""
    messages: Queue[str] = Queue()

    class Session(socketserver.StreamRequestHandler):
        timeout = 10

        def handle(self) -> None:
            self.wfile.write(b"220 ready\r\n")
            while line := self.rfile.readline():
                verb = line[:4].upper()
                if verb == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    messages.put(b"".join(iter(self.rfile.readline, b".\r\n")).decode())
                self.wfile.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 fine\r\n")

    with _serving(Session) as port:
        yield port, messages


@contextmanager
def _serving(handler: type[socketserver.BaseRequestHandler]) -> Iterator[int]:
    with _Server(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield int(server.server_address[1])
        finally:
            server.shutdown()
            thread.join(10)
