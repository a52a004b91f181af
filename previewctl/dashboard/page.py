"""The dashboard: one page with everything in it, which asks nobody for anything."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import TYPE_CHECKING, Any

from previewctl.assets import asset_root
from previewctl.render.engine import render_template

if TYPE_CHECKING:
    from collections.abc import Sequence

    from previewctl.dashboard.preview import ShownPreview

_ESCAPES = str.maketrans({
    "<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029",
})  # fmt: skip
"""What would end or begin something in HTML: inside of JSON's texts, where alone they occur, these mean the same."""


def page(previews: Sequence[ShownPreview], now: int) -> bytes:
    """The HTML. Previews are data in it, never markup; `now`, in seconds since 1970, is when they were read.

    The policy lets the page's own style and script run, by their hashes, and forbids every request.
    """
    style, script = _asset("style.css"), _asset("script.js")
    policy = "; ".join([
        "default-src 'none'", f"style-src '{_hash(style)}'", f"script-src '{_hash(script)}'", "img-src data:",
        "base-uri 'none'", "form-action 'none'",
    ])  # fmt: skip
    data = {"generated": now, "previews": [_shown(preview) for preview in previews]}
    return render_template("dashboard/page.html", policy=policy, style=style, script=script, data=script_data(data))


def script_data(data: Any) -> str:
    """JSON that cannot end the element that it stands in."""
    return json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPES)


def _asset(name: str) -> str:
    return (asset_root("templates") / "dashboard" / name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _shown(preview: ShownPreview) -> dict[str, Any]:
    return {
        "service": preview.service,
        "pullRequest": preview.pull_request,
        "repository": preview.repository,
        "pullRequestUrl": preview.pull_request_url,
        "title": preview.title,
        "person": preview.person,
        "team": preview.team,
        "status": preview.status.value,
        "url": preview.url,
        "branch": preview.branch,
        "headSha": preview.head_sha,
        "seed": preview.seed,
        "created": preview.created,
        "active": preview.active,
        "expires": preview.expires,
        "expiry": preview.expiry,
        "sleep": preview.sleep,
        "monthlyCost": None if preview.cost is None else str(preview.cost),
        "dependencies": [item._asdict() for item in preview.dependencies],
    }
