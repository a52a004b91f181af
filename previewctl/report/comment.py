"""The marks in a preview's comment: which service it is about, and what one run tells the next in it.

The first line says that it is ours. The second keeps a few facts that stand nowhere else, such as when the preview's
people were warned that it will go: `{"warnedAt": "2026-11-27T12:00:00Z", "removeAt": "2026-11-28T12:00:00Z"}`.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

LONGEST_COMMENT = 65_536
WARNED_AT = "warnedAt"
REMOVE_AT = "removeAt"
_STATE = re.compile(r"<!-- previewctl:state (\{[^\n]*\}) -->")
_LABEL = re.compile(r"[^A-Za-z0-9 ._:/-]")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_NOTICE = "> [!WARNING]\n> "
_WHY = {
    "idle": "Nobody has used this preview lately. It goes at {when} unless somebody pushes, comments or adds the label {keep}.",
    "lifetime": "This preview has been here as long as one may. It goes at {when} unless somebody adds the label {keep}.",
    "cap": (
        "There are more previews than allowed, and nobody has used this one for the longest time. It goes at {when} unless "
        "another one goes before, somebody pushes or comments, or adds the label {keep}."
    ),
}


def marker(service: str) -> str:
    """The first line of the comment about a service's preview."""
    return f"<!-- previewctl:preview service={service} -->"


def is_about(body: str, service: str) -> bool:
    """Whether a comment, written by us, is the one about this service."""
    return body.replace("\r\n", "\n").startswith(marker(service) + "\n")


def hidden_state(body: str) -> dict[str, str]:
    """What earlier runs noted in a comment of ours; nothing where the note has another form."""
    lines = body.replace("\r\n", "\n").split("\n", 2)
    found = _STATE.fullmatch(lines[1]) if len(lines) > 1 else None
    try:
        state = json.loads(found[1]) if found else {}
    except (ValueError, RecursionError):
        return {}
    return {key: value for key, value in state.items() if isinstance(value, str)}


def with_hidden_state(body: str, state: Mapping[str, str]) -> str:
    """A comment of ours with another note, and with the warning that the note's `warnedAt` and `removeAt` make, or without."""
    first, _, rest = body.replace("\r\n", "\n").partition("\n")
    if _STATE.fullmatch(rest.partition("\n")[0]):
        rest = rest.partition("\n")[2]
    if rest.startswith(_NOTICE):
        rest = rest.partition("\n\n")[2]
    return f"{first}\n{_note(state)}\n{notice(state)}{rest}"


def notice(state: Mapping[str, str]) -> str:
    """What people read where they were warned; empty otherwise."""
    remove_at = state.get(REMOVE_AT, "")
    if WARNED_AT not in state or not _TIME.fullmatch(remove_at):
        return ""
    when = f"{remove_at[:10]} {remove_at[11:16]} UTC"
    keep = _LABEL.sub("", state.get("keepLabel", "preview-keep"))
    why = _WHY.get(state.get("warnedFor", ""), _WHY["idle"])
    return f"{_NOTICE}{why.format(when=when, keep=f'`{keep}`')}\n\n"


def _note(state: Mapping[str, str]) -> str:
    # Neither can end the HTML comment that they stand in.
    text = json.dumps(dict(sorted(state.items())), separators=(",", ":"))
    return "<!-- previewctl:state " + text.replace("-", "\\u002d").replace(">", "\\u003e") + " -->"
