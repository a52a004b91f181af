"""Text in a SARIF message."""

from __future__ import annotations

import re

from previewctl.diagnostics.excerpt import printable

_PLACEHOLDER = re.compile(r"\{(\d+)\}")


def message(text: str) -> dict[str, str]:
    """A message that says just this, whatever a user has written into it.

    `{0}` would be a placeholder (SARIF 2.1.0, 3.11.5), so its braces are doubled. The standard wants that of all braces,
    but viewers do not turn the doubled ones back, and `${{endpoint.url}}` means something else than what was found.
    `[text](target)` would be a link (3.11.6), in some viewers even out of plain text: a space keeps it from being one.
    """
    lines = map(printable, text.split("\n"))
    return {"text": _PLACEHOLDER.sub(r"{{\1}}", "\n".join(lines)).replace("](", "] (")}
