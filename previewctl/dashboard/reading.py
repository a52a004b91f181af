"""From a GitOps checkout to what is shown of each preview in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from previewctl.compilation import compile_preview, load_preview
from previewctl.cost.estimate import cents, estimate
from previewctl.dashboard.ending import ending
from previewctl.dashboard.preview import ShownDependency, ShownPreview, Status
from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.gitops.index import read_bounded, records_in
from previewctl.integrations.git_publications import publications
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import Facts, PullRequest
from previewctl.render.record import record_path
from previewctl.source.encoding import decode
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal
    from pathlib import Path

    from previewctl.compilation import LoadedPlatform
    from previewctl.dashboard.asking import Repository
    from previewctl.gitops.record import Record
    from previewctl.integrations.git_publications import Publications
    from previewctl.ports import RemotePullRequest
    from previewctl.spec.preview import Lifetime, Sleep

_SNAPSHOT = "preview.yaml"
_LONGEST = 300


class _Planned(NamedTuple):
    """What only the plan says; all of it unknown where the snapshot cannot be planned any more."""

    team: str = ""
    lifetime: Lifetime | None = None
    sleep: Sleep | None = None
    cost: Decimal | None = None


def shown_previews(
    root: Path, platform: LoadedPlatform, remote: Mapping[str, Repository] | None = None
) -> Iterator[ShownPreview]:
    """Every preview with a readable record below `root`, in the order of services and numbers.

    `remote` is what GitHub says by repository, as far as it answered: None where nobody asked.
    """
    records = sorted(records_in(root), key=lambda record: (record.service, record.pull_request))
    dates = publications(root, [record_path(record.service, record.pull_request) for record in records])
    known: dict[tuple[bytes, str], _Planned] = {}
    for record in records:
        directory = record_path(record.service, record.pull_request)
        snapshot = read_bounded(f"{root}/{directory}/{_SNAPSHOT}") or b""
        key = (snapshot, f"{record.seed.dataset}:{record.seed.tag}" if record.seed else "")
        if key not in known:
            known[key] = _planned(snapshot, record, platform)
        repository = _repository(record, platform)
        asked = remote.get(repository) if remote is not None else None
        yield _shown(record, known[key], dates.get(directory), platform, repository, asked)


def _planned(snapshot: bytes, record: Record, platform: LoadedPlatform) -> _Planned:
    """Most pull requests of a service have the same snapshot, and what is taken from the plan is then the same too."""
    text = decode(snapshot, _SNAPSHOT)
    if not isinstance(text, str):
        return _Planned()
    preview = load_preview(SourceText(_SNAPSHOT, text, snapshot))
    if isinstance(preview, list):
        return _Planned()
    seeds = {(record.seed.dataset, record.seed.version): record.seed} if record.seed else {}
    request = PullRequest(record.pull_request, record.branch, record.head_sha, record.repository)
    environment = compile_preview(preview, platform, Facts(request, seeds)).environment
    if environment is None:
        return _Planned(preview.spec.team or "")
    cost = cents(estimate(environment, platform.spec).scheduled)
    return _Planned(environment.team or "", preview.spec.lifetime, environment.lifetime.sleep, cost)


def _repository(record: Record, platform: LoadedPlatform) -> str:
    """That of the catalogue, for a record is text; without a platform.yaml there is no catalogue."""
    if platform.document is None:
        return record.repository or ""
    return repository_of(record.service, platform.spec) or ""


def _shown(
    record: Record,
    planned: _Planned,
    published: Publications | None,
    platform: LoadedPlatform,
    repository: str,
    asked: Repository | None,
) -> ShownPreview:
    remote = asked.pull_requests.get(record.pull_request) if asked else None
    activity = asked.activities.get(record.pull_request) if asked else None
    end = ending(planned.lifetime, platform.spec, published, activity, remote.labels if remote else ())
    return ShownPreview(
        service=record.service,
        pull_request=record.pull_request,
        repository=_text(repository),
        pull_request_url=_web(remote.url) if remote else _pull_request_url(platform, repository, record.pull_request),
        title=_text(remote.title) if remote else "",
        person=_text(remote.author) if remote else "",
        team=_text(planned.team),
        status=_unasked(record) if asked is None else _status(record, remote, platform.spec.label),
        url=_preview_url(record.url, platform),
        branch=_text(record.branch),
        head_sha=_text(record.head_sha),
        seed=_text(f"{record.seed.dataset} {record.seed.version}") if record.seed else "",
        created=end.created,
        active=end.active,
        expires=end.expires,
        expiry=end.rule,
        sleep=_sleep(planned.sleep),
        cost=planned.cost,
        dependencies=tuple(_dependencies(record)),
    )


def _unasked(record: Record) -> Status:
    return Status.PUBLISHED if record.intact else Status.DAMAGED


def _status(record: Record, remote: RemotePullRequest | None, label: str) -> Status:
    """By the pull request, which was asked for: None is one that is gone."""
    if not record.intact:
        return Status.DAMAGED
    if remote is None or not remote.open:
        return Status.MERGED if remote and remote.merged else Status.CLOSED
    if label not in remote.labels:
        return Status.UNLABELLED
    return Status.DRAFT if remote.draft else Status.OPEN


def _sleep(sleep: Sleep | None) -> str:
    if sleep is None:
        return ""
    parts = [f"weekdays {sleep.weekdays}" if sleep.weekdays else "", "weekends" if sleep.weekends else ""]
    return f"{', '.join(filter(None, parts))} ({sleep.timezone})"


def _dependencies(record: Record) -> Iterator[ShownDependency]:
    facts: Any = record.raw["facts"]["dependencies"]
    for name, target in record.targets.items():
        reason = facts[name].get("reason")
        yield ShownDependency(_text(name), _text(target), _text(reason) if isinstance(reason, str) else "")


def _text(text: str) -> str:
    """Without end, nothing of a pull request is shown; nor what turns the direction of writing."""
    return shortened(printable(text), _LONGEST)


def _web(url: str) -> str:
    """A URL that may become a link; nothing for any other text, such as a script."""
    try:
        parts = urlsplit(url)
        is_web = parts.scheme == "https" and bool(parts.hostname) and not parts.username and not parts.password
    except ValueError:
        return ""
    return url if is_web and url.isascii() and url.isprintable() and len(url) <= 2 * _LONGEST else ""


def _preview_url(url: str, platform: LoadedPlatform) -> str:
    """Nothing for a URL outside of the previews' domain: whoever may push to the branch writes records."""
    is_ours = platform.document is None or (urlsplit(_web(url)).hostname or "").endswith(f".{platform.spec.domain}")
    return _web(url) if is_ours else ""


def _pull_request_url(platform: LoadedPlatform, repository: str, number: int) -> str:
    """Where GitHub shows it: the server of an API is that of `https://server/api/v3` or `https://api.server`."""
    api = urlsplit(platform.spec.github.api_url or "https://api.github.com")
    return (
        _web(f"https://{(api.netloc).removeprefix('api.')}/{repository}/pull/{number}") if repository and number else ""
    )
