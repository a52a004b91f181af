"""The command tree, and how a run ends."""

from __future__ import annotations

import errno
import os
import signal
import sys
from contextlib import suppress
from typing import Annotated

import typer

from previewctl import __version__
from previewctl.cli.commands import LazyGroup
from previewctl.cli.streams import discard_unwritable, harmless, prepare_streams, say_error
from previewctl.errors import PreviewctlError, UsageError

_NOT_WRITTEN = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EBADF})
EPILOG = "New here? Try `previewctl init`, `previewctl lint`, then `previewctl render --dry-run`."

app = typer.Typer(
    name="previewctl",
    cls=LazyGroup,
    help="The compiler for Heroku-style preview apps on Kubernetes: preview.yaml in, Kustomize overlays and Argo CD ApplicationSets out.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"previewctl {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    """Does nothing by itself: every action is a command."""


def main() -> None:
    """Runs the command line and exits: 0 fine, 1 findings, 2 usage, 3 a bug, 4 a remote failed, 130 interrupted."""
    with suppress(ValueError):  # only the main thread may say what a signal does
        # CI and process managers end what they run so, and it has to clean up after itself as after Ctrl-C.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    prepare_streams(sys.argv[1:], os.environ)
    try:
        code = _run()
    except BrokenPipeError:
        code = 0  # the reader went away, as in `previewctl plan | head`
    discard_unwritable()
    sys.exit(code)


def _run() -> int:
    try:
        result = app(standalone_mode=False, prog_name="previewctl")
        sys.stdout.flush()
    except typer.Abort:
        return 130
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        raise
    except PreviewctlError as error:
        say_error(str(error), error.hint)
        return error.exit_code
    except OSError as error:
        return _refused(error)
    except Exception as error:  # noqa: BLE001 - the last place that can keep a traceback from the user
        return _ended_by(error)
    return result if isinstance(result, int) else 0


def _refused(error: OSError) -> int:
    """What the system does not let happen is no bug: a full disk, a directory that is gone or may not be entered."""
    reason = (error.strerror or "").lower()
    if error.errno in _NOT_WRITTEN and error.filename is None:
        say_error(f"the output cannot be written: {reason}", "send it to where there is room")
    elif not _has_directory():
        say_error("the current directory does not exist any more", "change into one that does")
    elif error.filename is not None and reason:
        say_error(f"{os.fsdecode(error.filename)}: {reason}", "check that it is there and that you may use it")
    else:
        return _ended_by(error)
    return UsageError.exit_code


def _has_directory() -> bool:
    try:
        os.getcwd()
    except OSError:
        return False
    return True


def _ended_by(error: Exception) -> int:
    # The exceptions are those of the click that typer carries inside, which has no public name.
    code, show = getattr(error, "exit_code", None), getattr(error, "show", None)
    if isinstance(code, int):
        if callable(show):
            error.message = harmless(str(getattr(error, "message", "")))  # type: ignore[attr-defined]
            with suppress(OSError):  # nobody can be told
                show()
        return code
    from previewctl.cli.crash import report_crash

    return report_crash(error)
