"""The models of preview.yaml. The docstring under each field is its documentation.

The names of types in annotations are those of `field_types`. They are resolved only when the schemas are compiled,
so reading a file does not import pydantic.
"""

from __future__ import annotations

from dataclasses import field
from typing import TYPE_CHECKING, Annotated, Literal

from previewctl.spec.model import model

if TYPE_CHECKING:
    from previewctl.spec.field_types import (
        FEW,
        MANY,
        NOT_EMPTY,
        SEVERAL,
        SHORT_COMMAND,
        SHORT_HOST,
        SHORT_SIZE,
        SHORT_TARGET,
        SHORT_URL,
        SHORT_VALUE,
        SINGLE_MIGRATION,
        AbsolutePath,
        Bytes,
        CheckCommand,
        Command,
        ConfigKey,
        Cores,
        Date,
        EnvName,
        EnvNames,
        Extension,
        Flag,
        HttpPath,
        Image,
        ImageRepository,
        LabelValue,
        Lasting,
        Name,
        NonEmpty,
        PatchText,
        Port,
        ProxyPath,
        Replicas,
        SecretKey,
        SecretLength,
        SecretPath,
        SecretReference,
        ServiceName,
        SleepHours,
        TargetText,
        TemplateText,
        Text,
        Timeout,
        TimeZone,
        UserId,
        Version,
    )

API_VERSION: Literal["previewctl.dev/v1"] = "previewctl.dev/v1"


@model
class Process:
    """One kind of pod that runs the service's image."""

    command: Command | None = None
    """The command and its arguments, as a list; no shell reads it. Without it the image's own command runs.

    Example: [gunicorn, shop.wsgi, -b, "0.0.0.0:8000"]"""
    port: Port | None = None
    """The port that the process listens on. A process with a port gets a Service of its own name.

    Example: 8000"""
    health: HttpPath | None = None
    """The path that answers 200 when the process is ready. Without it the port is only connected to.

    Example: /healthz"""
    replicas: Replicas = 1
    """How many pods run.

    Example: 2"""


@model
class Postgres:
    """A PostgreSQL server inside the preview's namespace."""

    version: Version
    """The major version; a number needs no quotes.

    Example: "17\""""
    env: EnvNames = ("DATABASE_URL",)
    """The variables that receive the connection URL.

    Example: DATABASE_URL"""
    extensions: tuple[Extension, ...] = ()
    """Extensions that are created in the database before the migrations run.

    Example: [pg_trgm]"""
    storage: Bytes | None = None
    """The size of the volume; the platform's default otherwise.

    Example: 2Gi"""
    persistence: Literal["volume", "ephemeral"] = "volume"
    """`volume`: the data outlives the pod, until the preview ends. `ephemeral`: each new pod starts from the seed again and
    migrates itself, and each commit is a new pod.

    Example: ephemeral"""
    auth: Literal["generated", "fixed"] = "generated"
    """`generated`: External Secrets makes a password in the cluster. `fixed`: it is `preview`, which is no secret; the network
    policies alone keep others out.

    Example: fixed"""


@model
class Redis:
    """A Redis server inside the preview's namespace; it never evicts keys, so Celery can use it as its broker."""

    version: Version
    """The version.

    Example: "7.4\""""
    env: EnvNames = ("REDIS_URL",)
    """The variables that receive the connection URL.

    Example: [REDIS_URL, CELERY_BROKER_URL]"""
    storage: Bytes | None = None
    """The size of the volume; the platform's default otherwise.

    Example: 1Gi"""
    persistence: Literal["volume", "ephemeral"] = "volume"
    """`volume`: the data outlives the pod, until the preview ends. `ephemeral`: each new pod starts from the seed again.

    Example: ephemeral"""


@model
class MongoDB:
    """A MongoDB server inside the preview's namespace, a replica set of one member."""

    version: Version
    """The version.

    Example: "8.0\""""
    env: EnvNames = ("MONGO_URL",)
    """The variables that receive the connection URL.

    Example: MONGO_URL"""
    storage: Bytes | None = None
    """The size of the volume; the platform's default otherwise.

    Example: 2Gi"""
    persistence: Literal["volume", "ephemeral"] = "volume"
    """`volume`: the data outlives the pod, until the preview ends. `ephemeral`: each new pod starts from the seed again.

    Example: ephemeral"""


@model
class Databases:
    """The databases that run inside the preview's own namespace."""

    postgres: Postgres | None = None
    """A PostgreSQL server.

    Example: {version: "17"}"""
    redis: Redis | None = None
    """A Redis server.

    Example: {version: "7.4"}"""
    mongodb: MongoDB | None = None
    """A MongoDB server.

    Example: {version: "8.0"}"""


@model
class ServiceVariables:
    """The variables that receive the parts of a service's address."""

    host: EnvName | None = None
    """Receives the host name.

    Example: EMAIL_HOST"""
    port: EnvName | None = None
    """Receives the port.

    Example: EMAIL_PORT"""
    url: EnvName | None = None
    """Receives `http://host:port`.

    Example: SEARCH_URL"""


@model
class Service:
    """Anything else that the app talks to, as a plain container in the namespace."""

    image: Image
    """The image, with a tag or digest.

    Example: axllent/mailpit:v1.27"""
    port: Port
    """The port that it listens on.

    Example: 1025"""
    env: Annotated[ServiceVariables, SHORT_HOST] = field(default_factory=ServiceVariables)
    """The variable that receives its host name, or one for each part of its address.

    Example: {host: EMAIL_HOST, port: EMAIL_PORT}"""
    command: Command | None = None
    """The container's arguments, in place of the image's own.

    Example: [--smtp-auth-accept-any]"""
    user: UserId = 1000
    """The numeric user that the container runs as.

    Example: 1000"""


@model
class Volume:
    """Files that survive a restart, such as uploads."""

    path: AbsolutePath
    """Where the processes see it.

    Example: /app/media"""
    size: Bytes
    """Its size.

    Example: 1Gi"""
    processes: Annotated[tuple[Name, ...], NOT_EMPTY]
    """The processes that mount it.

    Example: [web]"""


@model
class Seed:
    """The version-controlled data that the databases start with."""

    dataset: ServiceName
    """The directory below `seed-data/`.

    Example: orders"""
    version: Version
    """The dataset's version.

    Example: 2026.11.1"""


@model
class Migration:
    """One step that brings the database to the branch's schema."""

    name: Name
    """Its name in logs.

    Example: migrate"""
    command: Command
    """The command.

    Example: [python, manage.py, migrate, --noinput]"""
    image: Image | None = None
    """Another image than the service's own, with a tag or digest.

    Example: flyway/flyway:11.8"""
    timeout: Timeout | None = None
    """How long it may take, at most 2h; 10m otherwise.

    Example: 10m"""
    check: CheckCommand | None = None
    """A command that ends with 0 once this has been run: the app's pods wait for it before they start. `manage.py migrate` of
    a `django` service has `manage.py migrate --check` by itself; `false` switches that off.

    Example: [python, manage.py, migrate, --check]"""


@model
class DependencyVariables:
    """The variables that receive the parts of a dependency's URL."""

    url: EnvName | None = None
    """Receives the whole URL.

    Example: BILLING_API_URL"""
    host: EnvName | None = None
    """Receives the host name.

    Example: BILLING_HOST"""
    port: EnvName | None = None
    """Receives the port.

    Example: BILLING_PORT"""
    scheme: EnvName | None = None
    """Receives `http` or `https`.

    Example: BILLING_SCHEME"""


@model
class Dependency:
    """Another service that this one calls: its staging, unless `overrides` says otherwise."""

    env: Annotated[DependencyVariables, SHORT_URL] = field(default_factory=DependencyVariables)
    """The variable that receives the URL, or one for each part of it.

    Example: BILLING_API_URL"""
    path: ProxyPath | None = None
    """Frontends: the path under which the web server passes requests on, so that the browser needs no CORS.

    Example: /api"""
    config: ConfigKey | None = None
    """Frontends: the key in the runtime `config.js` that receives the public URL.

    Example: apiBaseUrl"""
    optional: Flag = False
    """The service works without it.

    Example: true"""
    on_missing: Literal["staging", "error"] | None = None
    """What becomes of a target that does not exist (any more); what platform.yaml says otherwise.

    Example: error"""


@model
class Override:
    """Where a dependency points instead of staging."""

    target: TargetText
    """`staging`, `pr-<number>`, `branch:<name>`, `same-branch`, `stub` or an `https://` URL.

    Example: pr-123"""
    until: Date | None = None
    """The last day on which it counts.

    Example: 2026-12-01"""
    on_missing: Literal["staging", "error"] | None = None
    """What becomes of this target when it does not exist (any more); what the dependency says otherwise.

    Example: error"""


@model
class EnvVariable:
    """A variable: a value, a secret that the cluster generates, or a key of a secret in AWS Secrets Manager."""

    value: TemplateText | None = None
    """The value; placeholders such as `${endpoint.url}` are filled in, `$${` is a literal `${`.

    Example: ${endpoint.url}"""
    generate: Literal["secret"] | None = None
    """`secret`: a random value, made in the cluster and stable for the preview's life.

    Example: secret"""
    length: SecretLength = 50
    """The length of the generated value, in letters and digits.

    Example: 64"""
    secret: SecretReference | None = None
    """A secret and its key.

    Example: preview/orders-api/stripe#test_key"""
    description: Text | None = None
    """What the variable is for.

    Example: test mode only"""
    required: Flag = True
    """Whether the preview cannot work without it.

    Example: true"""


@model
class SecretSource:
    """A secret of AWS Secrets Manager whose keys become variables, through External Secrets."""

    from_: SecretPath
    """The secret's name.

    Example: preview/orders-api"""
    keys: tuple[SecretKey, ...] = ()
    """The keys to take; all of them otherwise.

    Example: [SENTRY_DSN]"""


@model
class Hook:
    """A command that runs in the service's image during the sync."""

    command: Command
    """The command.

    Example: [python, manage.py, warm_caches]"""
    timeout: Timeout | None = None
    """How long it may take, at most 2h; 10m otherwise.

    Example: 5m"""


@model
class Hooks:
    """Commands around a deployment, with Heroku's meaning of both words."""

    release: Annotated[Hook | None, SHORT_COMMAND] = None
    """Runs for every commit, after the migrations and before the app starts.

    Example: [python, manage.py, warm_caches]"""
    postdeploy: Annotated[Hook | None, SHORT_COMMAND] = None
    """Runs once per database, and again after a re-seed.

    Example: [python, manage.py, seed_demo_users]"""


@model
class Check:
    """A command that CI runs once the preview is ready."""

    name: Name
    """Its name in reports.

    Example: smoke"""
    run: Annotated[tuple[TemplateText, ...], NOT_EMPTY]
    """The command; placeholders are filled in.

    Example: [python, -m, smoke, "${endpoint.url}"]"""


@model
class Endpoint:
    """The preview's public address."""

    process: Name | None = None
    """The process that answers; `web` otherwise.

    Example: web"""
    auth: Literal["none", "platform"] = "none"
    """`platform`: what platform.yaml attaches, such as OIDC or source ranges.

    Example: platform"""
    robots: Literal["noindex", "index"] = "noindex"
    """Whether search engines may list the preview.

    Example: noindex"""


@model
class Resources:
    """What a process requests: a size class of the platform, or numbers."""

    size: Name | None = None
    """A size class of platform.yaml.

    Example: small"""
    cpu: Cores | None = None
    """CPU request in cores.

    Example: 250m"""
    memory: Bytes | None = None
    """Memory request and limit.

    Example: 512Mi"""


@model
class Sleep:
    """When the preview's pods are scaled to zero."""

    weekdays: SleepHours | None = None
    """From when to when, on every weekday.

    Example: "20:00-07:00\""""
    weekends: Flag = False
    """Whether it sleeps through Saturday and Sunday.

    Example: true"""
    timezone: TimeZone = "UTC"
    """The time zone of these hours.

    Example: Europe/Berlin"""


@model
class Lifetime:
    """How long an unused preview stays; what is left out comes from platform.yaml."""

    idle: Lasting | None = None
    """How long nobody may use it.

    Example: 3d"""
    max: Lasting | None = None
    """How long it may exist at all.

    Example: 14d"""
    warn: Lasting | None = None
    """How long before its end a comment warns.

    Example: 24h"""
    sleep: Sleep | None = None
    """When it sleeps.

    Example: {weekdays: "20:00-07:00", weekends: true, timezone: Europe/Berlin}"""


@model
class PatchTarget:
    """Which objects a patch is for; Kustomize's own fields."""

    group: Text | None = None
    """The API group.

    Example: apps"""
    version: Text | None = None
    """The API version.

    Example: v1"""
    kind: NonEmpty
    """The kind.

    Example: Deployment"""
    name: Text | None = None
    """The name.

    Example: web"""
    label_selector: Text | None = None
    """A label selector.

    Example: app.kubernetes.io/component=web"""


@model
class Patch:
    """A Kustomize patch, the escape hatch: platform.yaml must allow it."""

    target: PatchTarget
    """The objects it is for.

    Example: {kind: Deployment, name: web}"""
    patch: PatchText
    """A strategic merge patch or a list of JSON6902 operations, as YAML text."""


@model
class PreviewSpec:
    """How one service is previewed."""

    api_version: Literal["previewctl.dev/v1"]
    """The version of this format.

    Example: previewctl.dev/v1"""
    kind: Literal["Preview"]
    """Always `Preview`.

    Example: Preview"""
    service: ServiceName
    """The service's name in the platform's catalogue.

    Example: orders-api"""
    team: LabelValue | None = None
    """The team that owns it; a label on everything.

    Example: payments"""
    runtime: Literal["django", "vue", "container"]
    """Picks the base and its defaults.

    Example: django"""
    image: ImageRepository
    """The image without a tag: the tag is the full SHA of the pull request's head.

    Example: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders-api"""
    processes: Annotated[dict[Name, Process], FEW] = field(default_factory=dict)
    """The processes by name; all of them get the same variables. A `vue` service has `web` by itself.

    Example: {web: {command: [gunicorn, shop.wsgi], port: 8000, health: /healthz}}"""
    databases: Databases = field(default_factory=Databases)
    """Databases inside the preview's own namespace.

    Example: {postgres: {version: "17", env: DATABASE_URL}}"""
    services: Annotated[dict[Name, Service], FEW] = field(default_factory=dict)
    """Anything else that the app talks to, by name.

    Example: {mailpit: {image: "axllent/mailpit:v1.27", port: 1025, env: EMAIL_HOST}}"""
    volumes: Annotated[dict[Name, Volume], FEW] = field(default_factory=dict)
    """Files that survive a restart, by name.

    Example: {media: {path: /app/media, size: 1Gi, processes: [web]}}"""
    seed: Seed | None = None
    """The data that the databases start with.

    Example: {dataset: orders, version: 2026.11.1}"""
    migrations: Annotated[tuple[Migration, ...], FEW, SINGLE_MIGRATION] = ()
    """What brings the database to the branch's schema: one command, or an ordered list of named ones.

    Example: {command: [python, manage.py, migrate, --noinput], timeout: 10m}"""
    dependencies: Annotated[dict[ServiceName, Dependency], SEVERAL] = field(default_factory=dict)
    """The services that this one calls, by their names in the catalogue: their staging, unless overridden.

    Example: {billing-api: {env: BILLING_API_URL}}"""
    overrides: Annotated[dict[ServiceName, Annotated[Override, SHORT_TARGET]], SEVERAL] = field(default_factory=dict)
    """Where dependencies point instead of staging.

    Example: {billing-api: pr-123}"""
    follow: Literal["same-branch"] | None = None
    """`same-branch`: every dependency without an override is the preview whose branch has the same name, where there is one.

    Example: same-branch"""
    env: Annotated[dict[EnvName, Annotated[EnvVariable, SHORT_VALUE]], MANY] = field(default_factory=dict)
    """Variables of every process.

    Example: {LOG_LEVEL: debug, PUBLIC_URL: "${endpoint.url}"}"""
    secrets: Annotated[tuple[SecretSource, ...], FEW] = ()
    """Secrets of AWS Secrets Manager whose keys become variables.

    Example: [{from: preview/orders-api, keys: [SENTRY_DSN]}]"""
    hooks: Hooks = field(default_factory=Hooks)
    """Commands that run around a deployment.

    Example: {release: [python, manage.py, warm_caches]}"""
    checks: Annotated[tuple[Check, ...], FEW] = ()
    """Commands that CI runs once the preview is ready; never part of the sync.

    Example: [{name: smoke, run: [python, -m, smoke, "${endpoint.url}"]}]"""
    endpoint: Endpoint = field(default_factory=Endpoint)
    """The public address.

    Example: {process: web, auth: none, robots: noindex}"""
    user: UserId | None = None
    """The numeric user that the app's pods run as: 1000, or 101 for `vue`, otherwise.

    Example: 1000"""
    resources: Annotated[dict[Name, Annotated[Resources, SHORT_SIZE]], FEW] = field(default_factory=dict)
    """What each process requests: a size class or numbers.

    Example: {web: small, worker: {cpu: 250m, memory: 512Mi}}"""
    spot: Literal["preferred", "required", "never"] | None = None
    """Whether pods run on spot nodes; the platform's policy otherwise.

    Example: preferred"""
    lifetime: Lifetime = field(default_factory=Lifetime)
    """How long an unused preview stays, and when it sleeps.

    Example: {idle: 3d, max: 14d}"""
    patches: Annotated[tuple[Patch, ...], FEW] = ()
    """Kustomize patches, if the platform allows them.

    Example: [{target: {kind: Deployment, name: web}, patch: "- {op: add, path: /spec/minReadySeconds, value: 5}"}]"""
