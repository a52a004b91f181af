"""What fixes change, as a unified diff without the secrets that stand around."""

from __future__ import annotations

import difflib
from itertools import chain
from typing import TYPE_CHECKING

from previewctl.diagnostics.excerpt import printable
from previewctl.reporters.findings.masking import masked_lines
from previewctl.reporters.findings.workflow_log import inert

if TYPE_CHECKING:
    from collections.abc import Iterator

_CONTEXT = 3


def mending(path: str, before: str, after: str) -> str:
    """The diff between two texts of a file; nothing where they are the same.

    The texts themselves are compared, and their lines are shown as snippets show them: with dots for secrets, and
    without characters that a terminal or the log of a workflow obeys. So a patch of it applies where there are none.
    """
    old, new = _lines(before), _lines(after)
    hunks = list(difflib.SequenceMatcher(None, old, new, autojunk=False).get_grouped_opcodes(_CONTEXT))
    if not hunks:
        return ""
    shown_old, shown_new = ([*map(_shown, masked_lines(lines))] for lines in (old, new))
    body = chain.from_iterable(_hunk(hunk, shown_old, shown_new) for hunk in hunks)
    return "".join([f"--- {inert(path)}\n", f"+++ {inert(path)}\n", *body])


def _lines(text: str) -> list[str]:
    """Lines with their ends; only a line feed ends one."""
    lines = [f"{line}\n" for line in text.split("\n")]
    lines[-1] = lines[-1][:-1]
    return lines if lines[-1] else lines[:-1]


def _hunk(hunk: list[tuple[str, int, int, int, int]], old: list[str], new: list[str]) -> Iterator[str]:
    first, last = hunk[0], hunk[-1]
    yield f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@\n"
    for kind, old_first, old_last, new_first, new_last in hunk:
        if kind == "equal":
            yield from (f" {line}" for line in old[old_first:old_last])
            continue
        yield from (f"-{line}" for line in old[old_first:old_last])
        yield from (f"+{line}" for line in new[new_first:new_last])


def _range(start: int, stop: int) -> str:
    """As `diff -u` counts: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start if length == 0 else start + 1},{length}"


def _shown(line: str) -> str:
    body = line.removesuffix("\n")
    kept = "\r" if body.endswith("\r") else ""
    mark = "\ufeff" if body.startswith("\ufeff") else ""
    parts = body.removeprefix(mark).removesuffix("\r").split("\t")
    text = mark + inert("\t".join(map(printable, parts)))
    if text.lstrip().startswith("::"):  # the runner of GitHub Actions takes it for a command, blanks before it or not
        text = text.replace("::", ":\N{MODIFIER LETTER COLON}", 1)
    return f"{text}{kept}\n" + ("" if line.endswith("\n") else "\\ No newline at end of file\n")
