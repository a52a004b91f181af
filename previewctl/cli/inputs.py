"""Reads the files that a command is about, checks them and plans them."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.clock import today
from previewctl.cli.discovery import find_previews, nearest_platform
from previewctl.cli.lookup import NO_LOOKUP, Lookup, LookupOptions
from previewctl.cli.platform_location import fetched
from previewctl.cli.selection import once
from previewctl.cli.settings import RunSettings, Settings, read_settings
from previewctl.compilation import (
    LoadedPlatform,
    LoadedPreview,
    compile_preview,
    gather_facts,
    load_platform,
    load_preview,
    read_platform,
)
from previewctl.diagnostics.catalogue import DUPLICATE_SERVICE
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location, Related
from previewctl.errors import UsageError
from previewctl.integrations.git import Checkout, checkout, origin_repository
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import LOCAL_SHA, PullRequest
from previewctl.rules.surroundings import NOWHERE
from previewctl.source.read import STDIN, SourceText, read_source
from previewctl.spec.embedded import embedded_platform

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from previewctl.gitops.history import Earlier, History
    from previewctl.plan.facts import SeedData
    from previewctl.plan.index import PreviewIndex
    from previewctl.plan.model import Environment
    from previewctl.source.document import SourceDocument

_SHA = re.compile(r"[0-9a-f]{40}")


class Planned(NamedTuple):
    """A plan and what it was made from; `document` is kept only for commands that show places in it."""

    environment: Environment
    source: SourceText
    seed: SeedData | None
    warnings: int
    document: SourceDocument | None


class ReadFile(NamedTuple):
    """A file by the path that the user gave (which may hold characters that are not shown), and what it holds."""

    path: str
    source: SourceText


@dataclass(slots=True)
class Inputs:
    """What was read: the platform, the plans, the services that need no work, and every finding on the way.

    `sources` are the files that were read, by the paths that findings have: standard input cannot be read again.
    `skipped` are the codes of the rules that had no platform.yaml to run with, `notes` what else the user should know.
    """

    platform: LoadedPlatform | None = None
    planned: list[Planned] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    sources: dict[str, ReadFile] = field(default_factory=dict)
    settings: RunSettings = field(default_factory=RunSettings)
    skipped: set[str] = field(default_factory=set)
    notes: list[str] = field(default_factory=list)


class PlatformOptions(NamedTuple):
    """Where the platform.yaml is, a path or a Git URL, if the user says so; `offline`: only what is here already.

    None where the user says nothing, so that the settings count.
    """

    location: str | None = None
    offline: bool | None = None


class _Location(NamedTuple):
    """A platform.yaml that has not been read: a path or a Git URL."""

    path: str
    offline: bool


class LintOptions(NamedTuple):
    """What only `lint` wants to know: what stands around each file, and whether it may be merged as it is."""

    ready_to_merge: bool = False
    lookup: LookupOptions = NO_LOOKUP


class PullRequestOptions(NamedTuple):
    """What the command line says about the pull request; None where git has to say it."""

    number: int
    branch: str | None
    sha: str | None


class Reader:
    """Reads previews one after the other, and keeps of each only what the command needs."""

    def __init__(
        self,
        options: PullRequestOptions,
        *,
        keep_documents: bool = False,
        lint: LintOptions | None = None,
        history: History | None = None,
        lookup: LookupOptions = NO_LOOKUP,
    ) -> None:
        """`keep_documents` keeps the places of keys and values, for commands that show them.

        `history` is where earlier renderings are, for commands that rest on them; `lookup` says where targets are looked up.
        """
        if options.sha is not None and not _SHA.fullmatch(options.sha):
            raise UsageError(
                f"`{options.sha}` is not a full SHA", hint="pass all 40 digits: `--sha $(git rev-parse HEAD)`"
            )
        if options.branch is not None and not _is_text(options.branch):
            raise UsageError("the branch's name is not text", hint="pass it as UTF-8")
        self.inputs = Inputs()
        self._options = options
        self._keep_documents = keep_documents
        self._lint = lint
        self._history = history
        self._lookup = Lookup(lookup)
        self._checkouts: dict[str, Checkout] = {}
        self._services: dict[str, str] = {}

    @property
    def published(self) -> PreviewIndex | None:
        """The previews in the checkout that targets are looked up in; None without one."""
        return self._lookup.published

    def read(
        self,
        paths: list[str] | None,
        platform: PlatformOptions,
        reuse: Callable[[SourceText, LoadedPlatform, PullRequest], str | None] | None = None,
        *,
        texts: Mapping[str, SourceText] | None = None,
    ) -> Inputs:
        """Reads, checks and plans everything; what is wrong is in the findings.

        `reuse` tells the service of a preview that an earlier run has written from the same inputs. `texts` stand in
        for what the files of these paths hold.
        """
        files = find_previews(paths)
        settings = self._settings(files)
        if settings is None:
            return self.inputs
        platforms = self._platforms(self._locations(settings, platform), texts or {})
        if platforms is None:
            return self.inputs
        self.inputs.platform = platforms[files[0]]
        for file in files:
            source = (texts or {}).get(file) or read_source(file)
            if isinstance(source, Diagnostic):
                self.inputs.diagnostics.append(source)
            else:
                self._read_one(source, file, platforms[file], reuse)
            shown = source.location.path if isinstance(source, Diagnostic) else source.path
            self.inputs.settings.add(shown, settings[file])
        if self.inputs.platform is None:
            self.inputs.platform = self._embedded()
        self.inputs.diagnostics = once(self.inputs.diagnostics)
        return self.inputs

    def _settings(self, files: list[str]) -> dict[str, Settings] | None:
        """The settings of each file; None where some cannot be read, which is in the findings."""
        known: dict[str, Settings | list[Diagnostic]] = {}
        found = {directory: read_settings(directory, known) for directory in dict.fromkeys(map(_directory, files))}
        problems = [problem for read in found.values() if isinstance(read, list) for problem in read]
        self.inputs.diagnostics += dict.fromkeys(problems)
        read = {directory: settings for directory, settings in found.items() if isinstance(settings, Settings)}
        return None if problems else {file: read[_directory(file)] for file in files}

    def _locations(self, settings: dict[str, Settings], options: PlatformOptions) -> dict[str, _Location | None]:
        """Where the platform.yaml of each file is; raises UsageError where a command needs one and gets several."""
        nearest = None if options.location else nearest_platform(list(settings))
        found: dict[str, _Location | None] = {}
        for file, own in settings.items():
            path = options.location or own.platform or nearest
            found[file] = _Location(path, _is_offline(options, own)) if path else None
        if self._lint is None and len({item and item.path for item in found.values()}) > 1:
            raise UsageError(
                "the settings of these files name different platforms", hint="pass --platform, or take one at a time"
            )
        return found

    def _platforms(
        self, locations: dict[str, _Location | None], texts: Mapping[str, SourceText]
    ) -> dict[str, LoadedPlatform | None] | None:
        """The platform of each file; None where one cannot be read, which is in the findings."""
        loaded: dict[_Location | None, LoadedPlatform | None] = {None: None}
        broken = False
        for location in dict.fromkeys(item for item in locations.values() if item):
            found = _loaded(self._fetched(location), texts)
            broken = broken or isinstance(found, list)
            self.inputs.diagnostics += found if isinstance(found, list) else found.warnings
            loaded[location] = None if isinstance(found, list) else found
        return None if broken else {file: loaded[location] for file, location in locations.items()}

    def _fetched(self, location: _Location) -> str:
        """The path of a platform.yaml, after a Git URL has been fetched."""
        path, warning = fetched(location.path, offline=location.offline)
        if warning:
            self.inputs.notes.append(warning)
        return path

    def _read_one(
        self,
        source: SourceText,
        path: str,
        platform: LoadedPlatform | None,
        reuse: Callable[[SourceText, LoadedPlatform, PullRequest], str | None] | None,
    ) -> None:
        if path == STDIN or self._lint is not None:
            self.inputs.sources[source.path] = ReadFile(path, source)
        if reuse and platform and (service := reuse(source, platform, self._pull_request(path, None))):
            if self._claim(service, source.path, None):
                self.inputs.unchanged.append(service)
            return
        preview = load_preview(source)
        if isinstance(preview, list):
            self.inputs.diagnostics += preview
            return
        if self._claim(preview.spec.service, source.path, preview.document):
            self._plan(preview, source, platform)

    def _plan(self, preview: LoadedPreview, source: SourceText, platform: LoadedPlatform | None) -> None:
        directory = _directory(source.path)
        service = preview.spec.service
        repository = repository_of(service, platform.spec) if platform else origin_repository(Path(directory))
        known = platform or LoadedPlatform(embedded_platform({service: repository}), None, None)
        request, before = self._pull_request(source.path, repository), None
        if self._history is not None:
            request, before = self._as_recorded(request, service)
        facts, problems = gather_facts(preview, known, request, today())
        facts = facts._replace(previews=self._lookup.previews(preview.spec, known, today()))
        if self._history is not None and before is not None:
            from previewctl.gitops.history import with_history

            code = None if source.path == STDIN else Path(directory)
            facts = with_history(facts, before, self._history, preview.spec, code)
        around = NOWHERE
        if self._lint is not None:
            from previewctl.cli.surroundings import look_around

            around = look_around(source.path, preview.spec, facts, ready_to_merge=self._lint.ready_to_merge)
        compiled = compile_preview(preview, known, facts, around)
        self.inputs.skipped.update(compiled.skipped)
        self.inputs.diagnostics += [*problems, *compiled.diagnostics]
        if self._lint is not None and preview.spec.seed is not None:
            from previewctl.cli.seed_data import check_seed_data

            self.inputs.diagnostics += check_seed_data(source.path, preview.spec, known.spec)
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

    def _as_recorded(self, request: PullRequest, service: str) -> tuple[PullRequest, Earlier]:
        """What was recorded of a preview; a reset keeps its commit, unless the command line names another one."""
        from previewctl.gitops.history import earlier

        assert self._history is not None
        known = earlier(self._history.out, service, request.number)
        if self._history.reset and known.branch is not None and known.head_sha is not None:
            if self._options.branch is None:
                request = request._replace(branch=known.branch)
            if self._options.sha is None and _SHA.fullmatch(known.head_sha):
                request = request._replace(head_sha=known.head_sha)
        return request, known

    def _claim(self, service: str, path: str, document: SourceDocument | None) -> bool:
        """Whether no other file of this run is about the service."""
        other = self._services.setdefault(service, path)
        if other == path:
            return True
        where = document.value_location(("service",)) if document else Location(path, FILE_START)
        related = (Related(Location(other, FILE_START), "this file is about it too"),)
        message = f"{other} is the service `{service}` as well"
        self.inputs.diagnostics.append(DUPLICATE_SERVICE.at(where, message, help="rename one of them", related=related))
        return False

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


def _is_offline(options: PlatformOptions, settings: Settings) -> bool:
    """The command line and the environment say yes or no; only where both are silent the settings count."""
    return settings.offline if options.offline is None else options.offline


def _loaded(path: str, texts: Mapping[str, SourceText]) -> LoadedPlatform | list[Diagnostic]:
    """The platform.yaml at `path`, with the text that stands in for it."""
    for other, text in texts.items():
        if os.path.realpath(other) == os.path.realpath(path):
            return read_platform(text, Path(path).parent)
    return load_platform(path)


def _is_text(value: str) -> bool:
    """Whether a command line argument could be decoded."""
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _directory(path: str) -> str:
    return os.path.dirname(path) or "."
