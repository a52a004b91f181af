"""Health endpoints that answer before Django checks the Host header.

The kubelet and load balancers probe a pod by its address, which no ALLOWED_HOSTS can list.
"""

from collections.abc import Callable

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse


def healthz() -> HttpResponse:
    """The process serves requests. No database, so a slow one restarts no pod."""
    return HttpResponse("ok\n", content_type="text/plain")


def readyz() -> HttpResponse:
    """The database answers too."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("no database\n", content_type="text/plain", status=503)
    return healthz()


class ProbeMiddleware:
    """Answers /healthz and /readyz, and passes everything else on."""

    probes = {"/healthz": healthz, "/readyz": readyz}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if probe := self.probes.get(request.path):
            return probe()
        return self.get_response(request)
