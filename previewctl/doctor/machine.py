"""Whether a machine has the programs that previewctl works with."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING, NamedTuple

from previewctl import __version__
from previewctl.doctor.model import Area, Check, fail, ok, unknown, warning
from previewctl.doctor.versions import shown, version_in
from previewctl.integrations.programs import version_text

if TYPE_CHECKING:
    from collections.abc import Iterator

OLDEST_PYTHON = (3, 11)


class _Program(NamedTuple):
    """A program, how it says its version, the oldest that will do, and what it is for."""

    name: str
    arguments: tuple[str, ...]
    oldest: tuple[int, int]
    purpose: str
    needed: bool = False


_PROGRAMS = (
    # Filters of fetches: https://git-scm.com/docs/partial-clone. 2.31 takes settings from GIT_CONFIG_COUNT.
    _Program("git", ("--version",), (2, 31), "reading repositories and publishing", needed=True),
    _Program("kustomize", ("version",), (5, 0), "`verify` builds overlays with it, else with its own reader"),
    _Program("kubectl", ("version", "--client"), (1, 29), "`doctor cluster` asks the cluster through it"),
    _Program("docker", ("--version",), (20, 10), "building seed images"),
)
_EXTRAS = (("aws", "boto3", "secrets, Amazon ECR and prices"), ("github", "github", "publishing and reporting"))


def machine_checks() -> Area:
    """Python, programs and extras."""
    return Area("machine", (*_python(), *(_program(each) for each in _PROGRAMS), *_extras()))


def _python() -> Iterator[Check]:
    found = sys.version_info[:3]
    if found[:2] < OLDEST_PYTHON:
        yield fail("Python", shown(found), f"install {shown(OLDEST_PYTHON)} or newer")
    else:
        yield ok("Python", shown(found))
    yield ok("previewctl", __version__)


def _program(program: _Program) -> Check:
    text = version_text(program.name, *program.arguments)
    absent = fail if program.needed else warning
    if text is None:
        return absent(program.name, "it is not installed", f"install it: {program.purpose}")
    version = version_in(text)
    if version is None:
        return unknown(
            program.name, "it does not say its version", f"run `{program.name} {' '.join(program.arguments)}`"
        )
    if version[:2] < program.oldest:
        return absent(program.name, shown(version), f"upgrade to {shown(program.oldest)} or newer")
    return ok(program.name, shown(version))


def _extras() -> Iterator[Check]:
    for extra, module, purpose in _EXTRAS:
        name = f"extra `{extra}`"
        if find_spec(module) is None:
            yield warning(name, "it is not installed", f"pip install 'previewctl[{extra}]': {purpose}")
        else:
            yield ok(name, "installed")
