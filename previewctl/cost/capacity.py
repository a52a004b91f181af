"""What an organisation's size means for GitHub, Argo CD and the cluster, by stated formulas."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = 3600
PAGE = 100
"""How many pull requests one request of Argo CD's generator lists (services/pull_request/github.go)."""
TARGET_GROUPS = 100
"""Of one Application Load Balancer; cannot be raised: https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html."""
TOKEN_LIMIT = 5000
APP_LIMIT = 12_500
_FREE_REPOSITORIES = 20
_PER_REPOSITORY = 50
HEADROOM = 0.7
"""How much of GitHub's limit the generators may take: people's tools and previewctl's own calls share it."""
_SHORTEST_REQUEUE = 60
_APPLICATIONS = 1000
"""What 50 status and 25 operation processors serve: https://argo-cd.readthedocs.io/en/stable/operator-manual/high_availability/."""
_MONOREPO_APPLICATIONS = 50
"""Above that many Applications of one repository, its documentation asks for manifest-generate-paths, which previewctl sets."""
_SYSTEM_PODS = 5


class Verdict(StrEnum):
    """Whether it fits."""

    FITS = "fits"
    TIGHT = "tight"
    BREAKS = "breaks"


class Organisation(NamedTuple):
    """How large it is. `pull_requests` are open ones of each repository, `labelled` those of them with a preview.

    `pushes` are all pushes to pull requests with a preview, in an hour. `services` are those of each repository.
    """

    repositories: int
    pull_requests: int
    pushes: int
    labelled: int
    services: int = 1

    @property
    def application_sets(self) -> int:
        """One for each service."""
        return self.repositories * self.services

    @property
    def previews(self) -> int:
        """One for each service of a labelled pull request."""
        return self.application_sets * self.labelled


class Preview(NamedTuple):
    """What one preview needs at most: pods, vCPUs, GiB of memory, volumes, and whether it has an address of its own."""

    pods: int
    cpu: float
    memory_gib: float
    volumes: int
    endpoint: bool = True


class Nodes(NamedTuple):
    """The nodes for previews: how many there may be, and what one has room for."""

    most: int
    pods: int
    cpu: float
    memory_gib: float
    volumes: int


class Settings(NamedTuple):
    """What the platform is set to. `alb_shards` is 0 where no load balancer is made for previews."""

    requeue_seconds: int
    webhooks: bool
    app: bool
    alb_shards: int


class Limit(NamedTuple):
    """One limit: what is used of what there is, by which formula, and what to do."""

    name: str
    used: float
    available: float
    unit: str
    formula: str
    advice: str
    verdict: Verdict


def requests_per_reconcile(pull_requests: int) -> int:
    """Requests with which the pull request generator lists a repository, whatever the labels: at least one."""
    return max(1, -(-pull_requests // PAGE))


def reconciles_per_hour(size: Organisation, settings: Settings) -> float:
    """How often all ApplicationSets together list their pull requests in an hour.

    Each does on its own clock. With webhooks, every push to the `previews` branch makes every one of them do it, for
    each has a Git generator on that branch; and every event of a pull request those of its repository.
    """
    timed = size.application_sets * HOUR / settings.requeue_seconds
    if not settings.webhooks:
        return timed
    commits = commits_per_hour(size)
    return timed + commits * size.application_sets + size.pushes * size.services


def commits_per_hour(size: Organisation) -> int:
    """Commits to the `previews` branch: one for each push and each service of its repository."""
    return size.pushes * size.services


def github_limit(size: Organisation, settings: Settings) -> int:
    """Requests that GitHub answers in an hour.

    https://docs.github.com/en/apps/creating-github-apps/registering-a-github-app/rate-limits-for-github-apps
    """
    if not settings.app:
        return TOKEN_LIMIT
    extra = max(0, size.repositories - _FREE_REPOSITORIES) * _PER_REPOSITORY
    return min(APP_LIMIT, TOKEN_LIMIT + extra)


def limits(size: Organisation, preview: Preview, nodes: Nodes, settings: Settings) -> tuple[Limit, ...]:
    """Every limit, the ones that break first."""
    found = [
        *_github(size, settings),
        *_argocd(size),
        *_endpoints(size, preview, settings),
        *_cluster(size, preview, nodes),
    ]
    order = (Verdict.BREAKS, Verdict.TIGHT, Verdict.FITS)
    return tuple(sorted(found, key=lambda limit: order.index(limit.verdict)))


def _github(size: Organisation, settings: Settings) -> Iterator[Limit]:
    pages = requests_per_reconcile(size.pull_requests)
    used = reconciles_per_hour(size, settings) * pages
    most = github_limit(size, settings)
    yield _limit(
        "GitHub requests of the generators",
        used,
        most,
        "an hour",
        "(ApplicationSets × 3600 ÷ requeueSeconds + commits × ApplicationSets + pushes × services) × ⌈pull requests ÷ 100⌉",
        _less_requests(size, settings, pages, most),
        tight=HEADROOM,
    )
    yield _limit(
        "pull requests of one repository",
        size.pull_requests,
        PAGE,
        "on a page",
        "open pull requests ÷ 100 on a page: one that moves between two pages while they are read loses its preview",
        "set `generator: git` for such services in the catalogue; `sync` then removes what is closed",
        tight=HEADROOM,
    )


def _less_requests(size: Organisation, settings: Settings, pages: int, most: int) -> str:
    """The shortest `requeueSeconds` that leaves room, or what else would."""
    by_events = reconciles_per_hour(size, settings) - size.application_sets * HOUR / settings.requeue_seconds
    room = most * HEADROOM - by_events * pages
    if room > 0:
        seconds = max(_SHORTEST_REQUEUE, -(-size.application_sets * HOUR * pages // int(room))) if room >= 1 else 0
        if seconds and (seconds > settings.requeue_seconds or not settings.webhooks):
            return f"`argocd.requeueSeconds: {int(seconds)}` leaves a reserve of 30 %"
        return "as it is"
    if not settings.app and size.repositories > _FREE_REPOSITORIES:
        return "use a GitHub App (`github.appSecret`): its limit grows with the repositories"
    return "set `generator: git` for the busiest services: they list no pull requests"


def _argocd(size: Organisation) -> Iterator[Limit]:
    shards = -(-size.previews // _APPLICATIONS)
    yield _limit(
        "Applications of one controller",
        size.previews,
        _APPLICATIONS,
        "Applications",
        "ApplicationSets × labelled pull requests, against 1,000 for 50 status and 25 operation processors",
        f"give the controller {50 * shards} status and {25 * shards} operation processors; shards divide clusters, "
        "not Applications of one cluster",
    )
    refreshes = commits_per_hour(size) * size.previews
    yield _limit(
        "comparisons after commits",
        refreshes,
        HOUR * 50,
        "an hour",
        "commits × Applications: each commit is compared with manifest-generate-paths, which previewctl sets; "
        "one second for each of 50 status processors",
        "collect publications with `sync --discover` every few minutes in place of one commit for each push",
    )


def _endpoints(size: Organisation, preview: Preview, settings: Settings) -> Iterator[Limit]:
    if not settings.alb_shards or not preview.endpoint:
        return
    shards = -(-size.previews // TARGET_GROUPS)
    yield _limit(
        "target groups",
        size.previews,
        settings.alb_shards * TARGET_GROUPS,
        "target groups",
        "one for each preview, and 100 for each load balancer; over that a whole Ingress group stops reconciling",
        f"`endpoint.alb.shards: {shards}`, or `endpoint.kind: gateway`, which needs none"
        if shards > settings.alb_shards
        else "as it is",
    )


def _cluster(size: Organisation, preview: Preview, nodes: Nodes) -> Iterator[Limit]:
    room = max(0, nodes.pods - _SYSTEM_PODS)
    needs = (
        ("pods (and their addresses)", preview.pods, room, "pods"),
        ("vCPUs", preview.cpu, nodes.cpu, "vCPUs"),
        ("memory", preview.memory_gib, nodes.memory_gib, "GiB"),
        ("volumes", preview.volumes, nodes.volumes, "volumes"),
    )
    for name, one, each, unit in needs:
        if one <= 0:
            continue
        used, available = one * size.previews, each * nodes.most
        fitting = int(available // one)
        yield _limit(
            name,
            used,
            available,
            unit,
            f"previews × {one:g} in each, against {nodes.most} nodes × {each:g}",
            f"preview number {fitting + 1} stays pending; {-(-used // each):.0f} nodes have room for all"
            if used > available and each
            else "as it is",
        )


def _limit(
    name: str, used: float, available: float, unit: str, formula: str, advice: str, *, tight: float = 0.8
) -> Limit:
    verdict = Verdict.BREAKS if used > available else Verdict.TIGHT if used > available * tight else Verdict.FITS
    return Limit(name, used, available, unit, formula, advice if verdict is not Verdict.FITS else "", verdict)
