"""Lints one case of the corpus in this process, and writes its findings as the `.out` files have them."""

from __future__ import annotations

import contextlib
from functools import cache
from pathlib import Path

from previewctl.compilation import LoadedPlatform, compile_preview, gather_facts, load_platform, load_preview
from previewctl.diagnostics.model import Diagnostic, Location, in_order
from previewctl.plan.facts import LOCAL_SHA, PullRequest
from previewctl.spec.embedded import embedded_platform

HERE = Path(__file__).parent
PULL_REQUEST = PullRequest(number=0, branch="", head_sha=LOCAL_SHA)


def cases(prefix: str) -> list[str]:
    """The cases whose file name starts with `prefix`, as `PV203/bad_typo`."""
    return sorted(
        path.relative_to(HERE).with_suffix("").as_posix()
        for path in HERE.glob("PV*/*.yaml")
        if path.name.startswith(prefix)
    )


def source(case: str) -> Path:
    """The preview.yaml of a case."""
    return HERE / f"{case}.yaml"


def lint(path: Path) -> list[Diagnostic]:
    """What `previewctl lint` finds in a file, with the platform.yaml beside it, else with none."""
    with contextlib.chdir(path.parent):  # so that no message holds a path of this machine
        preview = load_preview(path.name)
        if isinstance(preview, list):
            return preview
        platform = platform_of(path.parent) or LoadedPlatform(
            embedded_platform({preview.spec.service: None}), None, None
        )
        facts, problems = gather_facts(preview, platform, PULL_REQUEST)
        return in_order([*problems, *compile_preview(preview, platform, facts).diagnostics])


@cache
def platform_of(directory: Path) -> LoadedPlatform | None:
    """The platform.yaml of a directory of cases; it has to be right."""
    if not (directory / "platform.yaml").is_file():
        return None
    loaded = load_platform(str(directory / "platform.yaml"))
    assert isinstance(loaded, LoadedPlatform), loaded
    return loaded


def shown(findings: list[Diagnostic]) -> str:
    """One line for each finding: `line:column-line:column CODE message | help`."""
    return "".join(f"{_place(item.location)} {item.code} {item.message} | {item.help}\n" for item in findings)


def _place(location: Location) -> str:
    start, end = location.span.start, location.span.end
    return f"{start.line}:{start.column}-{end.line}:{end.column}"


def text_under(path: Path, location: Location) -> str:
    """The characters of a file that a location covers."""
    return path.read_bytes().decode()[location.span.start.offset : location.span.end.offset]
