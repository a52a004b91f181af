"""Reads the files that a command is about, checks them and plans them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.cli.clock import today
from previewctl.cli.discovery import find_previews, nearest_platform
from previewctl.compilation import (
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
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import LOCAL_SHA, PullRequest
from previewctl.source.read import STDIN, SourceText, read_source
from previewctl.spec.embedded import embedded_platform

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.plan.facts import SeedData
    from previewctl.plan.model import Environment
    from previewctl.source.document import SourceDocument

_SHA = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan and what it was made from; `document` is kept only for commands that show places in it."""

    environment: Environment
    source: SourceText
    seed: SeedData | None
    warnings: int
    document: SourceDocument | None


@dataclass(slots=True)
class Inputs:
    """What was read: the platform, the plans, the services that need no work, and every finding on the way.

    `stdin` is the text of standard input, which cannot be read again to show a line of it.
    """

    platform: LoadedPlatform | None = None
    planned: list[Planned] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    stdin: str = ""


@dataclass(frozen=True, slots=True)
class PullRequestOptions:
    """What the command line says about the pull request; None where git has to say it."""

    number: int
    branch: str | None
    sha: str | None


class Reader:
    """Reads previews one after the other, and keeps of each only what the command needs."""

    def __init__(self, options: PullRequestOptions, *, keep_documents: bool = False) -> None:
        """`keep_documents` keeps the places of keys and values, for commands that show them."""
        if options.sha is not None and not _SHA.fullmatch(options.sha):
            raise UsageError(
                f"`{options.sha}` is not a full SHA", hint="pass all 40 digits: `--sha $(git rev-parse HEAD)`"
            )
        if options.branch is not None and not _is_text(options.branch):
            raise UsageError("the branch's name is not text", hint="pass it as UTF-8")
        self.inputs = Inputs()
        self._options = options
        self._keep_documents = keep_documents
        self._checkouts: dict[str, Checkout] = {}
        self._services: dict[str, str] = {}

    def read(
        self,
        paths: list[str] | None,
        platform: str | None,
        reuse: Callable[[SourceText, LoadedPlatform, PullRequest], str | None] | None = None,
    ) -> Inputs:
        """Reads, checks and plans everything; what is wrong is in the findings.

        `reuse` tells the service of a preview that an earlier run has written from the same inputs.
        """
        files = find_previews(paths)
        path = platform or nearest_platform(files)
        found = load_platform(path) if path else None
        if isinstance(found, list):
            self.inputs.diagnostics += found
            return self.inputs
        self.inputs.platform = found
        self.inputs.diagnostics += found.warnings if found else ()
        for file in files:
            self._read_one(file, found, reuse)
        if found is None:
            self.inputs.platform = self._embedded()
        return self.inputs

    def _read_one(
        self,
        path: str,
        platform: LoadedPlatform | None,
        reuse: Callable[[SourceText, LoadedPlatform, PullRequest], str | None] | None,
    ) -> None:
        source = read_source(path)
        if isinstance(source, Diagnostic):
            self.inputs.diagnostics.append(source)
            return
        if path == STDIN:
            self.inputs.stdin = source.text
        if reuse and platform and (service := reuse(source, platform, self._pull_request(path, None))):
            self._claim(service, path)
            self.inputs.unchanged.append(service)
            return
        preview = load_preview(source)
        if isinstance(preview, list):
            self.inputs.diagnostics += preview
            return
        self._claim(preview.spec.service, path)
        self._plan(preview, source, platform)

    def _plan(self, preview: LoadedPreview, source: SourceText, platform: LoadedPlatform | None) -> None:
        directory = _directory(source.path)
        service = preview.spec.service
        repository = repository_of(service, platform.spec) if platform else origin_repository(Path(directory))
        known = platform or LoadedPlatform(embedded_platform({service: repository}), None, None)
        facts, problems = gather_facts(preview, known, self._pull_request(source.path, repository), today())
        compiled = compile_preview(preview, known, facts)
        self.inputs.diagnostics += [*problems, *compiled.diagnostics]
        if compiled.environment is None:
            return
        seed = preview.spec.seed
        self.inputs.planned.append(
            Planned(
                environment=compiled.environment,
                source=source,
                seed=facts.seeds.get((seed.dataset, seed.version)) if seed else None,
                warnings=len(compiled.diagnostics),
                document=preview.document if self._keep_documents else None,
            )
        )

    def _claim(self, service: str, path: str) -> None:
        other = self._services.setdefault(service, path)
        if other != path:
            raise UsageError(f"{other} and {path} are both the service `{service}`", hint="rename one of them")

    def _embedded(self) -> LoadedPlatform:
        """One platform for all: the services whose repositories git knows."""
        services = {item.environment.service: item.environment.pull_request.repository for item in self.inputs.planned}
        return LoadedPlatform(embedded_platform(services), None, None)

    def _pull_request(self, path: str, repository: str | None) -> PullRequest:
        branch, sha = self._options.branch, self._options.sha
        if branch is None or sha is None:
            directory = _directory(path)
            if directory not in self._checkouts:
                self._checkouts[directory] = checkout(Path(directory))
            known = self._checkouts[directory]
            branch = branch if branch is not None else known.branch or ""
            sha = sha or known.head_sha or LOCAL_SHA
        return PullRequest(number=self._options.number, branch=branch, head_sha=sha, repository=repository)


def _is_text(value: str) -> bool:
    """Whether a command line argument could be decoded."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _directory(path: str) -> str:
    return os.path.dirname(path) or "."
