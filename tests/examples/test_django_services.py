"""The examples' Django services work: their unit tests pass, and no migration is missing.

They need packages that previewctl's own environment has not got. PREVIEWCTL_EXAMPLES=1 installs them into a virtual
environment in the user's cache, made once for each state of the requirements.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[2] / "examples" / "shop"
SERVICES = ["orders-api", "billing-api"]

pytestmark = [
    pytest.mark.skipif(
        os.environ.get("PREVIEWCTL_EXAMPLES") != "1",
        reason="installs the examples' requirements: set PREVIEWCTL_EXAMPLES=1",
    ),
    pytest.mark.slow,
    pytest.mark.timeout(600),
]


@pytest.fixture(scope="module", params=SERVICES)
def service(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def python(service: str) -> Path:
    """The interpreter of the cached environment that has the service's requirements."""
    requirements = SHOP / service / "requirements.txt"
    digest = hashlib.sha256(sys.version.encode() + requirements.read_bytes()).hexdigest()[:12]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    home = cache / "previewctl" / "examples" / f"{service}-{digest}"
    interpreter = home / "bin" / "python"
    installed = home / "installed"  # written last: a broken environment is made anew
    if not installed.exists():
        venv.create(home, clear=True, with_pip=True)
        subprocess.run([interpreter, "-m", "pip", "install", "-q", "-r", requirements], check=True)
        installed.touch()
    return interpreter


def manage(python: Path, service: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with a database in memory, so that nothing is left in the tree."""
    return subprocess.run(
        [python, "manage.py", *arguments],
        cwd=SHOP / service,
        env={
            "PATH": os.defpath,
            "DEBUG": "1",
            "DATABASE_URL": "sqlite://:memory:",
            "PYTHONDONTWRITEBYTECODE": "1",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_unit_tests_pass(python: Path, service: str) -> None:
    result = manage(python, service, "test")
    assert result.returncode == 0, result.stderr
    assert "\nOK" in result.stderr


def test_the_migrations_match_the_models(python: Path, service: str) -> None:
    result = manage(python, service, "makemigrations", "--check", "--dry-run")
    assert result.returncode == 0, result.stdout + result.stderr
