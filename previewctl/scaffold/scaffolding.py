"""From a service's directory to the draft of its preview.yaml."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import UsageError
from previewctl.repository.django import settings_of
from previewctl.repository.dockerfile import parse_dockerfile
from previewctl.repository.files import Repository
from previewctl.repository.reading import Conclusion, Evidence, Reading
from previewctl.repository.roots import service_roots
from previewctl.scaffold.answers import answer
from previewctl.scaffold.completion import complete
from previewctl.scaffold.detection import (
    note_entrypoint,
    read_code,
    read_named_files,
    read_usual_files,
    settings_module,
)
from previewctl.scaffold.draft import drafted
from previewctl.scaffold.environment import require, settle
from previewctl.scaffold.limits import fit
from previewctl.scaffold.outcome import with_outcome
from previewctl.scaffold.secrets import protect

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.scaffold.answers import Answers
    from previewctl.scaffold.draft import Draft

_MOST_SHOWN = 5


class Scaffold(NamedTuple):
    """A draft, and all that was read for it, what counts most first."""

    draft: Draft
    readings: tuple[Reading, ...]


def scaffold(directory: Path, sources: list[str], answers: Answers) -> Scaffold:
    """Drafts the preview.yaml of the service in `directory`.

    `sources` are files of other tools to import; without them those with their usual names are read. Raises UsageError
    where one of them cannot be imported, and where several services stand in the directory.
    """
    repository = Repository(directory)
    named = _imported(repository, directory, sources) if sources else read_usual_files(repository)
    runtime = answers.runtime or _runtime(repository, directory)
    module = settings_module(repository, named) if runtime == "django" else None
    stated = Reading((Conclusion(("runtime",), runtime, Evidence("--runtime")),)) if answers.runtime else Reading()
    readings = (stated, *named, *read_code(repository, runtime, module, named))
    draft = drafted(readings)
    answer(draft, directory, answers)
    fit(draft)
    complete(draft)
    protect(draft)
    settle(draft)
    if draft.value("runtime") == "django" and (settings := settings_of(repository, module)):
        image = parse_dockerfile(repository)
        require(draft, settings.required, frozenset(image.environment if image else ()))
    note_entrypoint(draft, repository)
    return Scaffold(draft, with_outcome(draft, readings))


def _imported(repository: Repository, directory: Path, sources: list[str]) -> list[Reading]:
    named, unknown = read_named_files(repository, [_below(directory, path) for path in sources])
    if unknown:
        raise UsageError(
            f"{unknown[0]} is none of the files that can be imported",
            hint="app.json, render.yaml, compose files, Procfile, okteto.yml and score.yaml can: by these names",
        )
    return named


def _below(directory: Path, path: str) -> str:
    """A path as the repository's reader wants it: relative to the service's directory, and inside of it."""
    absolute, root = os.path.realpath(path), os.path.realpath(directory)
    if not os.path.isfile(absolute):
        raise UsageError(f"{path} does not exist, or is no file", hint="name a file to import")
    if not absolute.startswith(root.rstrip(os.sep) + os.sep):
        raise UsageError(f"{path} is not below {directory}", hint="name the directory that holds it, as the argument")
    return os.path.relpath(absolute, root)


def _runtime(repository: Repository, directory: Path) -> str:
    """What the code is; raises UsageError where there are several services."""
    roots = service_roots(repository)
    here = [root for root in roots if root.directory in {"", "."}]
    found = here or list(roots)
    if len({(root.directory, root.runtime) for root in found}) > 1:
        names = ", ".join(f"{root.directory or '.'} ({root.runtime})" for root in found)
        places = dict.fromkeys(root.directory for root in found if root.directory not in {"", "."})
        commands = [f"`previewctl init {os.path.normpath(os.path.join(directory, place))}`" for place in places]
        hint = f"run it for each of them: {', '.join(commands[:_MOST_SHOWN])}" if commands else "pass --runtime"
        raise UsageError(f"there are several services here: {names}", hint=hint)
    return found[0].runtime if found else "container"
