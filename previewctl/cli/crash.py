"""What the user sees of a bug in previewctl: one line, and a log file for the report."""

from __future__ import annotations

import platform
import sys
import tempfile
import traceback

from previewctl import __version__
from previewctl.cli.streams import harmless, say_error
from previewctl.errors import InternalError


def report_crash(error: Exception) -> int:
    """Writes versions and traceback to a log file and says where; gives the exit code of a bug."""
    lines = [f"previewctl {__version__}, Python {platform.python_version()} on {platform.system()}\n"]
    lines += [f"arguments: {sys.argv[1:]}\n", *traceback.format_exception(error)]
    say_error(f"this is a bug in previewctl: {type(error).__name__}: {error}")
    try:
        with tempfile.NamedTemporaryFile(
            "w", prefix="previewctl-", suffix=".log", delete=False, encoding="utf-8"
        ) as log:
            log.writelines(lines)
    except OSError:
        sys.stderr.writelines(lines)
    else:
        print(f"hint: please report it with {harmless(log.name)}", file=sys.stderr)
    return InternalError.exit_code
