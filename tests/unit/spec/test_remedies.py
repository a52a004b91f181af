"""What a finding about a value's type offers to write is a value of that type."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from previewctl.fixing import apply_fixes
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText
from previewctl.spec.load import load_spec
from previewctl.spec.validator import compiled_schema

if TYPE_CHECKING:
    from previewctl.diagnostics.model import Diagnostic

HEAD = "apiVersion: previewctl.dev/v1\nkind: Preview\nservice: a\nruntime: vue\nimage: a\n"


def found(text: str) -> list[Diagnostic]:
    document = parse(SourceText("preview.yaml", text))
    assert isinstance(document, SourceDocument)
    result = load_spec(document, "preview")
    return result if isinstance(result, list) else []


OWN = {
    'migrations: "python manage.py migrate"': "migrations: {command: [python, manage.py, migrate]}",
    "migrations: [python, manage.py, migrate]": "migrations: {command: [python, manage.py, migrate]}",
    "migrations: [alembic, '-x', '1']": 'migrations: {command: [alembic, -x, "1"]}',
    "hooks: {release: python warm.py}": "hooks: {release: [python, warm.py]}",
    "processes: {web: {command: celery -A shop beat}}": "processes: {web: {command: [celery, -A, shop, beat]}}",
    "processes: {web: \"sh -c 'a b'\"}": 'processes: {web: {command: [sh, -c, "a b"]}}',
    "processes: {web: {command: 'a > b'}}": 'processes: {web: {command: [sh, -c, "a > b"]}}',
    "processes: {web: {command: 'A=1 a'}}": 'processes: {web: {command: [sh, -c, "A=1 a"]}}',
    "processes: {web: {command: 'a -b yes 1.5'}}": 'processes: {web: {command: [a, -b, "yes", "1.5"]}}',
    "overrides: {b: [pr-12]}": "overrides: {b: pr-12}",
    "dependencies: {b: B_URL}": "dependencies: {b: {env: B_URL}}",
    "databases: {redis: 7.4}": "databases: {redis: {version: 7.4}}",
    "endpoint: web": "endpoint: {process: web}",
    "lifetime: {sleep: 20:00-07:00}": 'lifetime: {sleep: {weekdays: "20:00-07:00"}}',
    "secrets: preview/a": "secrets: [{from: preview/a}]",
    "checks: [{name: a, run: 'smoke ${endpoint.url}'}]": 'checks: [{name: a, run: [smoke, "${endpoint.url}"]}]',
    'processes: {web: {port: "8000"}}': "processes: {web: {port: 8000}}",
    'dependencies: {b: {optional: "true"}}': "dependencies: {b: {optional: true}}",
}


@pytest.mark.parametrize(("written", "mended"), OWN.items())
def test_what_the_user_meant_is_offered_and_right(written: str, mended: str) -> None:
    text = HEAD + written + "\n"
    assert apply_fixes(text, found(text), unsafe=True).text == HEAD + mended + "\n"
    assert found(HEAD + mended + "\n") == []


@pytest.mark.parametrize(
    "written",
    [
        'processes: {web: {port: "²"}}',
        'processes: {web: {port: "٨٠٠٠"}}',
        'processes: {web: {port: "8000-"}}',
        'processes: {web: {port: "--8000"}}',
        'processes: {web: {port: "08000"}}',
        'processes: {web: {port: !!str "8000"}}',
        'processes: {web: {port: !!str &port "8000"}}',
        "processes:\n  web:\n    port: !!str\n      8000",
        'processes: {web: {port: "true"}}',
        'dependencies: {b: {optional: "1"}}',
        "databases: {redis: latest}",
        "databases: {redis: true}",
        "dependencies: {b: 'https://b.example.com'}",
        "services: {a: mailpit}",
        "processes: {web: {command: 'it\\'s'}}",
        "processes: {web: {command: 5}}",
        "resources: small",
        "seed: orders",
    ],
)
def test_what_would_not_fit_is_not_offered(written: str) -> None:
    assert [item.fix for item in found(HEAD + written.replace("\\'", "''") + "\n")] == [None]


@pytest.mark.parametrize(
    ("command", "safe"), [("a b", True), ("a 'b c'", True), ("a | b", False), ("a $PORT", False), ("A=1 a", False)]
)
def test_only_what_needs_no_shell_is_beyond_doubt(command: str, *, safe: bool) -> None:
    (finding,) = found(f'{HEAD}processes: {{web: {{command: "{command}"}}}}\n')
    assert finding.fix is not None
    assert finding.fix.safe is safe


def test_the_value_of_a_variable_is_not_repeated() -> None:
    (finding,) = found(HEAD + "env: {API_TOKEN: [hunter2]}\n")
    assert "hunter2" not in str(finding)


KEYS = sorted(
    field["validation_alias"]
    for field in compiled_schema("preview")["schema"]["schema"]["fields"]
    if field["validation_alias"] not in {"apiVersion", "kind", "service", "runtime", "image"}
)


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("value", ["{a: b}", "[[a]]", "true", "5", "x y"])
def test_every_field_says_what_to_write_and_what_it_offers_has_its_type(key: str, value: str) -> None:
    text = f"{HEAD}{key}: {value}\n"
    for item in found(text):
        if item.code == "PV103":
            assert item.help.startswith("write ")
    mended = apply_fixes(text, found(text), unsafe=True)
    assert mended.fixes == 0 or [item for item in found(mended.text) if item.code == "PV103"] == []


def test_a_file_without_such_an_error_does_not_read_the_sources() -> None:
    code = (
        "import sys; from previewctl.compilation import load_preview; from previewctl.source.read import SourceText; "
        f"load_preview(SourceText('a', {HEAD!r})); print('previewctl.spec.documentation' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
