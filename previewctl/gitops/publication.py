"""Publishes the previews of one pull request: what is written on the tip for it, and why not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.compilation import LoadedPreview, compile_preview, gather_facts, has_errors, load_preview
from previewctl.diagnostics.catalogue import DUPLICATE_SERVICE, IMAGE_NOT_FOUND, IMAGE_OF_ANOTHER_NAME
from previewctl.diagnostics.excerpt import quoted
from previewctl.errors import UsageError
from previewctl.gitops.admission import refused_service, too_many
from previewctl.gitops.history import Earlier, History, as_earlier, with_history
from previewctl.gitops.order import FROM_TRAILER, PREVIEW_TRAILER, RUN_TRAILER
from previewctl.gitops.placing import placed
from previewctl.gitops.remote_code import RemoteCode
from previewctl.gitops.repository import Change
from previewctl.gitops.tip import index_at, needed_records, published, records
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import PullRequest
from previewctl.render.preview import render_preview
from previewctl.render.record import Sources, record_path

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date, datetime

    from previewctl.compilation import LoadedPlatform
    from previewctl.diagnostics.model import Diagnostic
    from previewctl.gitops.judging import Judge
    from previewctl.gitops.order import Run
    from previewctl.gitops.record import Record
    from previewctl.gitops.repository import GitopsRepository
    from previewctl.gitops.tip import Key
    from previewctl.plan.index import PreviewIndex
    from previewctl.plan.model import Environment
    from previewctl.render.tree import FileTree
    from previewctl.source.read import SourceText


class Candidate(NamedTuple):
    """The preview.yaml of one service. `directory` has its `seed-data/`, `code` its files where they can be read."""

    source: SourceText
    directory: Path | None
    code: Path | RemoteCode | None


class Request(NamedTuple):
    """What is to be published: a commit of a pull request, and the services that it changes."""

    repository: str
    number: int
    branch: str
    head_sha: str
    candidates: tuple[Candidate, ...]


class Options(NamedTuple):
    """`retry`: hooks run again, though nothing has changed. `reset`: the data starts over. `image`: what CI has pushed.

    `has_image` asks a registry, None where nobody does. `old_blobs` gives all files of an older commit.
    """

    today: date
    retry: bool = False
    reset: bool = False
    image: str | None = None
    has_image: Callable[[str], bool] | None = None
    old_blobs: Callable[[str], Mapping[str, str] | None] = lambda _: None
    run: Run | None = None
    now: datetime | None = None


class Result(NamedTuple):
    """How it went for one service: `published`, `unchanged`, `refused`, or the outcome of a verdict, which `text` explains."""

    service: str
    outcome: str
    text: str = ""
    environment: Environment | None = None


PUBLISHED, UNCHANGED, REFUSED = "published", "unchanged", "refused"


class _Rendered(NamedTuple):
    environment: Environment | None
    tree: FileTree | None
    findings: tuple[Diagnostic, ...]


class Publication:
    """Makes a change of a tip, as often as tips change. `results` and `findings` are those of the last one."""

    def __init__(self, request: Request, platform: LoadedPlatform, options: Options, judge: Judge) -> None:
        """Reads the files of the request, which stay the same for all tips."""
        self.results: list[Result] = []
        self.findings: list[Diagnostic] = []
        self._request, self._platform, self._options, self._judge = request, platform, options, judge
        self._loaded: dict[str, tuple[Candidate, LoadedPreview]] = {}
        self._fixed: list[Diagnostic] = []
        self._first: dict[str, Earlier] = {}
        self._made: dict[str, tuple[object, _Rendered]] = {}
        self._images: dict[str, bool] = {}
        for candidate in request.candidates:
            self._load(candidate)
        self.findings = list(self._fixed)

    @property
    def has_services(self) -> bool:
        """Whether any service is left to publish, after those whose files say nothing usable."""
        return bool(self._loaded)

    def __call__(self, tip: GitopsRepository) -> Change | None:
        """What is to be changed at a tip; None for nothing. RemoteError and UsageError as those who are asked raise them."""
        self.findings, self.results = list(self._fixed), []
        keys = published(tip)
        own = {service: (service, self._request.number) for service in self._loaded}
        for key in own.values():
            if key in keys:
                tip.fetch_whole(record_path(*key))
        found = records(tip, [key for key in own.values() if key in keys])
        known = {service: found.get(key) for service, key in own.items()}
        verdicts = self._judge(tip, known)
        files: dict[str, bytes | None] = {}
        for service, record in known.items():
            if service in verdicts:
                self.results.append(Result(service, *verdicts[service]))
            else:
                files.update(self._change(tip, service, record, keys))
        return self._commit(files) if files else None

    def _load(self, candidate: Candidate) -> None:
        loaded = load_preview(candidate.source)
        if isinstance(loaded, list):
            self._fixed += loaded
            return
        service = loaded.spec.service
        where = loaded.document.value_location(("service",))
        if service in self._loaded:
            other = self._loaded[service][1].document.path
            self._fixed.append(DUPLICATE_SERVICE.at(where, f"{other} is the service `{service}` as well"))
        elif refused := refused_service(service, self._request.repository, where, self._platform):
            self._fixed.append(refused)
        else:
            self._loaded[service] = candidate, loaded

    def _change(
        self, tip: GitopsRepository, service: str, record: Record | None, keys: set[Key]
    ) -> Mapping[str, bytes | None]:
        """The files that change for one service."""
        _, preview = self._loaded[service]
        key = (service, self._request.number)
        refused = too_many(service, key[1], keys, preview.document.value_location(("service",)), self._platform)
        if refused is not None:
            self.findings.append(refused)
            self.results.append(Result(service, REFUSED, refused.message))
            return {}
        needed = needed_records(preview.spec, self._platform.spec, self._options.today, keys, key)
        rendered = self._rendered(tip, service, record, needed)
        self.findings += rendered.findings
        if rendered.environment is None or rendered.tree is None:
            self.results.append(Result(service, REFUSED, "preview.yaml has errors"))
            return {}
        if missing := self._image_missing(preview, rendered.environment.image):
            self.findings.append(missing)
            self.results.append(Result(service, REFUSED, missing.message))
            return {}
        files = placed(tip, rendered.tree, key, record)
        self.results.append(Result(service, PUBLISHED if files else UNCHANGED, "", rendered.environment))
        return files

    def _rendered(self, tip: GitopsRepository, service: str, record: Record | None, needed: set[Key]) -> _Rendered:
        """The plan and the files of a service, made anew where what it depends on has changed."""
        index = index_at(tip, needed)
        earlier = self._earlier(service, record)
        basis = (earlier, sorted(records(tip, needed).items()) if needed else [])
        if service not in self._made or self._made[service][0] != basis:
            self._made[service] = basis, self._render(service, earlier, index)
        return self._made[service][1]

    def _render(self, service: str, earlier: Earlier, index: PreviewIndex) -> _Rendered:
        candidate, preview = self._loaded[service]
        request = PullRequest(
            self._request.number,
            self._request.branch,
            self._request.head_sha,
            repository_of(service, self._platform.spec),
        )
        facts, problems = gather_facts(preview, self._platform, request, self._options.today, candidate.directory)
        if self._options.reset and not earlier.found:
            raise UsageError(
                f"there is no preview of `{service}` for pull request {self._request.number} to reset",
                hint="publish it without --reset: its databases begin with the seed",
            )
        # Once, however often the push is tried: its answer may be lost, and it may have arrived.
        reset = self._options.reset and earlier.epoch == self._first[service].epoch
        history = History(Path("previews"), reset)
        facts = with_history(facts, earlier, history, preview.spec, self._code(candidate, earlier))
        image, refusal = self._image(preview)
        facts = facts._replace(previews=index, image=image)
        compiled = compile_preview(preview, self._platform, facts)
        findings = (*problems, *compiled.diagnostics, *([refusal] if refusal else []))
        if compiled.environment is None or has_errors(list(findings)):
            return _Rendered(None, None, findings)
        seed = preview.spec.seed
        locked = facts.seeds.get((seed.dataset, seed.version)) if seed else None
        sources = Sources(candidate.source.data, self._platform.digest, locked, len(compiled.diagnostics))
        tree = render_preview(compiled.environment, self._platform.spec, sources)
        return _Rendered(compiled.environment, tree, findings)

    def _earlier(self, service: str, record: Record | None) -> Earlier:
        """What is taken over from the record; with the attempt raised once, however often the push is tried."""
        known = self._woken(service, as_earlier(record))
        first = self._first.setdefault(service, as_earlier(record))
        if not self._options.retry or first.head_sha != self._request.head_sha:
            return known
        return known._replace(attempt=max(first.attempt + 1, known.attempt))

    def _woken(self, service: str, known: Earlier) -> Earlier:
        """Awake after a push: a database with no replicas counts as healthy, and hooks would run against nothing.

        The same commit once more is no push.
        """
        options, spec = self._options, self._loaded[service][1].spec
        is_push = known.head_sha != self._request.head_sha or options.retry or options.reset
        if options.now is None or not is_push:
            return known
        from previewctl.plan.waking import rest_after_push

        return known._replace(rest=rest_after_push(spec, self._platform.spec, options.now, known.rest))

    def _code(self, candidate: Candidate, earlier: Earlier) -> Path | RemoteCode | None:
        """The code to read migrations from; None where those that were recorded are still the branch's."""
        code = candidate.code
        if isinstance(code, RemoteCode) and earlier.migrations is not None and earlier.head_sha is not None:
            blobs = self._options.old_blobs(earlier.head_sha)
            if blobs is not None and code.decides_the_same(blobs):
                return None
        return code

    def _image(self, preview: LoadedPreview) -> tuple[str | None, Diagnostic | None]:
        """The image to run, where it is not the usual one."""
        named, own = self._options.image, f"{preview.spec.image}:{self._request.head_sha}"
        if named is None or named == own:
            return None, None
        if named.rpartition(":")[0] != preview.spec.image:
            where = preview.document.value_location(("image",))
            message = f"`--image` names {quoted(named)}, and preview.yaml another image"
            return None, IMAGE_OF_ANOTHER_NAME.at(where, message, help="push the image that preview.yaml names")
        return named, None

    def _image_missing(self, preview: LoadedPreview, image: str) -> Diagnostic | None:
        if self._options.has_image is None:
            return None
        if image not in self._images:
            self._images[image] = self._options.has_image(image)
        if self._images[image]:
            return None
        where = preview.document.value_location(("image",))
        solution = "push it first: its tag is the full SHA of the pull request's head"
        return IMAGE_NOT_FOUND.at(where, f"{quoted(image)} is not in its registry", help=solution)

    def _commit(self, files: Mapping[str, bytes | None]) -> Change:
        request = self._request
        services = [item.service for item in self.results if item.outcome == PUBLISHED]
        names = f"{services[0]}/pr-{request.number}" if len(services) == 1 else f"{request.repository}#{request.number}"
        trailers = [(PREVIEW_TRAILER, f"{service}/pr-{request.number}") for service in services]
        trailers.append((FROM_TRAILER, f"{request.repository}@{request.head_sha}"))
        if self._options.run is not None:
            trailers.append((RUN_TRAILER, str(self._options.run)))
        return Change(files, f"{names}: publish {request.head_sha[:12]}", tuple(trailers))
