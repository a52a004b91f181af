"""`previewctl init`."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from previewctl.cli.discovery import NAMES
from previewctl.cli.options import Color, ColorOption, Quiet
from previewctl.cli.printing import print_json, view_for
from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.report.findings import FindingsReport
    from previewctl.repository.files import Repository
    from previewctl.repository.reading import Reading
    from previewctl.scaffold.completion import Answers
    from previewctl.scaffold.draft import Draft


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
    from previewctl.reporters import scaffold as report
    from previewctl.repository.files import Repository
    from previewctl.scaffold.completion import Answers
    from previewctl.scaffold.writer import written

    target = out or directory / NAMES[0]
    if not directory.is_dir():
        raise UsageError(f"{directory} is not a directory", hint="name the directory of the service")
    if not dry_run:
        _refuse_existing(directory, target)
    repository = Repository(directory)
    answers = Answers(service, team, runtime and runtime.value, image, port, health)
    readings, module = _readings(repository, directory, sources or [], answers)
    draft = _drafted(repository, directory, readings, module, answers, ask=not no_input and _is_terminal())
    text = written(draft)
    findings = _linted(str(target), text)
    if not dry_run:
        _write(target, text)
    result = report.ScaffoldResult(draft, text, tuple(readings), findings, None if dry_run else str(target))
    view = view_for(sys.stderr, color, {})
    if form is InitFormat.JSON:
        print_json(report.as_json(result))
    else:
        if dry_run:
            sys.stdout.write(text)
        if not quiet:
            sys.stderr.write(report.summary(result, view.style, keys=bool(sources)))
    if findings.diagnostics and not quiet and form is InitFormat.TEXT:
        from previewctl.reporters.findings.formats import FindingsFormat, rendered

        sys.stderr.write(rendered(findings, FindingsFormat.CONCISE, view._replace(summary=False)))
    return 0


def _refuse_existing(directory: Path, target: Path) -> None:
    for path in (target, *(directory / name for name in NAMES if target.parent == directory)):
        if os.path.lexists(path):
            raise UsageError(
                f"{path} exists already", hint="see what would be written with --dry-run, or give --out FILE"
            )


def _is_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()


def _drafted(
    repository: Repository, directory: Path, readings: list[Reading], module: str | None, answers: Answers, *, ask: bool
) -> Draft:
    from previewctl.repository.django import settings_of
    from previewctl.repository.dockerfile import parse_dockerfile
    from previewctl.scaffold.completion import complete
    from previewctl.scaffold.detection import note_entrypoint
    from previewctl.scaffold.draft import drafted
    from previewctl.scaffold.environment import require, settle
    from previewctl.scaffold.secrets import protect

    draft = drafted(readings)
    _answer(draft, directory, answers, ask=ask)
    complete(draft)
    protect(draft)
    settle(draft)
    if draft.value("runtime") == "django" and (settings := settings_of(repository, module)):
        image = parse_dockerfile(repository)
        require(draft, settings.required, frozenset(image.environment if image else ()))
    note_entrypoint(draft, repository)
    return draft


def _readings(
    repository: Repository, directory: Path, sources: list[str], answers: Answers
) -> tuple[list[Reading], str | None]:
    """All that is read, what counts most first; and the settings module that the files name for Django."""
    from previewctl.repository.reading import Conclusion, Evidence, Reading
    from previewctl.scaffold.detection import read_code, read_named_files, read_usual_files, settings_module

    if sources:
        named, unknown = read_named_files(repository, [_below(directory, path) for path in sources])
        if unknown:
            raise UsageError(
                f"{unknown[0]} is none of the files that can be imported",
                hint="app.json, render.yaml, compose files, Procfile, okteto.yml and score.yaml can: by these names",
            )
    else:
        named = read_usual_files(repository)
    runtime = answers.runtime or _runtime(repository, directory)
    module = settings_module(repository, named) if runtime == "django" else None
    stated = Reading((Conclusion(("runtime",), runtime, Evidence("--runtime")),)) if answers.runtime else Reading()
    return [stated, *named, *read_code(repository, runtime, module, named)], module


def _below(directory: Path, path: str) -> str:
    """A path as the repository's reader wants it: relative to the service's directory, and inside of it."""
    absolute, root = os.path.realpath(path), os.path.realpath(directory)
    if not os.path.isfile(absolute):
        raise UsageError(f"{path} does not exist, or is no file", hint="name a file to import")
    if not absolute.startswith(root + os.sep):
        raise UsageError(f"{path} is not below {directory}", hint="name the directory that holds it, as the argument")
    return os.path.relpath(absolute, root)


def _runtime(repository: Repository, directory: Path) -> str:
    """What the code is; raises UsageError where there are several services."""
    from previewctl.repository.roots import service_roots

    roots = service_roots(repository)
    here = [root for root in roots if root.directory in {"", "."}]
    found = here or list(roots)
    if len({(root.directory, root.runtime) for root in found}) > 1:
        names = ", ".join(f"{root.directory or '.'} ({root.runtime})" for root in found)
        places = [root.directory for root in found if root.directory not in {"", "."}]
        hint = (
            f"run it for each of them: `previewctl init {os.path.join(directory, places[0])}`"
            if places
            else "pass --runtime"
        )
        raise UsageError(f"there are several services here: {names}", hint=hint)
    return found[0].runtime if found else "container"


def _answer(draft: Draft, directory: Path, answers: Answers, *, ask: bool) -> None:
    """What the user says, asked where it is not said and no file says it."""
    from previewctl.integrations.git import origin_repository
    from previewctl.scaffold.completion import service_name
    from previewctl.scaffold.draft import Leaf

    origin = origin_repository(directory)
    absolute = os.path.abspath(directory)
    top = os.path.exists(os.path.join(absolute, ".git"))
    guess = service_name(origin.partition("/")[2] if origin and top else os.path.basename(absolute))
    source = "the repository's name" if origin and top else "the directory's name"
    name = answers.service or (_asked("the service's name", guess) if ask else None)
    draft.tree.pop("service", None)
    draft.put(("service",), Leaf(name or guess, "" if name else source))
    team = answers.team or (_asked("the team that owns it (empty for none)", "") if ask else None)
    if team:
        draft.put(("team",), Leaf(team, ""))
    if draft.value("runtime") is None:
        draft.put(("runtime",), Leaf("container", "", "no file says what it is made of"))
    if answers.image is not None:
        draft.tree.pop("image", None)
        draft.put(("image",), Leaf(answers.image, ""))
    elif "image" not in draft.tree:
        image = _asked("the image's whole name, without a tag", name or guess) if ask else ""
        check = "" if image else "no file names the image: write its registry and whole name, without a tag"
        draft.put(("image",), Leaf(image or name or guess, "", check))
    for key, value in (("port", answers.port), ("health", answers.health)):
        if value is not None:
            draft.branch("processes", "web").pop(key, None)
            draft.put(("processes", "web", key), Leaf(value, f"--{key}"))


def _asked(question: str, default: str) -> str:
    answer: str = typer.prompt(question, default=default, err=True, show_default=bool(default))
    return answer.strip()


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
