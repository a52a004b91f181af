"""The health endpoint, which answers before Django checks the Host header."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ProbeMiddleware:
    """Answers /healthz without the database, and passes everything else on."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/healthz":
            return HttpResponse("ok\n", content_type="text/plain")
        return self.get_response(request)
