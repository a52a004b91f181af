"""Writes text as one quoted word of a Dockerfile, whatever it holds."""

from __future__ import annotations

import re

_SPECIAL = re.compile(r'["\\$]')


def docker_word(value: str) -> str:
    """`value` in double quotes; a line break or another control character cannot be written and raises ValueError.

    `$` would stand for a variable: https://docs.docker.com/reference/dockerfile/#environment-replacement.
    """
    if not value.isprintable():
        raise ValueError(f"a Dockerfile cannot hold {value!r}")
    return '"' + _SPECIAL.sub(lambda found: "\\" + found.group(), value) + '"'
