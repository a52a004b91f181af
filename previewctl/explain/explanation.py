"""The sections of a rule's docstring."""

from __future__ import annotations

import re
import textwrap
from typing import NamedTuple

_SECTION = re.compile(r"^(Why|Bad|Good|Fix):\n", re.MULTILINE)


class Explanation(NamedTuple):
    """Why a code exists, an example of what it reports and of what it does not, and what to do.

    `bad` and `good` are YAML: top-level keys of preview.yaml, and after a line such as `# platform.yaml` those of
    another file.
    """

    summary: str
    why: str
    bad: str
    good: str
    fix: str


def parse_explanation(docstring: str) -> Explanation:
    """Reads a docstring with the sections Why, Bad, Good and Fix; raises ValueError where one is missing."""
    first, _, rest = docstring.partition("\n")
    summary, *parts = _SECTION.split(f"{first}\n{textwrap.dedent(rest)}\n")
    sections = {
        name: textwrap.dedent(text).strip("\n").rstrip() for name, text in zip(parts[::2], parts[1::2], strict=True)
    }
    if missing := {"Why", "Bad", "Good", "Fix"} - sections.keys():
        raise ValueError(f"{summary.strip()!r} has no section {sorted(missing)}")
    prose = {name: " ".join(sections[name].split()) for name in ("Why", "Fix")}
    return Explanation(summary.strip(), prose["Why"], sections["Bad"], sections["Good"], prose["Fix"])
