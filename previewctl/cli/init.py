"""`previewctl init`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.asking import asker
from previewctl.cli.discovery import NAMES
from previewctl.cli.options import Color, ColorOption, Quiet
from previewctl.cli.printing import print_json, view_for
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.report.findings import FindingsReport
    from previewctl.reporters.scaffold import ScaffoldResult


class InitFormat(StrEnum):
    """How the report is printed."""

    TEXT = "text"
    JSON = "json"


class Runtime(StrEnum):
    """What a service is made of."""

    DJANGO = "django"
    VUE = "vue"
    CONTAINER = "container"


def init(
    directory: Annotated[Path, typer.Argument(metavar="[DIRECTORY]", help="The service's directory.")] = Path(),
    sources: Annotated[
        list[str] | None,
        typer.Option(
            "--from",
            metavar="FILE",
            help="Import this file: app.json, render.yaml, a compose file (several are merged), Procfile, okteto.yml or score.yaml.",
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FILE", help="Where it goes: preview.yaml otherwise.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Write nothing; print the file.")] = False,
    service: Annotated[str | None, typer.Option("--service", metavar="NAME", help="The service's name.")] = None,
    team: Annotated[str | None, typer.Option("--team", metavar="NAME", help="The team that owns it.")] = None,
    runtime: Annotated[Runtime | None, typer.Option("--runtime", help="What the service is made of.")] = None,
    image: Annotated[
        str | None, typer.Option("--image", metavar="NAME", help="The image's whole name, without a tag.")
    ] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Where the web process listens.")] = None,
    health: Annotated[
        str | None, typer.Option("--health", metavar="PATH", help="The path that answers 200 when it is ready.")
    ] = None,
    no_input: Annotated[bool, typer.Option("--no-input", help="Ask nothing, on a terminal either.")] = False,
    form: Annotated[InitFormat, typer.Option("--format", help="How the report is printed.")] = InitFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: Quiet = 0,
) -> int:
    """Write a commented preview.yaml for the service in this directory, from what its files say."""
    from previewctl.reporters.scaffold import ScaffoldResult
    from previewctl.scaffold.answers import Answers
    from previewctl.scaffold.scaffolding import scaffold
    from previewctl.scaffold.writer import written

    target = out or directory / NAMES[0]
    if not directory.is_dir():
        raise UsageError(f"{directory} is not a directory", hint="name the directory of the service")
    if target.is_dir():
        raise UsageError(f"{target} is a directory", hint="name a file")
    if not dry_run:
        _refuse_existing(target)
    answers = Answers(service, team, runtime and runtime.value, image, port, health, asker(no_input=no_input))
    found = scaffold(directory, sources or [], answers)
    text = written(found.draft)
    findings = _linted(str(target), text)
    if not dry_run:
        _write(target, text)
    result = ScaffoldResult(found.draft, text, found.readings, findings, None if dry_run else str(target))
    _print(result, form, color, quiet=quiet, keys=bool(sources))
    return 0


def _refuse_existing(target: Path) -> None:
    others = [target.parent / name for name in NAMES] if target.name in NAMES else []
    for path in (target, *others):
        if os.path.lexists(path):
            raise UsageError(
                f"{path} exists already", hint="see what would be written with --dry-run, or give --out FILE"
            )


def _print(result: ScaffoldResult, form: InitFormat, color: Color, *, quiet: int, keys: bool) -> None:
    from previewctl.reporters import scaffold as report
    from previewctl.reporters.findings.formats import FindingsFormat, rendered

    if form is InitFormat.JSON:
        print_json(report.as_json(result))
        return
    if result.path is None:
        sys.stdout.write(result.text)
    view = view_for(sys.stderr, color, {})
    if not quiet:
        sys.stderr.write(report.summary(result, view.style, keys=keys))
    if quiet < 2 and result.findings.diagnostics:
        sys.stderr.write(rendered(result.findings, FindingsFormat.CONCISE, view._replace(summary=False)))


def _linted(path: str, text: str) -> FindingsReport:
    """What `lint` says of the text, before it is written."""
    from previewctl.cli.inputs import LintOptions, PlatformOptions, PullRequestOptions, Reader
    from previewctl.plan.facts import LOCAL_SHA
    from previewctl.report.findings import FindingsReport
    from previewctl.source.read import SourceText

    reader = Reader(PullRequestOptions(0, "", LOCAL_SHA), lint=LintOptions())
    inputs = reader.read([path], PlatformOptions(), texts={path: SourceText(path, text, text.encode())})
    return FindingsReport((path,), tuple(inputs.diagnostics))


def _write(target: Path, text: str) -> None:
    """Writes a file that does not exist; whoever is faster keeps theirs."""
    import tempfile

    try:
        descriptor, scratch = tempfile.mkstemp(prefix=".previewctl-", dir=target.parent)
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
                file.write(text)
            os.chmod(scratch, 0o644)
            os.link(scratch, target)  # the one way to create a whole file that does not exist yet
        finally:
            os.unlink(scratch)
    except FileExistsError:
        raise UsageError(f"{target} exists already", hint="give --out FILE") from None
    except OSError as error:
        raise UsageError(f"{target} cannot be written: {error.strerror}", hint="give --out FILE") from None
