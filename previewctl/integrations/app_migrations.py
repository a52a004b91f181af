"""Runs the migrations of a Django project against a throw-away server, as `manage.py migrate` does in a preview.

The project's code runs as the user that runs previewctl, and with that user's environment, as it does when somebody
migrates by hand: an interpreter below a home directory is out of reach for anybody else.
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

from previewctl.errors import UsageError
from previewctl.integrations.processes import ProcessError, kill

MANAGE = "manage.py"
_SECONDS = 900
_LINES = 8


class App(NamedTuple):
    """A Django project: its directory, and the interpreter that has what it needs."""

    directory: Path
    python: str


def find_app(directory: str, python: str | None) -> App:
    """The project in a directory, with the interpreter that was named, that of its `.venv`, or the one of previewctl."""
    home = Path(directory)
    if not (home / MANAGE).is_file():
        raise UsageError(
            f"there is no {MANAGE} in {directory}", hint="name the Django project's directory: `--with-app DIR`"
        )
    if python is not None:
        return App(home, python)
    for own in (home / ".venv/bin/python", home / ".venv/Scripts/python.exe"):
        if own.is_file():
            # Not resolved: an environment's interpreter is a link, and knows by its own place what is installed.
            return App(home, str(own.absolute()))
    return App(home, sys.executable)


def migrate(app: App, url: str) -> None:
    """Runs all migrations against the database at `url`; ProcessError with the last lines of what was printed."""
    try:
        process = subprocess.Popen(
            [app.python, MANAGE, "migrate", "--noinput", "--no-color"],
            cwd=app.directory,
            env=_environment(url),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    except OSError as error:
        hint = "name the app's interpreter: `--python PATH`"
        raise UsageError(f"`{app.python}` cannot be run: {error.strerror}", hint=hint) from None
    try:
        output, _ = process.communicate(timeout=_SECONDS)
    except subprocess.TimeoutExpired:
        raise ProcessError(f"`{MANAGE} migrate` did not end within {_SECONDS} seconds") from None
    finally:
        if process.poll() is None:
            kill(process)
    if process.returncode:
        raise ProcessError(_last_lines(output.decode(errors="replace")))


def _environment(url: str) -> dict[str, str]:
    """The user's own, without PostgreSQL's variables, which would lead to another server than the URL does.

    Without a secret key Django does not start; previews generate one, and so does this.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    kept.setdefault("SECRET_KEY", secrets.token_hex(32))
    return {**kept, "DATABASE_URL": url, "PYTHONDONTWRITEBYTECODE": "1"}


def _last_lines(text: str) -> str:
    return " / ".join([line.strip() for line in text.splitlines() if line.strip()][-_LINES:])
