"""One preview.yaml, from bytes to a plan: reads it, checks it and plans it."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.model import Diagnostic, Severity, in_order
from previewctl.plan.build import build_environment
from previewctl.plan.facts import Facts, PullRequest, SeedData
from previewctl.rules.context import RuleContext
from previewctl.rules.engine import check, check_platform
from previewctl.rules.ignores import without_ignored
from previewctl.rules.registry import FILE_RULES, PLAN_RULES, PLATFORM_RULES
from previewctl.rules.surroundings import NOWHERE
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import read_source
from previewctl.spec.load import load_spec

if TYPE_CHECKING:
    from datetime import date

    from previewctl.plan.model import Environment
    from previewctl.rules.surroundings import Surroundings
    from previewctl.source.read import SourceText
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import PreviewSpec

EMPTY_DIGEST = hashlib.sha256(b"").hexdigest()

Locks = tuple[tuple[SeedData, ...], tuple[Diagnostic, ...]]


class LoadedPreview(NamedTuple):
    """A preview.yaml that has its shape."""

    document: SourceDocument
    spec: PreviewSpec


class LoadedPlatform(NamedTuple):
    """The platform; `document` is None where the embedded defaults stand in for a file.

    `digest` is the SHA-256 of the file as 64 digits: every preview's record has it.
    """

    spec: PlatformSpec
    document: SourceDocument | None
    directory: Path | None
    digest: str = EMPTY_DIGEST
    warnings: tuple[Diagnostic, ...] = ()

    @property
    def path(self) -> str | None:
        """The path of the file; None where the defaults stand in for it."""
        return self.document.path if self.document else None


class Compiled(NamedTuple):
    """A checked preview: its plan, unless there are errors, and all findings.

    `skipped` are the codes of the rules that could not run without a platform.yaml.
    """

    environment: Environment | None
    diagnostics: list[Diagnostic]
    skipped: tuple[str, ...] = ()


def load_preview(source: SourceText) -> LoadedPreview | list[Diagnostic]:
    """Reads a preview.yaml's text."""
    document = parse(source)
    if isinstance(document, list):
        return document
    spec = load_spec(document, "preview")
    return spec if isinstance(spec, list) else LoadedPreview(document, spec)


def load_platform(path: str) -> LoadedPlatform | list[Diagnostic]:
    """Reads and checks the platform.yaml at `path`."""
    source = read_source(path)
    return [source] if isinstance(source, Diagnostic) else read_platform(source, Path(path).parent)


def read_platform(source: SourceText, directory: Path | None = None) -> LoadedPlatform | list[Diagnostic]:
    """Checks the text of a platform.yaml, which stands in `directory`."""
    document = parse(source)
    if isinstance(document, list):
        return document
    spec = load_spec(document, "platform")
    if isinstance(spec, list):
        return spec
    found = check_platform(spec, document, PLATFORM_RULES)
    if has_errors(found):
        return found
    digest = hashlib.sha256(document.text.encode()).hexdigest()
    return LoadedPlatform(spec, document, directory, digest, tuple(found))


def has_errors(diagnostics: list[Diagnostic]) -> bool:
    """Whether any of them stops a render."""
    return any(item.severity is Severity.ERROR for item in diagnostics)


def gather_facts(
    preview: LoadedPreview,
    platform: LoadedPlatform,
    pull_request: PullRequest,
    today: date,
    directory: Path | None = None,
) -> tuple[Facts, list[Diagnostic]]:
    """What the disk knows, the locks of the preview's seed data; and `today`, which ends overrides.

    `directory` has the `seed-data/` of a preview.yaml that stands somewhere else, or nowhere.
    """
    seed = preview.spec.seed
    if seed is None:
        return Facts(pull_request=pull_request, today=today), []
    from previewctl.seeds.lock import locked_datasets

    path = preview.document.path if directory is None else str(directory / "preview.yaml")
    locks, problems = seed_locks(path, platform, seed.dataset)
    found = {(lock.dataset, lock.version): lock for lock in locks}
    others = () if found or problems else locked_datasets(_seed_directories(path, platform))
    facts = Facts(
        pull_request=pull_request, today=today, seeds=found, broken_locks=bool(problems), datasets=tuple(others)
    )
    return facts, [*problems]


def seed_locks(path: str, platform: LoadedPlatform, dataset: str) -> Locks:
    """The locks of a dataset: beside the preview.yaml at `path`, then where the platform keeps shared ones."""
    return _locks(_seed_directories(path, platform), dataset)


def _seed_directories(path: str, platform: LoadedPlatform) -> tuple[Path, ...]:
    own = Path(path).parent / "seed-data"
    if platform.directory is None:
        return (own,)
    return own, platform.directory / platform.spec.seeds.directory


@cache
def _locks(directories: tuple[Path, ...], dataset: str) -> Locks:
    from previewctl.seeds.lock import read_locks

    locks, problems = read_locks(directories, dataset)
    return tuple(locks), tuple(problems)


def compile_preview(
    preview: LoadedPreview, platform: LoadedPlatform, facts: Facts, surroundings: Surroundings = NOWHERE
) -> Compiled:
    """Checks a preview against its platform, and plans it if nothing is wrong."""
    embedded = platform.document is None
    context = RuleContext(preview.document, preview.spec, platform.spec, facts, embedded, surroundings)
    checked = check(context, platform.document, FILE_RULES)
    found, ran = checked.diagnostics, checked.ran
    environment = None
    if not has_errors(without_ignored(found, preview.document, ())):
        environment = build_environment(preview.spec, platform.spec, facts)
        planned = check(context._replace(environment=environment), platform.document, PLAN_RULES)
        found, ran = found + planned.diagnostics, ran + planned.ran
    found = in_order(without_ignored(found, preview.document, ran))
    return Compiled(None if has_errors(found) else environment, found, checked.skipped)
