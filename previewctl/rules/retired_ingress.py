"""The Ingress controller still gets fixes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import RETIRED_INGRESS
from previewctl.rules.context import Finding, platform_rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.platform import PlatformSpec

_CLASS = r"(?!.*\b(?:f5|fabric|gateway|inc|plus)\b)(?:.+-)?nginx(?:-.+)?"
"""Names such as `nginx`, `nginx-internal` and `public-nginx`, but none that speak of another controller."""
_ANNOTATIONS = "nginx.ingress.kubernetes.io/"
_OF_ANOTHER = ("nginx.org/", "nginx.com/")
"""The annotations of F5's controller, whose class is usually called `nginx` too, and which is maintained."""


@platform_rule(RETIRED_INGRESS)
def check(platform: PlatformSpec) -> Iterator[Finding]:
    """Reports previews behind ingress-nginx, which was retired in March 2026.

    Why:
        The project's last release was in March 2026, and what is found in it since stays open. It reads every Ingress in the
        cluster, so a hole in it reaches more than the previews. See https://github.com/kubernetes/ingress-nginx.

    Bad:
        # platform.yaml
        endpoint: {kind: ingress, ingress: {className: nginx}, sourceNamespaces: [ingress-nginx]}

    Good:
        # platform.yaml
        endpoint: {kind: ingress, ingress: {className: traefik}, sourceNamespaces: [traefik]}

    Fix:
        Move to a Gateway with `kind: gateway`, or to a controller that is maintained. F5's controller, whose class is called
        `nginx` as well, is told by its annotations `nginx.org/…`; without one, silence this with a comment.
    """
    endpoint = platform.endpoint
    if endpoint.kind != "ingress" or endpoint.ingress is None:
        return
    keys = [(kind, key) for kind in ("annotations", "auth_annotations") for key in getattr(endpoint, kind)]
    remedy = "use `kind: gateway`, or a controller that is maintained"
    if re.fullmatch(_CLASS, endpoint.ingress.class_name) and not any(key.startswith(_OF_ANOTHER) for _, key in keys):
        message = (
            f"`{endpoint.ingress.class_name}` is the class of ingress-nginx, which has had no fixes since March 2026"
        )
        yield Finding(("endpoint", "ingress", "className"), message, remedy)
        return
    for kind, key in keys:
        if key.startswith(_ANNOTATIONS):
            path = ("endpoint", "authAnnotations" if kind == "auth_annotations" else kind, key)
            message = "this annotation is for ingress-nginx, which has had no fixes since March 2026"
            yield Finding(path, message, remedy, on_key=True)
            return
