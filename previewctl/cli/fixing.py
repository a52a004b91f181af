"""`lint --fix` and `lint --diff`: mends, checks again, and writes or shows the difference."""

from __future__ import annotations

import difflib
import os
import sys
import tempfile
from typing import TYPE_CHECKING

from previewctl.fixing import apply_fixes
from previewctl.reporters.changes import colored_diff
from previewctl.reporters.style import style_for
from previewctl.source.read import STDIN, SourceText

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from previewctl.cli.inputs import Inputs, ReadFile
    from previewctl.cli.options import Color

_MOST_ROUNDS = 10
"""A fix may bring another finding to light; no file needs more rounds than this, and two fixes may undo each other."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def fix_all(inputs: Inputs, check: Callable[[Mapping[str, SourceText]], Inputs], *, unsafe: bool) -> tuple[Inputs, int]:
    """What is left after fixing, with the fixed texts in its `sources`, and how many findings were mended."""
    texts: dict[str, SourceText] = {}
    total = 0
    for _ in range(_MOST_ROUNDS):
        changed = 0
        for shown, read in inputs.sources.items():
            found = [item for item in inputs.diagnostics if item.location.path == shown]
            fixed = apply_fixes(read.source.text, found, unsafe=unsafe)
            if fixed.text != read.source.text:
                mark = _BYTE_ORDER_MARK if read.source.data.startswith(_BYTE_ORDER_MARK) else b""
                texts[read.path] = SourceText(shown, fixed.text, mark + fixed.text.encode())
                changed += fixed.fixes
        if not changed:
            break
        total += changed
        inputs = check(texts)
    return inputs, total


def show_changes(original: Mapping[str, ReadFile], fixed: Mapping[str, ReadFile], color: Color) -> int:
    """Prints a unified diff; 1 when there is a difference."""
    style = style_for(sys.stdout, color.value, os.environ)
    code = 0
    for shown, read in fixed.items():
        before = original[shown].source.text
        if before != read.source.text:
            code = 1
            lines = difflib.unified_diff(
                before.splitlines(keepends=True), read.source.text.splitlines(keepends=True), shown, shown
            )
            ended = (line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)
            sys.stdout.write(colored_diff("".join(ended), style))
    return code


def write_changes(original: Mapping[str, ReadFile], fixed: Mapping[str, ReadFile]) -> None:
    """Writes every file that has changed, each in one rename; standard input goes to standard output, changed or not."""
    for shown, read in fixed.items():
        if read.path == STDIN:
            sys.stdout.write(read.source.text)
        elif read.source.data != original[shown].source.data:
            _write(os.path.realpath(read.path), read.source.data)


def _write(path: str, data: bytes) -> None:
    descriptor, scratch = tempfile.mkstemp(prefix=".previewctl-", dir=os.path.dirname(path))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.chmod(scratch, os.stat(path).st_mode & 0o777)
        os.replace(scratch, path)
    except BaseException:
        os.unlink(scratch)
        raise
