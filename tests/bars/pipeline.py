"""Runs one case through the whole pipeline in this process, as the command line does, and judges what comes out."""

from __future__ import annotations

import os
import re
import signal
import tempfile
import time
import traceback
from collections import Counter
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.compilation import (
    LoadedPlatform,
    LoadedPreview,
    compile_preview,
    gather_facts,
    load_platform,
    load_preview,
)
from previewctl.diagnostics.catalogue import FILE_TOO_LARGE
from previewctl.diagnostics.model import Diagnostic, in_order
from previewctl.fixing import apply_fixes
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import PullRequest
from previewctl.render.control import render_control
from previewctl.render.preview import render_preview
from previewctl.render.record import Sources
from previewctl.report.findings import FindingsReport
from previewctl.reporters import plan as plan_report
from previewctl.reporters.findings.formats import FindingsFormat, View, rendered
from previewctl.reporters.plain_data import plain
from previewctl.source.read import SourceText, read_source
from tests.bars.checks import BarError, check_files, check_finding, check_host, lines_of
from tests.bars.mutate import EXAMPLES, PLATFORM, PREVIEWS, Case, case, source

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

    from previewctl.plan.model import Environment
    from previewctl.render.tree import FileTree

LIMIT = 1.0
"""Seconds of this process' time that a case may take."""
_SHA = "a" * 40
_TODAY = date(2026, 12, 1)
_NUMBER = re.compile(r"(?<![A-Z])\b\d+")


class TooSlow(BaseException):
    """A case has used up its time. No `except Exception` in the product may swallow it."""


@dataclass(slots=True)
class Outcome:
    """What became of one case; `failure` is its traceback, `key` what failures of one kind share."""

    index: int
    seconds: float = 0.0
    rendered: bool = False
    codes: Counter[str] = field(default_factory=Counter)
    failure: str = ""
    key: str = ""


class Pipeline:
    """The platforms and a directory for one process."""

    def __init__(self, directory: str) -> None:
        self._preview_path = os.path.join(directory, "preview.yaml")
        self._platform_path = os.path.join(directory, "platform.yaml")
        self._request = PullRequest(number=4_711, branch="feature/<%x%> {{ y }}", head_sha=_SHA)

    @cached_property
    def platforms(self) -> tuple[LoadedPlatform, ...]:
        """The example's platform; one with an ALB that allows everything; one with an Ingress."""
        text = source(PLATFORM)
        gateway = text[text.index("endpoint:\n") : text.index("spot:")]
        registries = next(line for line in text.splitlines() if line.startswith("registries:"))
        free = text.replace(registries, "patches: true\nurls: true")
        free += "ceilings: {cpu: 64, memory: 1Ti, storage: 1Ti, lifetime: 999d}\n"
        alb = "endpoint: {kind: alb, authLabels: {auth: oidc}, alb: {shards: 3, certificateArn: 'arn:aws:x'}}\n"
        ingress = (
            "endpoint: {kind: ingress, ingress: {className: traefik, tlsSecret: tls}, sourceRanges: [10.0.0.0/8]}\n"
        )
        storage = "defaults: {size: large, storageClass: gp3, sharedStorageClass: efs}\n"
        return tuple(
            self._known_platform(variant)
            for variant in (text, free.replace(gateway, alb), free.replace(gateway, ingress) + storage)
        )

    @cached_property
    def previews(self) -> tuple[SourceText, ...]:
        """The examples' previews."""
        found = [read_source(str(EXAMPLES / name / "preview.yaml")) for name in PREVIEWS]
        return tuple(item for item in found if isinstance(item, SourceText))

    @cached_property
    def _example_lines(self) -> dict[str, list[str]]:
        return {text.path: lines_of(text.text) for text in self.previews}

    @cached_property
    def _platform_lines(self) -> tuple[list[str], ...]:
        return tuple(lines_of(item.document.text) for item in self.platforms if item.document)

    def _known_platform(self, text: str) -> LoadedPlatform:
        Path(self._platform_path).write_text(text, encoding="utf-8")
        found = load_platform(self._platform_path)
        assert isinstance(found, LoadedPlatform), found
        return found._replace(directory=EXAMPLES)

    def run(self, seed: int, index: int) -> Outcome:
        """Makes the case, runs it and judges it."""
        outcome = Outcome(index)
        made = case(seed, index)
        _ = self.platforms, self.previews
        start = time.process_time()
        try:
            with _limited():
                self._judge(made, outcome)
        except (Exception, TooSlow) as error:  # noqa: BLE001 - it is what this program looks for
            outcome.failure = (
                f"{made.base}: {', '.join(made.mutations)}\n{''.join(traceback.format_exception(error)[-12:])}"
            )
            outcome.key = _key(error)
        outcome.seconds = time.process_time() - start
        return outcome

    def _judge(self, made: Case, outcome: Outcome) -> None:
        path = self._platform_path if made.base == PLATFORM else self._preview_path
        with open(path, "wb") as file:
            file.write(made.data)
        if made.base == PLATFORM:
            self._judge_platform(made, outcome)
            return
        platform = self.platforms[made.variant]
        text = read_source(path)
        if isinstance(text, Diagnostic):
            self._findings([text], made, platform, outcome)
        else:
            self._judge_preview(text, platform, made, outcome)

    def _judge_platform(self, made: Case, outcome: Outcome) -> None:
        platform = load_platform(self._platform_path)
        if isinstance(platform, list):
            self._findings(platform, made, None, outcome)
            return
        platform = platform._replace(directory=EXAMPLES)
        control = render_control(platform.spec)
        if dict(render_control(platform.spec)) != dict(control):
            raise BarError("rendering the control part twice gives different bytes")
        check_files(control, lambda: repr(platform.spec))
        for text in self.previews:
            self._judge_preview(text, platform, made, outcome)

    def _judge_preview(self, text: SourceText, platform: LoadedPlatform, made: Case, outcome: Outcome) -> None:
        preview = load_preview(text)
        if isinstance(preview, list):
            self._findings(preview, made, platform, outcome)
            return
        environment, found, sources = self._compiled(preview, text, platform)
        if found:
            self._findings(found, made, platform, outcome)
        if environment is None:
            if not found:
                raise BarError("neither a plan nor a finding")
            return
        outcome.rendered = True
        check_host(environment.names.host)
        files = render_preview(environment, platform.spec, sources)
        self._same_again(files, text, platform, whole=made.index % 8 == 0)
        check_files(files, lambda: f"{preview.spec!r}{platform.spec!r}{self._request!r}")
        if made.index % 4 == 0:
            plain(environment)
            plan_report.text(environment)

    def _compiled(
        self, preview: LoadedPreview, text: SourceText, platform: LoadedPlatform
    ) -> tuple[Environment | None, list[Diagnostic], Sources]:
        repository = repository_of(preview.spec.service, platform.spec)
        facts, problems = gather_facts(preview, platform, self._request._replace(repository=repository), _TODAY)
        compiled = compile_preview(preview, platform, facts)
        seed = preview.spec.seed
        known = facts.seeds.get((seed.dataset, seed.version)) if seed else None
        found = [*problems, *compiled.diagnostics]
        sources = Sources(text.data, platform.digest, known, len(compiled.diagnostics))
        return compiled.environment, found, sources

    def _same_again(self, files: FileTree, text: SourceText, platform: LoadedPlatform, *, whole: bool) -> None:
        """Once in a while from the text on: that costs as much as all the rest."""
        if not whole:
            return
        preview = load_preview(text)
        assert isinstance(preview, LoadedPreview)
        environment, _, sources = self._compiled(preview, text, platform)
        if environment is None or dict(render_preview(environment, platform.spec, sources)) != dict(files):
            raise BarError("rendering twice gives different bytes")

    def _findings(self, found: list[Diagnostic], made: Case, platform: LoadedPlatform | None, outcome: Outcome) -> None:
        if not found:
            raise BarError("refused without a finding")
        mutated = made.data.decode("utf-8-sig", "replace")
        if made.base == PLATFORM:
            texts = {**self._example_lines, self._platform_path: lines_of(mutated)}
        else:
            texts = {self._preview_path: lines_of(mutated)}
            if platform and platform.document:
                texts[self._platform_path] = self._platform_lines[made.variant]
        for item in found:
            outcome.codes[item.code] += 1
            check_finding(item, texts)
        report = FindingsReport(tuple(texts), tuple(in_order(found)))
        # Nobody has read a file that is too large, so there are no lines of it to show.
        unread = {item.location.path for item in found if item.code == FILE_TOO_LARGE.code}
        view = View(lambda path: [] if path in unread else texts.get(path, []))
        shown = rendered(report, FindingsFormat.FULL, view)
        if not shown.replace("\n", "").isprintable():
            raise BarError("the report has a character that is not printable")
        if made.index % 4 == 0:
            for form in FindingsFormat:
                _start_clock()  # a run of previewctl prints one
                rendered(report, form, view)
            self._fixed(report, made, platform)

    def _fixed(self, report: FindingsReport, made: Case, platform: LoadedPlatform | None) -> None:
        """What the fixes make of the file can be read, and checked again."""
        if made.base == PLATFORM or platform is None:
            return
        text = read_source(self._preview_path)
        if isinstance(text, Diagnostic):
            return
        fixed = apply_fixes(text.text, report.diagnostics, unsafe=True)
        if not fixed.fixes:
            return
        preview = load_preview(SourceText(text.path, fixed.text, fixed.text.encode()))
        if isinstance(preview, LoadedPreview):
            self._compiled(preview, text, platform)
        elif any(item.code.startswith("PV00") for item in preview):
            raise BarError(f"a fix made the file unreadable: {preview[0].message}")


@contextmanager
def _limited() -> Iterator[None]:
    """A case may use a second of this process' own time: this machine has other work. Who waits for ever is found by `run`."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise TooSlow(f"more than {LIMIT} s")

    before = signal.signal(signal.SIGPROF, stop)
    _start_clock()
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def _start_clock() -> None:
    signal.setitimer(signal.ITIMER_PROF, LIMIT)


def _key(error: BaseException) -> str:
    """Failures of one type at one place are one failure; of what must hold, those with the same words."""
    if isinstance(error, BarError):
        return f"BarError: {_NUMBER.sub('#', str(error).partition(': ')[0])}"
    frames = traceback.extract_tb(error.__traceback__)
    inside = [frame for frame in frames if "previewctl/" in frame.filename] or list(frames)
    last = inside[-1]
    where = os.path.basename(last.filename) if isinstance(error, TooSlow) else f"{last.filename}:{last.lineno}"
    return f"{type(error).__name__} at {where}"


@contextmanager
def pipeline() -> Iterator[Pipeline]:
    """A pipeline with a directory of its own, in memory where the system has that."""
    memory = "/dev/shm"
    with tempfile.TemporaryDirectory(dir=memory if os.path.isdir(memory) else None) as directory:
        yield Pipeline(directory)
