"""Reads what a pull request wants to be published, through the API alone: nothing of it runs here, or is checked out."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.compilation import LoadedPreview, load_preview
from previewctl.diagnostics.catalogue import FILE_TOO_LARGE, OF_ANOTHER_REPOSITORY
from previewctl.diagnostics.excerpt import quoted
from previewctl.diagnostics.model import FILE_START, Diagnostic, Location
from previewctl.errors import UsageError
from previewctl.gitops.admission import Standing, fork_refused, owned_services, standing
from previewctl.gitops.judging import Verdict, head_verdict
from previewctl.gitops.publication import Candidate, Request
from previewctl.gitops.remote_code import RemoteCode
from previewctl.source.encoding import decode
from previewctl.source.read import MAX_BYTES, SourceText

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from previewctl.compilation import LoadedPlatform
    from previewctl.ports import PullRequests, RemotePullRequest

NAMES = ("preview.yaml", "preview.yml")
MOST_LOCKS = 200
_LOCK = re.compile(r"seed-data/(?P<dataset>[a-z0-9][a-z0-9._-]*)/(?:[A-Za-z0-9][A-Za-z0-9._-]*/){0,2}seed\.lock")


class Pulled(NamedTuple):
    """What was read: a request, or the verdict why there is none; what is wrong, and what a person should know."""

    request: Request | None = None
    verdict: Verdict | None = None
    findings: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()


def pulled(source: PullRequests, repository: str, number: int, platform: LoadedPlatform, scratch: Path) -> Pulled:
    """The previews of a pull request, of every service that its repository owns.

    Head, label, state and author are GitHub's word of now. Locks of seed data are written below `scratch`, for they are read
    from files. UsageError for a repository that the catalogue does not have.
    """
    services = owned_services(repository, platform.spec)
    if not services:
        raise UsageError(
            f"no service of the catalogue lives in {repository}", hint="add it under `services` in platform.yaml"
        )
    found = source.pull_request(repository, number)
    if standing(found, platform.spec) is Standing.FORK:
        author = found.author if found else None
        return Pulled(findings=(fork_refused(number, author, platform),))
    verdict = head_verdict(found, platform.spec, number, found.head_sha if found else "")
    if verdict is not None or found is None:
        return Pulled(verdict=verdict)
    reader = _Reader(source, repository, found, platform, scratch)
    for service in services:
        reader.read(service)
    request = Request(repository, number, found.branch, found.head_sha, tuple(reader.candidates))
    return Pulled(request, None, tuple(reader.findings), tuple(reader.notes))


class _Reader:
    """Reads the services of one pull request at its head."""

    def __init__(
        self, source: PullRequests, repository: str, found: RemotePullRequest, platform: LoadedPlatform, scratch: Path
    ) -> None:
        self.candidates: list[Candidate] = []
        self.findings: list[Diagnostic] = []
        self.notes: list[str] = []
        self._source, self._repository, self._sha = source, repository, found.head_sha
        self._platform, self._scratch = platform, scratch
        self._blobs: Mapping[str, str] = source.blobs(repository, found.head_sha)

    def read(self, service: str) -> None:
        """Reads the preview.yaml of a service, where the catalogue says that it stands, and what belongs to it."""
        directory = self._platform.spec.services[service].path.strip("/")
        prefix = "" if directory in {"", "."} else f"{directory}/"
        path = next((prefix + name for name in NAMES if prefix + name in self._blobs), None)
        content = self._source.file(self._repository, self._sha, path) if path else None
        if path is None or content is None:
            self.notes.append(f"{service}: the pull request has no {prefix}{NAMES[0]}")
            return
        text = _text(content, path)
        if isinstance(text, Diagnostic):
            self.findings.append(text)
            return
        source = SourceText(path, text, content)
        preview = load_preview(source)
        if isinstance(preview, list):
            self.findings += preview
        elif preview.spec.service != service:
            self.findings.append(_other_service(preview, service, path))
        else:
            code = RemoteCode(self._source, self._repository, self._sha, directory, self._blobs)
            wanted = preview.spec.seed.dataset if preview.spec.seed else None
            self.candidates.append(Candidate(source, self._locks(service, code, wanted), code))

    def _locks(self, service: str, code: RemoteCode, dataset: str | None) -> Path:
        """A directory with the locks of a dataset, laid out as in the repository."""
        home = self._scratch / service
        home.mkdir(parents=True, exist_ok=True)
        found = [path for path in code.blobs if (lock := _LOCK.fullmatch(path)) and lock["dataset"] == dataset]
        for path in found[:MOST_LOCKS]:
            if (content := code.content(path)) is not None and len(content) <= MAX_BYTES:
                target = home / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
        return home


def _text(content: bytes, path: str) -> str | Diagnostic:
    if len(content) > MAX_BYTES:
        where = Location(path, FILE_START)
        return FILE_TOO_LARGE.at(
            where, "this file is larger than 1 MiB, which no configuration is", help="make it smaller"
        )
    return decode(content, path)


def _other_service(preview: LoadedPreview, service: str, path: str) -> Diagnostic:
    return OF_ANOTHER_REPOSITORY.at(
        preview.document.value_location(("service",)),
        f"the catalogue has {quoted(service)} at {quoted(path)}, and this file is of {quoted(preview.spec.service)}",
        help=f"write `service: {service}`, or correct `path` in platform.yaml",
    )
