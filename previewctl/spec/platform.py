"""The models of platform.yaml: what a platform engineer decides for every service of the organisation."""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal

from previewctl.spec.durations import Duration
from previewctl.spec.model import model
from previewctl.spec.preview import Lifetime
from previewctl.spec.quantities import Quantity, parse_quantity

if TYPE_CHECKING:
    from previewctl.spec.field_types import (
        NOT_EMPTY,
        AwsRegion,
        Branch,
        Bytes,
        Cores,
        Count,
        DnsName,
        Flag,
        GitUrl,
        HttpPath,
        HttpsUrl,
        HttpUrl,
        IpRange,
        JiraField,
        LabelKey,
        LabelValue,
        Lasting,
        Login,
        Name,
        NonEmpty,
        Number,
        Origin,
        Owner,
        PlatformPath,
        Port,
        Price,
        PullRequestLabel,
        Registry,
        RelativePath,
        Repository,
        Seconds,
        SecretPath,
        ServiceName,
        Text,
        Version,
    )


_DAY = 86_400


def seed_file_size() -> Quantity:
    """As much as GitHub takes: it refuses files over 100 MiB."""
    return parse_quantity("100Mi")


def seed_dataset_size() -> Quantity:
    """What still fits beside its own copy into the default volume."""
    return parse_quantity("512Mi")


def default_storage() -> Quantity:
    """The size of a database's volume where nobody says another."""
    return parse_quantity("2Gi")


def default_lifetime() -> Lifetime:
    """How long an unused preview stays where nobody says otherwise."""
    return Lifetime(idle=Duration(3 * _DAY), max=Duration(14 * _DAY), warn=Duration(_DAY))


def keep_ceiling() -> Duration:
    """How long the label that keeps a preview keeps it."""
    return Duration(30 * _DAY)


def hour() -> Duration:
    """How old a preview is before anything may remove it, and how often `reap` runs."""
    return Duration(3_600)


def awake_hours() -> Duration:
    """How long a preview stays awake that a push has woken."""
    return Duration(7_200)


def ceiling_cpu() -> Quantity:
    """CPU requests that one preview may have."""
    return parse_quantity("8")


def ceiling_memory() -> Quantity:
    """Memory requests that one preview may have."""
    return parse_quantity("16Gi")


def ceiling_storage() -> Quantity:
    """Volumes that one preview may have."""
    return parse_quantity("20Gi")


def ceiling_lifetime() -> Duration:
    """The longest life of a preview."""
    return Duration(30 * _DAY)


def default_sizes() -> dict[str, Size]:
    """The size classes of a platform that names none."""
    classes = {"small": ("100m", "256Mi"), "medium": ("250m", "512Mi"), "large": ("500m", "1Gi")}
    return {
        name: Size(cpu=parse_quantity(cpu), memory=parse_quantity(memory)) for name, (cpu, memory) in classes.items()
    }


@model
class TokenSecret:
    """A key of a Secret in Argo CD's namespace that holds a GitHub token."""

    name: DnsName
    """The Secret's name.

    Example: github-token"""
    key: NonEmpty = "token"
    """The key in it.

    Example: token"""


@model
class GitHub:
    """Where the pull requests are."""

    organization: Owner
    """The organisation, for catalogue entries that name only a repository.

    Example: acme"""
    api_url: HttpsUrl | None = None
    """The API of a GitHub Enterprise server; github.com otherwise.

    Example: https://github.acme.dev/api/v3"""
    token_secret: TokenSecret | None = None
    """The token that Argo CD lists pull requests with.

    Example: {name: github-token, key: token}"""
    app_secret: DnsName | None = None
    """Instead of a token: the Secret of a GitHub App (recommended above 50 services).

    Example: github-app"""
    fork_authors: tuple[Login, ...] = ()
    """Authors whose pull requests from forks get a preview, too; those of all others get none.

    Example: [octocat]"""


@model
class GitOps:
    """The repository that Argo CD reads."""

    url: GitUrl
    """Its URL, exactly as Argo CD has it.

    Example: https://github.com/acme/gitops.git"""
    branch: Branch = "previews"
    """The branch that bots write previews to.

    Example: previews"""
    control_branch: Branch = "main"
    """The branch that people review, with platform.yaml and `argocd/`.

    Example: main"""


@model
class ArgoCD:
    """The Argo CD that runs the previews."""

    namespace: Name = "argocd"
    """Its namespace.

    Example: argocd"""
    project: Name = "previews"
    """The AppProject that previewctl writes and every preview belongs to.

    Example: previews"""
    server: HttpsUrl = "https://kubernetes.default.svc"
    """The API server of the cluster that the previews run in.

    Example: https://kubernetes.default.svc"""
    version: Version = "3.6"
    """Argo CD's version; previews need 3.6 or newer.

    Example: "3.6\""""
    requeue_seconds: Seconds = 300
    """How often the pull requests are listed without a webhook, in seconds.

    Example: 300"""


@model
class Gateway:
    """The shared Gateway that HTTPRoutes attach to."""

    name: DnsName
    """Its name.

    Example: previews"""
    namespace: Name
    """Its namespace.

    Example: gateway-system"""
    section_name: DnsName | None = None
    """The listener; all of them otherwise.

    Example: https"""


@model
class Alb:
    """The AWS Load Balancer Controller, with one Ingress group per shard: an ALB has room for 100 target groups."""

    ingress_class: DnsName = "alb"
    """The IngressClass.

    Example: previews"""
    group: Name = "previews"
    """The prefix of the Ingress groups.

    Example: previews"""
    shards: Annotated[int, Number(1, 100)] = 1
    """How many load balancers the previews are spread over.

    Example: 4"""
    certificate_arn: NonEmpty | None = None
    """The certificate, unless the IngressClass has one.

    Example: arn:aws:acm:eu-west-1:123456789012:certificate/0a1b"""
    scheme: Literal["internal", "internet-facing"] = "internal"
    """Where the load balancer listens.

    Example: internal"""


@model
class Ingress:
    """Any other Ingress controller."""

    class_name: DnsName
    """The IngressClass.

    Example: traefik"""
    tls_secret: DnsName | None = None
    """A Secret with the wildcard certificate that exists in every preview's namespace; the controller's default otherwise.

    Example: previews-tls"""


@model
class PlatformEndpoint:
    """How previews are reached from outside."""

    kind: Literal["gateway", "alb", "ingress"] = "gateway"
    """`gateway`: an HTTPRoute on one shared Gateway (recommended); `alb`; `ingress`.

    Example: gateway"""
    gateway: Gateway | None = None
    """For `gateway`.

    Example: {name: previews, namespace: gateway-system, sectionName: https}"""
    alb: Alb = field(default_factory=Alb)
    """For `alb`.

    Example: {ingressClass: previews, shards: 4}"""
    ingress: Ingress | None = None
    """For `ingress`.

    Example: {className: traefik}"""
    annotations: dict[LabelKey, Text] = field(default_factory=dict)
    """Annotations on every route or Ingress.

    Example: {external-dns.alpha.kubernetes.io/exclude: "true"}"""
    auth_annotations: dict[LabelKey, Text] = field(default_factory=dict)
    """Annotations on the routes of previews with `auth: platform`.

    Example: {alb.ingress.kubernetes.io/auth-type: oidc}"""
    auth_labels: dict[LabelKey, LabelValue] = field(default_factory=dict)
    """Labels on the routes of previews with `auth: platform`, for a gateway policy to select.

    Example: {auth: oidc}"""
    namespace_labels: dict[LabelKey, LabelValue] = field(default_factory=dict)
    """Labels on every preview's namespace, which a Gateway's `allowedRoutes` may ask for.

    Example: {gateway-access: previews}"""
    source_namespaces: tuple[Name, ...] = ()
    """Namespaces whose pods pass requests on to previews; the Gateway's own by itself.

    Example: [envoy-gateway-system]"""
    source_ranges: tuple[IpRange, ...] = ()
    """Address ranges that requests come from, such as a load balancer's subnets.

    Example: [10.20.0.0/16]"""


@model
class Spot:
    """Spot nodes."""

    taint: LabelKey = "previewctl.dev/spot"
    """The key of the taint that spot nodes carry.

    Example: previewctl.dev/spot"""
    policy: Literal["preferred", "required", "never"] = "preferred"
    """What a preview.yaml without `spot:` gets.

    Example: preferred"""


@model
class Secrets:
    """AWS Secrets Manager through External Secrets."""

    store: DnsName = "aws-secrets-manager"
    """The ClusterSecretStore.

    Example: aws-secrets-manager"""
    prefix: SecretPath = "preview"
    """The prefix of every preview's secrets: a service may read `<prefix>/<service>` and below.

    Example: preview"""
    region: AwsRegion | None = None
    """The region that the store reads, for `previewctl secrets`; that of the environment otherwise.

    Example: eu-west-1"""
    shared: tuple[SecretPath, ...] = ()
    """Secrets that every service may read.

    Example: [preview/shared]"""


@model
class Seeds:
    """Seed data."""

    registry: Registry | None = None
    """Where the seed images are; a dataset's image is `<registry>/<dataset>`.

    Example: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/seeds"""
    directory: PlatformPath = "seed-data"
    """The directory of shared datasets, from the directory of platform.yaml.

    Example: seed-data"""
    file_size: Bytes = field(default_factory=seed_file_size)
    """The largest file of a dataset.

    Example: 50Mi"""
    dataset_size: Bytes = field(default_factory=seed_dataset_size)
    """The most that all files of a version of a dataset may have together.

    Example: 200Mi"""


@model
class Size:
    """A size class of a process."""

    cpu: Cores
    """CPU request in cores; there is no CPU limit.

    Example: 100m"""
    memory: Bytes
    """Memory request and limit.

    Example: 256Mi"""


@model
class Defaults:
    """What a preview.yaml that leaves something out gets."""

    size: Name = "small"
    """The size class of a process without `resources`.

    Example: small"""
    storage: Bytes = field(default_factory=default_storage)
    """The size of a database's volume.

    Example: 2Gi"""
    storage_class: DnsName | None = None
    """The StorageClass of volumes; the cluster's default otherwise.

    Example: gp3"""
    shared_storage_class: DnsName | None = None
    """A StorageClass whose volumes several nodes can mount (RWX), for volumes that several processes use.

    Example: efs"""
    lifetime: Lifetime = field(default_factory=default_lifetime)
    """How long an unused preview stays.

    Example: {idle: 3d, max: 14d, warn: 24h}"""
    on_missing: Literal["staging", "error"] = "staging"
    """What becomes of a dependency's target that does not exist (any more).

    Example: staging"""


@model
class Ceilings:
    """What no preview may exceed."""

    cpu: Cores = field(default_factory=ceiling_cpu)
    """CPU requests of one preview, hooks and surge included.

    Example: "8\""""
    memory: Bytes = field(default_factory=ceiling_memory)
    """Memory requests of one preview, hooks and surge included.

    Example: 16Gi"""
    storage: Bytes = field(default_factory=ceiling_storage)
    """Volumes of one preview, together.

    Example: 20Gi"""
    pods: Count = 30
    """Pods of one preview, hooks and surge included.

    Example: 30"""
    lifetime: Lasting = field(default_factory=ceiling_lifetime)
    """The longest `lifetime.max`.

    Example: 30d"""
    previews_per_service: Count = 20
    """Previews of one service at the same time.

    Example: 20"""
    previews: Count = 200
    """Previews of all services at the same time.

    Example: 200"""
    previews_per_person: Count | None = None
    """Previews of the pull requests of one author at the same time; any number otherwise.

    Example: 5"""
    monthly_cost: Price | None = None
    """US dollars that one preview may cost in a month, by `previewctl cost`.

    Example: 40"""
    monthly_cost_of_all: Price | None = None
    """US dollars that all previews together may cost in a month; `previewctl cost --gitops` fails above.

    Example: 2000"""


@model
class CloudWatchTraffic:
    """Requests that AWS load balancers have counted; the target groups are found by the controller's tags."""

    region: NonEmpty
    """The region of the load balancers.

    Example: eu-west-1"""
    minimum: Annotated[int, Number(1, 1_000_000)] = 1
    """How many requests within an hour count as use; crawlers and uptime checks make some.

    Example: 20"""


@model
class PrometheusSignals:
    """Queries that say which namespaces were in use; each gives one series for each label `namespace`."""

    url: HttpUrl
    """The base URL of the query API.

    Example: http://prometheus.monitoring.svc:9090"""
    traffic: NonEmpty | None = None
    """A query whose value is above zero where a preview had requests within the last hour.

    Example: sum by (namespace) (increase(envoy_cluster_upstream_rq_total{namespace=~"pv-.*"}[1h]))"""
    database: NonEmpty | None = None
    """A query whose value is above zero where a preview's database was used within the last hour.

    Example: sum by (namespace) (increase(pg_stat_database_xact_commit{namespace=~"pv-.*"}[1h]))"""


@model
class Signals:
    """What counts as use beside commits, comments, reviews and the label. A signal that fails counts as use."""

    cloud_watch: CloudWatchTraffic | None = None
    """Requests by CloudWatch.

    Example: {region: eu-west-1}"""
    prometheus: PrometheusSignals | None = None
    """Requests and database use by Prometheus.

    Example: {url: "http://prometheus.monitoring.svc:9090"}"""


@model
class Lifecycle:
    """When `reap` removes previews, and what holds it back."""

    keep_label: PullRequestLabel = "preview-keep"
    """The label that keeps an idle preview.

    Example: preview-keep"""
    keep: Lasting = field(default_factory=keep_ceiling)
    """How long it keeps one, from the label `preview` on.

    Example: 30d"""
    minimum_age: Lasting = field(default_factory=hour)
    """Nothing removes a preview that is younger.

    Example: 1h"""
    removals_per_run: Annotated[int, Number(1, 1_000)] = 10
    """How many previews one run removes at most.

    Example: 10"""
    sweep: Lasting = field(default_factory=hour)
    """How often `reap` runs: warnings come that much earlier, so that no preview outlives its time by more.

    Example: 1h"""
    bots: tuple[NonEmpty, ...] = ()
    """Accounts of programs that GitHub takes for people; what they do is no use of a preview.

    Example: [acme-ci]"""
    signals: Signals = field(default_factory=Signals)
    """What counts as use beside what GitHub knows.

    Example: {cloudWatch: {region: eu-west-1}}"""


@model
class PlatformSleep:
    """What scales sleeping previews down."""

    kind: Literal["kubeGreen", "downscaler", "none"] = "none"
    """`kubeGreen`: a SleepInfo in each namespace; `downscaler`: annotations for py-kube-downscaler; `none`: nothing sleeps.

    Example: kubeGreen"""
    awake: Lasting = field(default_factory=awake_hours)
    """How long a preview stays awake that a push has woken.

    Example: 2h"""


@model
class Network:
    """What previews can reach."""

    excluded_ranges: tuple[IpRange, ...] = ()
    """The platform's own address ranges, which previews must not reach; link-local and private ranges are always excluded.

    Example: [203.0.113.0/24]"""


@model
class Jira:
    """The Jira whose issues link to previews."""

    server: HttpsUrl
    """Its URL.

    Example: https://acme.atlassian.net"""
    projects: Annotated[tuple[NonEmpty, ...], NOT_EMPTY]
    """The keys of the projects; nothing else counts as an issue key.

    Example: [SHOP]"""
    transition: NonEmpty | None = None
    """A transition that an issue makes once, when its preview is ready for the first time.

    Example: In review"""
    field: JiraField | None = None
    """The id of a field that holds the preview's URL while it is ready.

    Example: customfield_10042"""


@model
class Prices:
    """Prices for estimates, in US dollars."""

    cpu_hour: Price | None = None
    """A vCPU for an hour, on demand.

    Example: 0.0316"""
    memory_gib_hour: Price | None = None
    """A GiB of memory for an hour, on demand.

    Example: 0.0042"""
    spot_cpu_hour: Price | None = None
    """A vCPU for an hour on spot nodes.

    Example: 0.0067"""
    spot_memory_gib_hour: Price | None = None
    """A GiB of memory for an hour on spot nodes.

    Example: 0.0009"""
    storage_gib_month: Price | None = None
    """A GiB of volume for a month.

    Example: 0.08"""
    load_balancer_hour: Price | None = None
    """A load balancer for an hour.

    Example: 0.0252"""
    shared_by: Count = 20
    """Over how many previews the price of the load balancers is spread.

    Example: 40"""
    source: NonEmpty | None = None
    """Where these prices are from, for the reports.

    Example: EC2 price list, eu-west-1, m7g.large"""
    date: NonEmpty | None = None
    """Of when they are.

    Example: "2026-11-01\""""


@model
class Staging:
    """Where a service's staging is."""

    public: HttpsUrl | None = None
    """The URL for browsers.

    Example: https://billing.staging.acme.dev"""
    internal: HttpUrl | None = None
    """The URL for backends; the public one otherwise.

    Example: http://billing-api.staging.svc.cluster.local:8000"""
    namespace: Name | None = None
    """The namespace that it listens in, if it is in the same cluster.

    Example: staging"""
    port: Port | None = None
    """The port of its pods.

    Example: 8000"""
    ranges: tuple[IpRange, ...] = ()
    """The address ranges that it listens on, if it is outside of the cluster.

    Example: [198.51.100.0/24]"""


@model
class CatalogueEntry:
    """One service of the organisation."""

    repository: Repository | None = None
    """Its repository; `<organization>/<name>` otherwise.

    Example: acme/billing-api"""
    path: RelativePath = "."
    """The directory of its preview.yaml in the repository.

    Example: services/billing"""
    staging: Staging = field(default_factory=Staging)
    """Where its staging is.

    Example: {public: "https://billing.staging.acme.dev"}"""
    previews: Flag = True
    """Whether previewctl makes previews of it; a service that is only called has none.

    Example: true"""
    callable: Flag = True
    """Whether previews of other services may call its staging.

    Example: true"""
    origins: tuple[Origin, ...] = ()
    """Origins of browsers that its staging admits (its CORS settings); `*` stands for letters, digits and `-` in the first label.

    Example: ["https://shop.staging.acme.dev", "https://shop-web-pr-*.preview.acme-previews.dev"]"""
    health: HttpPath = "/healthz"
    """The path that answers 200 when it is ready; a stub that stands in for it answers there too.

    Example: /healthz"""
    port: Port | None = None
    """The port on which its previews' public process listens, for services that call them.

    Example: 8000"""
    process: Name = "web"
    """The process of its previews that answers other services.

    Example: web"""
    secrets: tuple[SecretPath, ...] = ()
    """Secrets outside its own prefix that it may read.

    Example: [preview/stripe]"""
    generator: Literal["pullRequest", "git"] = "pullRequest"
    """`git`: the Git file generator alone, for repositories with more than 100 open pull requests.

    Example: pullRequest"""


@model
class PlatformSpec:
    """What a platform engineer decides for every service."""

    api_version: Literal["previewctl.dev/v1"]
    """The version of this format.

    Example: previewctl.dev/v1"""
    kind: Literal["Platform"]
    """Always `Platform`.

    Example: Platform"""
    previewctl: Version | None = None
    """The version of previewctl that may write to the GitOps repository.

    Example: 0.1.0"""
    github: GitHub
    """Where the pull requests are.

    Example: {organization: acme, tokenSecret: {name: github-token}}"""
    label: PullRequestLabel = "preview"
    """The label of pull requests that want a preview; compared exactly, case included.

    Example: preview"""
    gitops: GitOps
    """The repository that Argo CD reads.

    Example: {url: "https://github.com/acme/gitops.git"}"""
    argocd: ArgoCD = field(default_factory=ArgoCD)
    """The Argo CD that runs the previews.

    Example: {namespace: argocd, project: previews}"""
    domain: DnsName
    """The previews' domain: a registrable one that is used for nothing else, with one wildcard certificate.

    Example: preview.acme-previews.dev"""
    endpoint: PlatformEndpoint = field(default_factory=PlatformEndpoint)
    """How previews are reached from outside.

    Example: {kind: gateway, gateway: {name: previews, namespace: gateway-system}}"""
    spot: Spot = field(default_factory=Spot)
    """Spot nodes.

    Example: {taint: previewctl.dev/spot, policy: preferred}"""
    secrets: Secrets = field(default_factory=Secrets)
    """Secrets.

    Example: {store: aws-secrets-manager, shared: [preview/shared]}"""
    seeds: Seeds = field(default_factory=Seeds)
    """Seed data.

    Example: {registry: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/seeds}"""
    registries: tuple[Registry, ...] = ()
    """Registries, or paths in them, that images may come from; any otherwise.

    Example: [123456789012.dkr.ecr.eu-west-1.amazonaws.com]"""
    patches: Flag = False
    """Whether a preview.yaml may carry Kustomize patches.

    Example: false"""
    urls: Flag = False
    """Whether an override may be an `https://` URL.

    Example: false"""
    sizes: dict[Name, Size] = field(default_factory=default_sizes)
    """The size classes of processes.

    Example: {small: {cpu: 100m, memory: 256Mi}}"""
    defaults: Defaults = field(default_factory=Defaults)
    """What a preview.yaml that leaves something out gets.

    Example: {size: small, storage: 2Gi}"""
    ceilings: Ceilings = field(default_factory=Ceilings)
    """What no preview may exceed.

    Example: {memory: 16Gi, previews: 200}"""
    lifecycle: Lifecycle = field(default_factory=Lifecycle)
    """When `reap` removes previews, and what holds it back.

    Example: {keepLabel: preview-keep, removalsPerRun: 10}"""
    sleep: PlatformSleep = field(default_factory=PlatformSleep)
    """What scales sleeping previews down.

    Example: {kind: kubeGreen}"""
    network: Network = field(default_factory=Network)
    """What previews can reach.

    Example: {excludedRanges: [203.0.113.0/24]}"""
    jira: Jira | None = None
    """The Jira whose issues link to previews.

    Example: {server: "https://acme.atlassian.net", projects: [SHOP]}"""
    prices: Prices = field(default_factory=Prices)
    """Prices for estimates.

    Example: {cpuHour: 0.0316}"""
    services: dict[ServiceName, CatalogueEntry] = field(default_factory=dict)
    """The service catalogue.

    Example: {billing-api: {repository: acme/billing-api}}"""
