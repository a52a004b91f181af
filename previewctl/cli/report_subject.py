"""Which preview a report is about, and what is known of it: from the catalogue, and from the GitOps repository."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.discovery import NAMES, find_previews
from previewctl.cli.published import planned_again
from previewctl.cli.published_tree import preview_called, published_tree
from previewctl.compilation import LoadedPlatform, load_preview
from previewctl.errors import UsageError
from previewctl.gitops.index import read_bounded
from previewctl.gitops.record import Record, read_record
from previewctl.plan.catalogue import repository_of
from previewctl.plan.names import names_of
from previewctl.render.record import RECORD, record_path
from previewctl.report.preview import Dependency, PreviewReport, State
from previewctl.source.read import SourceText, read_source

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.plan.model import Environment


class Subject(NamedTuple):
    """A preview. `record` is what is published of it, None where nothing is or nobody looked (`looked`).

    `missing` are the previews that it calls and that are not published, such as `billing-api pr-12`.
    """

    platform: LoadedPlatform
    service: str
    repository: str
    pull_request: int
    looked: bool = False
    record: Record | None = None
    environment: Environment | None = None
    missing: tuple[str, ...] = ()


def subjects(
    platform: LoadedPlatform, pull_request: int, repository: str | None, service: str | None, gitops: str | None
) -> list[Subject]:
    """The previews that are meant: that of the named service, else those of the repository's services that are published.

    Where none of them is, all of them: the label is the pull request's.
    Who asks may be anybody: a service belongs to the repository that the catalogue says, and no other.
    """
    services = _services(platform, repository, service)
    with ExitStack() as stack:
        root = stack.enter_context(published_tree(platform, gitops, services, pull_request)) if gitops else None
        found = [_subject(platform, name, pull_request, root) for name in services]
    return [item for item in found if item.record is not None] or found


def report_of(subject: Subject, state: State, sha: str | None, log_url: str, reasons: tuple[str, ...]) -> PreviewReport:
    """What is told about a preview."""
    spec, environment, record = subject.platform.spec, subject.environment, subject.record
    names = names_of(subject.service, subject.pull_request, spec.domain)
    return PreviewReport(
        service=subject.service,
        repository=subject.repository,
        pull_request=subject.pull_request,
        sha=sha or "",
        state=state,
        label=spec.label,
        keep_label=spec.lifecycle.keep_label,
        url=names.url if environment is None else environment.endpoint.url if environment.endpoint else "",
        log_url=log_url,
        dependencies=_dependencies(record) if record else (),
        seed=f"{record.seed.dataset} {record.seed.version}" if record and record.seed else "",
        cost=_cost(subject) if environment else "",
        lifetime=_lifetime(environment) if environment else "",
        reasons=(*reasons, *(f"{name} is not published: it has no preview" for name in subject.missing)),
        published=(record is not None and sha in {None, record.head_sha}) if subject.looked else None,
    )


def _services(platform: LoadedPlatform, repository: str | None, service: str | None) -> list[str]:
    spec = platform.spec
    if service is None and repository is not None:
        found = [
            name for name, item in spec.services.items() if item.previews and repository_of(name, spec) == repository
        ]
        if not found:
            raise UsageError(
                f"the catalogue has no service of {repository}", hint="add it to platform.yaml's `services`"
            )
        return found
    name = service or _service_here()
    owner = repository_of(name, spec)
    if owner is None:
        raise UsageError(f"the catalogue has no service `{name}`", hint="add it to platform.yaml's `services`")
    if repository not in {None, owner}:
        raise UsageError(
            f"the service `{name}` is that of {owner}, not of {repository}",
            hint="the catalogue in platform.yaml says so",
        )
    return [name]


def _service_here() -> str:
    files = find_previews(None)
    source = read_source(files[0])
    loaded = load_preview(source) if isinstance(source, SourceText) else []
    if isinstance(loaded, list):
        raise UsageError(
            f"{files[0]} cannot be used", hint=f"run `previewctl lint`, or name the service: `--service` ({NAMES[0]})"
        )
    return loaded.spec.service


def _subject(platform: LoadedPlatform, service: str, pull_request: int, root: Path | None) -> Subject:
    repository = repository_of(service, platform.spec)
    assert repository is not None
    subject = Subject(platform, service, repository, pull_request, looked=root is not None)
    if root is None:
        return subject
    content = read_bounded(f"{root}/{record_path(service, pull_request)}/{RECORD}")
    record = read_record(content) if content is not None else None
    if record is None or (record.service, record.pull_request) != (service, pull_request):
        return subject
    planned = planned_again(root, record, platform)
    missing = tuple(
        f"{name} {target}"
        for name, target in record.targets.items()
        if (path := preview_called(name, target)) and not (root / path).is_file()
    )
    return subject._replace(record=record, environment=planned.environment if planned else None, missing=missing)


def _dependencies(record: Record) -> tuple[Dependency, ...]:
    facts = record.raw["facts"]["dependencies"]
    return tuple(
        Dependency(name, target, str(facts[name].get("reason", "")), str(facts[name].get("publicUrl", "")))
        for name, target in record.targets.items()
    )


def _cost(subject: Subject) -> str:
    from previewctl.cost.estimate import estimate

    assert subject.environment is not None
    found = estimate(subject.environment, subject.platform.spec)
    return f"about ${found.scheduled:.2f} a month ($ {found.on_demand:.2f} on demand, day and night)".replace("$ ", "$")


def _lifetime(environment: Environment) -> str:
    lifetime = environment.lifetime
    return f"It goes when nobody has used it for {lifetime.idle}, and after {lifetime.max} in any case."
