"""`lint --fix` and `lint --diff`: mends, checks again, and writes or shows the difference."""

from __future__ import annotations

import os
import sys
import tempfile
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import printable
from previewctl.fixing import apply_fixes
from previewctl.reporters.changes import colored_diff
from previewctl.reporters.findings.mending import mending
from previewctl.reporters.style import style_for
from previewctl.source.read import STDIN, SourceText, read_source

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from previewctl.cli.inputs import Inputs, ReadFile
    from previewctl.cli.options import Color
    from previewctl.fixing import Model

_MOST_ROUNDS = 10
"""A fix may bring another finding to light; no file needs more rounds than this, and two fixes may undo each other."""
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Mended(NamedTuple):
    """What is left after fixing, with the fixed texts in its `sources`; how many findings were mended; and the files as they were."""

    inputs: Inputs
    fixes: int
    originals: Mapping[str, ReadFile]


def fix_all(
    inputs: Inputs,
    check: Callable[[Mapping[str, SourceText]], Inputs],
    model_of: Callable[[str], Model],
    *,
    unsafe: bool,
) -> Mended:
    """Mends and checks again, until there is nothing left to mend.

    `check` gets the texts by the paths of their files, `model_of` tells what the file at a path is.
    """
    texts: dict[str, SourceText] = {}
    originals = dict(inputs.sources)
    total = 0
    for _ in range(_MOST_ROUNDS):
        changed = 0
        for shown, read in inputs.sources.items():
            found = [item for item in inputs.diagnostics if item.location.path == shown]
            fixed = apply_fixes(read.source.text, found, unsafe=unsafe, model=model_of(read.path))
            if fixed.text != read.source.text:
                mark = _BYTE_ORDER_MARK if read.source.data.startswith(_BYTE_ORDER_MARK) else b""
                texts[read.path] = SourceText(shown, fixed.text, mark + fixed.text.encode())
                changed += fixed.fixes
        if not changed:
            break
        total += changed
        inputs = check(texts)
        for shown, read in inputs.sources.items():  # a platform.yaml that is mended lets previews be read
            originals.setdefault(shown, read)
    return Mended(inputs, total, originals)


def show_changes(original: Mapping[str, ReadFile], fixed: Mapping[str, ReadFile], color: Color) -> bool:
    """Prints a unified diff; whether there is a difference."""
    style = style_for(sys.stdout, color.value, os.environ)
    differs = False
    for shown, read in fixed.items():
        before, after = original[shown].source.data, read.source.data
        if before != after:
            differs = True
            sys.stdout.write(colored_diff(mending(shown, before.decode(), after.decode()), style))
    return differs


def write_changes(original: Mapping[str, ReadFile], fixed: Mapping[str, ReadFile]) -> list[str]:
    """Writes every file that has changed, each in one rename; gives what was not written, and why, in whole sentences.

    Standard input goes to standard output, changed or not.
    """
    problems = []
    for shown, read in fixed.items():
        before = original[shown].source.data
        if read.path == STDIN:
            sys.stdout.flush()
            sys.stdout.buffer.write(read.source.data)
            sys.stdout.buffer.flush()
        elif read.source.data != before:
            try:
                problem = _write(read.path, before, read.source.data)
            except OSError as error:
                problem = f"cannot be written: {(error.strerror or 'unknown reason').lower()}"
            if problem:
                problems.append(f"{printable(shown)} {problem}")
    return problems


def _write(path: str, before: bytes, data: bytes) -> str | None:
    """Why the file was left alone: somebody has saved it meanwhile."""
    target = os.path.realpath(path)
    descriptor, scratch = tempfile.mkstemp(prefix=".previewctl-", dir=os.path.dirname(target))
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.chmod(scratch, os.stat(target).st_mode & 0o777)
        now = read_source(path)
        if not isinstance(now, SourceText) or now.data != before:
            os.unlink(scratch)
            return "was changed meanwhile and is left as it is: run it again"
        os.replace(scratch, target)
    except BaseException:
        os.unlink(scratch)
        raise
    return None
