"""The command tree, and how a run ends."""

from __future__ import annotations

import gc
import os
import sys
from typing import Annotated

import typer

from previewctl import __version__
from previewctl.cli.commands import LazyGroup
from previewctl.errors import PreviewctlError

EPILOG = "New here? Try `previewctl lint`, `previewctl plan`, then `previewctl render --dry-run`."

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
    # A run is short and makes many small objects that live to its end: collecting them often only costs time.
    gc.set_threshold(200_000)
    try:
        sys.exit(_run())
    except BrokenPipeError:
        # The reader went away, as in `previewctl plan | head`; closing stdout would complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)


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
        hint = f"\nhint: {error.hint}" if error.hint else ""
        print(f"error: {error}{hint}", file=sys.stderr)
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the last place that can keep a traceback from the user
        return _ended_by(error)
    return result if isinstance(result, int) else 0


def _ended_by(error: Exception) -> int:
    # The exceptions are those of the click that typer carries inside, which has no public name.
    code, show = getattr(error, "exit_code", None), getattr(error, "show", None)
    if isinstance(code, int):
        if callable(show):
            show()
        return code
    from previewctl.cli.crash import report_crash

    return report_crash(error)
