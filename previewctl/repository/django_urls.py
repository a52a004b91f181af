"""The path of a Django project that says whether it is well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.django_modules import module_path
from previewctl.repository.python_syntax import dotted, literal_text, parsed

if TYPE_CHECKING:
    import ast

    from previewctl.repository.django import DjangoSettings
    from previewctl.repository.files import Repository

_HEALTHY = re.compile(
    r"/?(?:[a-z]+/)?_{0,2}-?/?(?:health(?:[-_]?check|z)?|healthy|ht|livez|readyz|liveness|readiness|ping|heartbeat|up)/?"
)
_PLAIN = re.compile(r"/[A-Za-z0-9._~/-]*")


class HealthPath(NamedTuple):
    """A route, and where it is declared."""

    route: str
    path: str
    line: int


def health_path(repository: Repository, settings: DjangoSettings) -> HealthPath | None:
    """The first route of the project's own urlconf that is called like one for probes."""
    setting = settings.setting("ROOT_URLCONF")
    module = literal_text(setting.expression) if setting else None
    path = module_path(repository, module, settings.base) if module else None
    tree = parsed(repository.text(path) or "") if path else None
    if path is None or tree is None:
        return None
    import ast

    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        route = _route(call)
        if route is not None and _HEALTHY.fullmatch(route.strip("/")):
            full = f"/{route.lstrip('/')}"
            if _PLAIN.fullmatch(full):
                return HealthPath(full, path, call.lineno)
    return None


def _route(call: ast.Call) -> str | None:
    """The route of `path("health/", …)` or of `re_path(r"^health/$", …)` without its anchors."""
    name = dotted(call.func).rpartition(".")[2]
    route = literal_text(call.args[0])
    if route is None or len(call.args) < 2:
        return None
    if name == "path":
        return route if "<" not in route else None
    if name in {"re_path", "url"}:
        return (
            route.removeprefix("^").removesuffix("$").removesuffix("/?") if not re.search(r"[(\[|*+]", route) else None
        )
    return None
