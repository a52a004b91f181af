"""No format shows a secret of a file, whatever is wrong with the file and whichever checks were asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from typer.testing import CliRunner

from previewctl.cli.app import app
from previewctl.reporters.findings.formats import FindingsFormat
from tests.rules.linting import ON_A_BRANCH

if TYPE_CHECKING:
    from pathlib import Path

HEAD = """\
apiVersion: previewctl.dev/v1
kind: Preview
service: orders-api
runtime: container
"""
IMAGE = "image: registry.example.com/orders-api\n"
WEB = "processes: {web: {port: 8000}}\n"
SECRET = "hunter2Zq"
SECRETS = (SECRET, "017263541", "4089697", "secondPw2", "R7TQXN5WZ2LCKD4Q")

FILES = {
    "octal": "env:\n  ADMIN_PASSWORD: 017263541\n",
    "octal in an object": "env:\n  ADMIN_PASSWORD:\n    value: 017263541\n    description: on\n",
    "octal argument": "migrations: {command: [app, --password, 017263541]}\n",
    "a shape beside it": f"env: {{ADMIN_PASSWORD: {SECRET}, 1BAD: x}}\n",
    "unknown key": f"env:\n  ADMIN_PASSWORD: {{valeu: {SECRET}}}\n",
    "a list": f"env:\n  ADMIN_PASSWORD: [{SECRET}]\n",
    "written as a reference": f"env:\n  ADMIN_PASSWORD: {{secret: {SECRET}}}\n",
    "a word beside it": f"env: {{ADMIN_PASSWORD: {SECRET}, FEATURE: on}}\n",
    "two keys": f"env:\n  ADMIN_PASSWORD: {SECRET}\n  ADMIN_PASSWORD: {SECRET}\n",
    "two writers": f"databases: {{postgres: {{version: 17, env: [ADMIN_PASSWORD]}}}}\nenv:\n  ADMIN_PASSWORD:\n    {SECRET}\n",
    "a percent sign": f"env:\n  ADMIN_PASSWORD: %{SECRET}\n",
    "a tag": f"env:\n  ADMIN_PASSWORD: !{SECRET}\n",
    "an alias": f"env:\n  ADMIN_PASSWORD: *{SECRET}\n",
    "an anchor": f"env:\n  X: &pw {SECRET}\n  ADMIN_PASSWORD: *pw\n  1BAD: *pw\n",
    "no blank": f"env:\n  ADMIN_PASSWORD:{SECRET}\n  X: y\n",
    "a colon": f"env:\n  ADMIN_PASSWORD: {SECRET}: x\n",
    "not closed": f"env:\n  ADMIN_PASSWORD: '{SECRET}\n  X: y\n",
    "a placeholder": f"env:\n  ADMIN_PASSWORD: 'ab${{{SECRET}}}'\n",
    "half a placeholder": f"env:\n  ADMIN_PASSWORD: 'ab${{{SECRET}'\n",
    "explicit": f"env:\n  ? ADMIN_PASSWORD\n  : {SECRET}\n  1BAD: x\n",
    "a list of names": f"env: [{{name: ADMIN_PASSWORD, value: {SECRET}}}]\n",
    "a tab": f"env:\n\tADMIN_PASSWORD: {SECRET}\n",
    "two URLs": f"env: {{X: 'https://u:{SECRET}@a.example https://v:secondPw2@b.example', 1BAD: x}}\n",
    "two tokens": f"env: {{X: 'AKIAR7TQXN5WZ2LCKD4Q https://u:{SECRET}@h.example/', F: on}}\n",
    "an override": f"overrides: {{billing-api: 'https://u:{SECRET}@h.example'}}\n",
    "a container": f"services: {{mail: {{image: axllent/mailpit, port: 1025, env: {{MP_PASSWORD: {SECRET}, 1B: on}}}}}}\n",
    "a script": f"hooks: {{release: {{command: [sh, -c, 'export X_TOKEN={SECRET}; app --password {SECRET}', 017]}}}}\n",
    "a comment": f"env: {{F: on}} # the password: {SECRET}\n",
}
OPTIONS = {"everything": (), "one check": ("--select", "PV020"), "not that check": ("--ignore", "PV407")}


def _assert_hidden(text: str, directory: Path, *options: str) -> None:
    path = directory / "preview.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner(env=ON_A_BRANCH).invoke(app, ["lint", str(path), *options], standalone_mode=False)
    assert result.exception is None, result.exception
    assert "PV901" not in result.output
    assert [secret for secret in SECRETS if secret in result.output] == []


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
@pytest.mark.parametrize("name", FILES)
def test_a_text_that_people_read_shows_none(name: str, options: tuple[str, ...], tmp_path: Path) -> None:
    _assert_hidden(HEAD + IMAGE + WEB + FILES[name], tmp_path, *options)


@pytest.mark.parametrize("form", [form for form in FindingsFormat if form is not FindingsFormat.FULL])
@pytest.mark.parametrize("name", FILES)
def test_a_text_that_programs_read_shows_none(name: str, form: FindingsFormat, tmp_path: Path) -> None:
    _assert_hidden(HEAD + IMAGE + WEB + FILES[name], tmp_path, "--format", form)


@pytest.mark.parametrize("form", FindingsFormat)
def test_an_image_shows_no_password(form: FindingsFormat, tmp_path: Path) -> None:
    _assert_hidden(HEAD + IMAGE.replace("registry", f"u:{SECRET}@registry") + WEB, tmp_path, "--format", form)


def test_a_comment_that_silences_a_finding_shows_nothing(tmp_path: Path) -> None:
    comment = " # previewctl: ignore[PV407] only here"
    _assert_hidden(f"{HEAD}{IMAGE}{WEB}env: {{ADMIN_PASSWORD: {SECRET}, F: on}}{comment}\n", tmp_path)
