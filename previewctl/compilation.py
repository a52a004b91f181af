"""One preview.yaml, from bytes to files: reads it, checks it, plans it and renders it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from previewctl.diagnostics.model import Diagnostic, Severity
from previewctl.plan.build import build_environment
from previewctl.plan.facts import Facts, PullRequest
from previewctl.rules.context import RuleContext
from previewctl.rules.engine import check
from previewctl.seeds.lock import read_locks
from previewctl.source.document import SourceDocument, load
from previewctl.spec.load import load_spec

if TYPE_CHECKING:
    from previewctl.plan.model import Environment
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec


@dataclass(frozen=True, slots=True)
class LoadedPreview:
    """A preview.yaml that has its shape."""

    document: SourceDocument
    spec: PreviewSpec


@dataclass(frozen=True, slots=True)
class LoadedPlatform:
    """The platform; `document` is None where the embedded defaults stand in for a file."""

    spec: PlatformSpec
    document: SourceDocument | None
    directory: Path | None

    @property
    def source(self) -> bytes:
        """What it was read from."""
        return self.document.text.encode() if self.document else b""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A checked preview: its plan, unless there are errors, and all findings."""

    preview: LoadedPreview
    environment: Environment | None
    diagnostics: list[Diagnostic]


def load_preview(path: str) -> LoadedPreview | list[Diagnostic]:
    """Reads a preview.yaml, or standard input for `-`."""
    document = load(path)
    if isinstance(document, list):
        return document
    spec = load_spec(document, "preview")
    return spec if isinstance(spec, list) else LoadedPreview(document, spec)


def load_platform(path: str) -> LoadedPlatform | list[Diagnostic]:
    """Reads a platform.yaml."""
    document = load(path)
    if isinstance(document, list):
        return document
    spec = load_spec(document, "platform")
    return spec if isinstance(spec, list) else LoadedPlatform(spec, document, Path(path).parent)


def has_errors(diagnostics: list[Diagnostic]) -> bool:
    """Whether any of them stops a render."""
    return any(item.severity is Severity.ERROR for item in diagnostics)


def gather_facts(
    preview: LoadedPreview, platform: LoadedPlatform, pull_request: PullRequest
) -> tuple[Facts, list[Diagnostic]]:
    """What the disk knows: the locks of the preview's seed data."""
    seed = preview.spec.seed
    if seed is None:
        return Facts(pull_request=pull_request), []
    locks, problems = read_locks(_seed_directories(preview, platform), seed.dataset)
    return Facts(pull_request=pull_request, seeds={(lock.dataset, lock.version): lock for lock in locks}), problems


def _seed_directories(preview: LoadedPreview, platform: LoadedPlatform) -> list[Path]:
    """Beside the preview.yaml, then where the platform keeps shared datasets."""
    directories = [Path(preview.document.path).parent / "seed-data"]
    if platform.directory is not None:
        directories.append(platform.directory / platform.spec.seeds.directory)
    return directories


def compile_preview(preview: LoadedPreview, platform: LoadedPlatform, facts: Facts) -> Compiled:
    """Checks a preview against its platform, and plans it if nothing is wrong."""
    context = RuleContext(preview.spec, platform.spec, facts, embedded=platform.document is None)
    diagnostics = check(context, preview.document, platform.document)
    if has_errors(diagnostics):
        return Compiled(preview, None, diagnostics)
    return Compiled(preview, build_environment(preview.spec, platform.spec, facts), diagnostics)
