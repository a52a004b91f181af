"""JSON that can be looked at in a terminal."""

from __future__ import annotations

import json
from typing import Any


def json_text(data: Any) -> str:
    """`data` in JSON, indented, with a line feed at its end.

    Letters of all languages stand as they are, but what a terminal would act on is escaped: JSON by itself only escapes
    the control characters below U+0020, not those above, and not those that turn the direction of writing.
    """
    text = json.dumps(data, indent=2, ensure_ascii=False).replace("##[", "##\\u005b")  # see workflow_log.py
    if not text.isascii() or "\x7f" in text:
        text = "\n".join(line if line.isprintable() else _shown(line) for line in text.split("\n"))
    return text + "\n"


def _shown(line: str) -> str:
    return "".join(c if c.isprintable() else _escaped(c) for c in line)


def _escaped(character: str) -> str:
    return json.dumps(character)[1:-1] if not character.isascii() else f"\\u{ord(character):04x}"
