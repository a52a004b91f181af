"""URLs of services: `http://` or `https://`, a host, perhaps a port and a path; no user, query or fragment."""

from __future__ import annotations

import re

from previewctl.diagnostics.excerpt import quoted
from previewctl.spec.refusal import Refusal

_URL = re.compile(
    r"(?P<scheme>https?)://(?P<host>[a-z0-9.-]{1,253})(?::(?P<port>[0-9]{1,5}))?(?P<path>(?:/[A-Za-z0-9._~%-]*)*)"
)
_CREDENTIALS = re.compile(r"//[^/@\s]*@")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")

HTTP_URL_PATTERN = r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?$"
HTTPS_URL_PATTERN = r"^https://[a-z0-9.-]+(:[0-9]{1,5})?(/[A-Za-z0-9._~%/-]*)?$"


def parse_url(text: str, schemes: tuple[str, ...] = ("http", "https")) -> str:
    """The URL without a slash at its end; raises Refusal that says what is allowed."""
    found = _URL.fullmatch(text)
    fits = (
        found is not None
        and found["scheme"] in schemes
        and 0 < int(found["port"] or 1) < 65_536
        and all(_LABEL.fullmatch(label) for label in found["host"].split("."))
    )
    if not fits:
        wanted = " or ".join(f"`{scheme}://`" for scheme in schemes)
        shown = _CREDENTIALS.sub("//…@", text, count=1)  # messages end up in logs
        raise Refusal(
            f"{quoted(shown)} is not a URL of a service",
            f"write {wanted} and a host in lower case, perhaps a port and a path",
        )
    return text.rstrip("/")
