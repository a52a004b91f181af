"""From a GitOps checkout to what is shown of each preview in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from previewctl.compilation import compile_preview, load_preview
from previewctl.cost.estimate import cents, estimate
from previewctl.dashboard.preview import ShownDependency, ShownPreview, Status
from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.gitops.index import read_bounded, records_in
from previewctl.integrations.git_publications import publications
from previewctl.plan.facts import Facts, PullRequest
from previewctl.render.record import record_path
from previewctl.source.encoding import decode
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from decimal import Decimal
    from pathlib import Path

    from previewctl.compilation import LoadedPlatform
    from previewctl.gitops.record import Record
    from previewctl.integrations.git_publications import Publications
    from previewctl.plan.model import LifetimePlan
    from previewctl.ports import RemotePullRequest
    from previewctl.spec.preview import Sleep

_SNAPSHOT = "preview.yaml"
_LONGEST = 300


class _Planned(NamedTuple):
    """What only the plan says; all of it unknown where the snapshot cannot be planned any more."""

    team: str = ""
    lifetime: LifetimePlan | None = None
    cost: Decimal | None = None


def shown_previews(
    root: Path, platform: LoadedPlatform, remote: Mapping[str, Mapping[int, RemotePullRequest]] | None = None
) -> Iterator[ShownPreview]:
    """Every preview with a readable record below `root`, in the order of services and numbers.

    `remote` are the pull requests by repository and number, as far as they were asked for: None where nobody asked.
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
        asked = remote.get(record.repository or "") if remote is not None else None
        pull_request = asked.get(record.pull_request) if asked is not None else None
        status = _unasked(record) if asked is None else _status(record, pull_request, platform.spec.label)
        yield _shown(record, known[key], dates.get(directory), platform, pull_request, status)


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
    return _Planned(environment.team or "", environment.lifetime, cents(estimate(environment, platform.spec).scheduled))


def _shown(
    record: Record,
    planned: _Planned,
    published: Publications | None,
    platform: LoadedPlatform,
    remote: RemotePullRequest | None,
    status: Status,
) -> ShownPreview:
    created, active = (published.first, published.last) if published else (None, None)
    expires, expiry = _expiry(planned.lifetime, created, active)
    repository = _text(record.repository or "")
    return ShownPreview(
        service=record.service,
        pull_request=record.pull_request,
        repository=repository,
        pull_request_url=_web(remote.url) if remote else _pull_request_url(platform, repository, record.pull_request),
        title=_text(remote.title) if remote else "",
        person=_text(remote.author) if remote else "",
        team=_text(planned.team),
        status=status,
        url=_preview_url(record.url, platform),
        branch=_text(record.branch),
        head_sha=_text(record.head_sha),
        seed=_text(f"{record.seed.dataset} {record.seed.version}") if record.seed else "",
        created=created,
        active=active,
        expires=expires,
        expiry=expiry,
        sleep=_sleep(planned.lifetime.sleep if planned.lifetime else None),
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


def _expiry(lifetime: LifetimePlan | None, created: int | None, active: int | None) -> tuple[int | None, str]:
    """The earlier of the two limits."""
    if lifetime is None:
        return None, ""
    limits = [(active + lifetime.idle.seconds, f"unused for {lifetime.idle}")] if active is not None else []
    limits += [(created + lifetime.max.seconds, f"{lifetime.max} old")] if created is not None else []
    return min(limits, default=(None, ""))


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
