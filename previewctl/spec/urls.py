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


_ORIGIN = re.compile(r"https://(?P<first>[a-z0-9*-]{1,63})(?P<rest>(?:\.[a-z0-9-]{1,63})+)(?::(?P<port>[0-9]{1,5}))?/?")
_MOST_STARS = 2
"""As many as a service and a number need: matching takes a power of the label's length."""
ORIGIN_PATTERN = r"^https://[a-z0-9*-]+(\.[a-z0-9-]+)+(:[0-9]{1,5})?$"


def parse_origin(text: str) -> str:
    """The origin of a browser's page, perhaps with `*` in the first label; raises Refusal that says what is allowed."""
    found = _ORIGIN.fullmatch(text)
    fits = (
        found is not None
        and found["first"].count("*") <= _MOST_STARS
        and _LABEL.fullmatch(found["first"].replace("*", "x"))
        and all(_LABEL.fullmatch(label) for label in found["rest"][1:].split("."))
        and 0 < int(found["port"] or 1) < 65_536
    )
    if not fits:
        raise Refusal(
            f"{quoted(_CREDENTIALS.sub('//…@', text, count=1))} is not an origin",
            "write `https://` and a host in lower case; `*` may stand in its first label, as in `https://*.example.dev`",
        )
    return text.rstrip("/")


def admits(pattern: str, origin: str) -> bool:
    """Whether an origin of a catalogue, which may have `*` in its first label, stands for `origin`."""
    if "*" not in pattern:
        return pattern == origin
    parts = (re.escape(part) for part in pattern.split("*"))
    return re.fullmatch("[a-z0-9-]+".join(parts), origin) is not None
