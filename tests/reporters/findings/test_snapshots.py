"""One report through every format, as it is printed."""

from __future__ import annotations

from pathlib import Path

import pytest

from previewctl.reporters.findings.formats import FindingsFormat, rendered
from tests.reporters.findings.reports import one_of_each, report, view

SNAPSHOTS = Path(__file__).parent / "snapshots"
ENDINGS = {"json": "json", "sarif": "sarif.json", "gitlab": "gitlab.json", "junit": "junit.xml"}


def _name(stem: str, form: FindingsFormat) -> str:
    return f"{stem}.{ENDINGS.get(form, f'{form}.txt')}"


EXPECTED = {_name("findings", form): (form, view()) for form in FindingsFormat}
EXPECTED["findings.full-in-colour.txt"] = (FindingsFormat.FULL, view(colored=True))
EXPECTED["findings.full-narrow.txt"] = (FindingsFormat.FULL, view(width=40))
EXPECTED["findings.full-quiet.txt"] = (FindingsFormat.FULL, view(summary=False))


@pytest.mark.usefixtures("fixed_texts")
@pytest.mark.parametrize("name", EXPECTED)
def test_a_format_looks_like_this(name: str, update_goldens: bool) -> None:
    _compare(SNAPSHOTS / name, rendered(one_of_each(), *EXPECTED[name]), update_goldens)


@pytest.mark.usefixtures("fixed_texts")
@pytest.mark.parametrize("form", FindingsFormat)
def test_a_format_of_nothing_looks_like_this(form: FindingsFormat, update_goldens: bool) -> None:
    text = rendered(report(files=("a.yaml", "b.yaml")), form, view())
    _compare(SNAPSHOTS / _name("nothing", form), text, update_goldens)


def test_no_snapshot_is_left_over() -> None:
    nothing = {_name("nothing", form) for form in FindingsFormat}
    assert {path.name for path in SNAPSHOTS.iterdir()} == {*EXPECTED, *nothing}


def _compare(path: Path, text: str, update: bool) -> None:
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())
    assert text.encode() == path.read_bytes()
