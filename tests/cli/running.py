"""Runs previewctl as a process, and writes what came out as the snapshots have it."""

from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from previewctl import __version__
from previewctl.cli import printing
from previewctl.cli.app import main

ROOT = Path(__file__).parents[2]
SHA = "0123456789abcdef0123456789abcdef01234567"

PREVIEW = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: orders-api
runtime: django
image: registry.example.com/orders-api
processes:
  web: {command: [gunicorn, shop.wsgi], port: 8000, health: /healthz}
  worker: {command: [celery, -A, shop, worker]}
databases:
  postgres: {version: "17", env: DATABASE_URL}
migrations: {command: [python, manage.py, migrate]}
dependencies:
  billing-api: {env: BILLING_API_URL}
env:
  LOG_LEVEL: debug
  PUBLIC_URL: ${endpoint.url}
  SECRET_KEY: {generate: secret, length: 64}
"""
OVERRIDES = "overrides:\n  billing-api: pr-123\n"
BAD = (
    PREVIEW.replace("billing-api: {env", "biling-api: {env")
    .replace("debug", "${endpont.url}")
    .replace("8000", '"8000"')
)
LINKS = PREVIEW.replace("billing-api: {env", "biling-api: {env").replace("debug", "${endpont.url}")
PLATFORM = """\
apiVersion: previewctl.dev/v1
kind: Platform
github: {organization: acme}
gitops: {url: https://github.com/acme/gitops.git}
domain: preview.example.com
endpoint: {gateway: {name: previews, namespace: gateway-system}}
services:
  orders-api: {}
  billing-api: {staging: {public: https://billing.acme.dev}}
"""


@dataclass(frozen=True)
class Run:
    """How a process ended."""

    code: int
    out: str
    err: str

    def shown(self) -> str:
        """Exit code, stdout and stderr together."""
        return f"exit: {self.code}\n----- stdout\n{self.out}----- stderr\n{self.err}"


def environment(**changes: str) -> dict[str, str]:
    """An environment without anything of this machine's that previewctl looks at."""
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "TMPDIR") if key in os.environ}
    git = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_CEILING_DIRECTORIES": "/"}
    columns = {"COLUMNS": "100", "LC_ALL": "C.UTF-8", "PYTHONPATH": str(ROOT)}
    return {**kept, **git, **columns, **changes}


def command(*arguments: str) -> list[str]:
    """The command line of a run."""
    return [sys.executable, "-m", "previewctl", *arguments]


def run(directory: Path, *arguments: str, stdin: str | bytes = "", **changes: str) -> Run:
    """Runs previewctl in a directory, with these changes of its environment."""
    done = subprocess.run(
        command(*arguments),
        cwd=directory,
        env=environment(**changes),
        input=stdin if isinstance(stdin, bytes) else stdin.encode(),
        capture_output=True,
        timeout=60,
        check=False,
    )
    return Run(done.returncode, _normal(done.stdout, directory), _normal(done.stderr, directory))


def inside(directory: Path, *arguments: str) -> Run:
    """The same in this process, where the process itself is not what is tested: many times as fast."""
    out, err, code = io.StringIO(), io.StringIO(), 0
    printing._file_lines.cache_clear()  # a process has one working directory, and these runs have many
    before, sys.argv = sys.argv, ["previewctl", *arguments]
    try:
        with contextlib.chdir(directory), contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            main()
    except SystemExit as ended:
        code = int(ended.code or 0)
    finally:
        sys.argv = before
    return Run(code, out.getvalue(), err.getvalue())


def _normal(raw: bytes, directory: Path) -> str:
    text = raw.decode().replace(str(directory), "<dir>").replace(f"previewctl {__version__}", "previewctl <version>")
    text = re.sub(r"\S*previewctl-\w+\.log", "<log>", text)
    return "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def git(directory: Path, *arguments: str) -> str:
    """Runs git with a fixed author."""
    author = ["-c", "user.name=a", "-c", "user.email=a@example.com", "-c", "init.defaultBranch=main"]
    done = subprocess.run(
        ["git", *author, "-C", str(directory), *arguments], env=environment(), capture_output=True, check=True
    )
    return done.stdout.decode().strip()
