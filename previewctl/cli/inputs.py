"""Finds the files that a command is about, and reads them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path

from previewctl.compilation import (
    Compiled,
    LoadedPlatform,
    LoadedPreview,
    compile_preview,
    gather_facts,
    load_platform,
    load_preview,
)
from previewctl.diagnostics.model import Diagnostic
from previewctl.errors import UsageError
from previewctl.integrations.git import Checkout, checkout, origin_repository
from previewctl.plan.facts import LOCAL_SHA, PullRequest
from previewctl.render.control import repository_of
from previewctl.spec.embedded import embedded_platform

NAMES = ("preview.yaml", "preview.yml")
_SKIPPED = frozenset({"node_modules", "__pycache__", "venv", "dist", "build", "previews"})
_DEEPEST = 6
_SHA = re.compile(r"[0-9a-f]{40}")


@dataclass(slots=True)
class Inputs:
    """What was read: the platform, the compiled previews, and every finding on the way."""

    platform: LoadedPlatform | None = None
    compiled: list[Compiled] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PullRequestOptions:
    """What the command line says about the pull request; None where git has to say it."""

    number: int
    branch: str | None
    sha: str | None


def find_previews(paths: list[str] | None) -> list[str]:
    """The preview.yaml files of `paths`, sorted; raises UsageError when there is none."""
    if not paths:
        return [_nearest(NAMES) or _none_found()]
    found: list[str] = []
    for path in paths:
        below = sorted(_below(path)) if path != "-" and os.path.isdir(path) else [path]
        if not below:
            raise UsageError(
                f"there is no preview.yaml in {path}", hint="name the file, or `previewctl lint PATH` another directory"
            )
        found += [name for name in below if name not in found]
    return found


def _none_found() -> str:
    raise UsageError(
        "there is no preview.yaml here or above", hint="name the file or its directory: `previewctl lint PATH`"
    )


def _below(directory: str) -> list[str]:
    found = []
    for parent, directories, names in os.walk(directory):
        depth = parent[len(directory) :].count(os.sep)
        directories[:] = (
            [] if depth >= _DEEPEST else [d for d in directories if not d.startswith(".") and d not in _SKIPPED]
        )
        found += [os.path.join(parent, name) for name in NAMES if name in names]
    return found


def _nearest(names: tuple[str, ...], start: Path | None = None) -> str | None:
    """The closest of `names` in a directory or above it, up to the root of the Git repository."""
    directory = (start or Path.cwd()).resolve()
    for candidate in (directory, *directory.parents):
        for name in names:
            if (candidate / name).is_file():
                return os.path.relpath(candidate / name)
        if (candidate / ".git").exists():
            return None
    return None


def read_inputs(paths: list[str] | None, platform: str | None, options: PullRequestOptions) -> Inputs:
    """Reads, checks and plans everything; what is wrong is in the findings."""
    inputs = Inputs()
    previews = []
    files = find_previews(paths)
    for path in files:
        loaded = load_preview(path)
        if isinstance(loaded, list):
            inputs.diagnostics += loaded
        else:
            previews.append(loaded)
    inputs.platform = _platform(files, platform, previews, inputs)
    if inputs.platform is not None:
        _compile(previews, inputs.platform, options, inputs)
    return inputs


def _platform(
    files: list[str], option: str | None, previews: list[LoadedPreview], inputs: Inputs
) -> LoadedPlatform | None:
    start = Path.cwd() if files == ["-"] else Path(os.path.commonpath([os.path.abspath(file) for file in files]))
    path = option or _nearest(("platform.yaml",), start if start.is_dir() else start.parent)
    if path is None:
        return _embedded(previews)
    loaded = load_platform(path)
    if isinstance(loaded, list):
        inputs.diagnostics += loaded
        return None
    return loaded


def _embedded(previews: list[LoadedPreview]) -> LoadedPlatform:
    origins = {preview.spec.service: origin_repository(_directory(preview)) for preview in previews}
    return LoadedPlatform(embedded_platform(origins), None, None)


def _directory(preview: LoadedPreview) -> Path:
    return Path(preview.document.path).parent if preview.document.path != "-" else Path()


def _compile(
    previews: list[LoadedPreview], platform: LoadedPlatform, options: PullRequestOptions, inputs: Inputs
) -> None:
    seen: dict[str, str] = {}
    checkouts: dict[Path, Checkout] = {}
    for preview in previews:
        other = seen.setdefault(preview.spec.service, preview.document.path)
        if other != preview.document.path:
            raise UsageError(
                f"{other} and {preview.document.path} are both the service `{preview.spec.service}`",
                hint="rename one of them",
            )
        pull_request = _pull_request(preview, platform, options, checkouts)
        facts, problems = gather_facts(preview, platform, pull_request)
        compiled = compile_preview(preview, platform, facts)
        inputs.compiled.append(compiled)
        inputs.diagnostics += [*problems, *compiled.diagnostics]


def _pull_request(
    preview: LoadedPreview, platform: LoadedPlatform, options: PullRequestOptions, checkouts: dict[Path, Checkout]
) -> PullRequest:
    branch, sha = options.branch, options.sha
    if sha is not None and not _SHA.fullmatch(sha):
        raise UsageError(f"`{sha}` is not a full SHA", hint="pass all 40 digits: `--sha $(git rev-parse HEAD)`")
    if branch is None or sha is None:
        directory = _directory(preview)
        if directory not in checkouts:
            checkouts[directory] = checkout(directory)
        known = checkouts[directory]
        branch = branch if branch is not None else known.branch or ""
        sha = sha or known.head_sha or LOCAL_SHA
    return PullRequest(
        number=options.number,
        branch=branch,
        head_sha=sha,
        repository=repository_of(preview.spec.service, platform.spec)
        if platform.document
        else _repository(preview, platform),
    )


def _repository(preview: LoadedPreview, platform: LoadedPlatform) -> str | None:
    return platform.spec.services[preview.spec.service].repository
