"""The plan of one preview: every fact that the files say or imply, decided once.

Named tuples, not dataclasses: those cost three times as much to define, which every single run would notice.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.waves import Wave

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from previewctl.plan.asking import Asked
    from previewctl.plan.facts import BranchMigrations, PullRequest, Reset, Rest
    from previewctl.plan.names import Names
    from previewctl.plan.origins import Origin
    from previewctl.spec.durations import Duration
    from previewctl.spec.preview import Patch, Sleep
    from previewctl.spec.quantities import Quantity


class Amounts(NamedTuple):
    """Requests of one container; the memory request is the limit too."""

    cpu: Quantity
    memory: Quantity


class EndpointPlan(NamedTuple):
    """The public address and what answers it."""

    host: str
    url: str
    kind: str
    process: str
    port: int
    health: str | None
    auth: str
    robots: str


class ProcessPlan(NamedTuple):
    """One Deployment of the service's image."""

    name: str
    command: tuple[str, ...]
    port: int | None
    health: str | None
    replicas: int
    resources: Amounts
    recreate: bool
    volumes: tuple[str, ...]
    wave: Wave = Wave.APP


class Step(NamedTuple):
    """One container that does something and ends. `app`: it runs with the service's variables."""

    name: str
    image: str
    command: tuple[str, ...]
    app: bool
    user: int
    variables: tuple[tuple[str, str], ...] = ()
    password: bool = False
    scratch: bool = False


class DatabasePlan(NamedTuple):
    """One database in the namespace. `identity` and the epoch make `data`, which names it: other data is another volume.

    `ephemeral`: there is no volume, and `claim` is empty; each pod starts over, runs the steps of `preparation` and is ready then,
    within `patience` seconds. `auth` is `fixed` where the password is no secret.
    """

    engine: str
    version: str
    image: str
    host: str
    port: int
    variables: tuple[str, ...]
    storage: Quantity
    identity: str
    data: str
    claim: str
    seeded: bool
    extensions: tuple[str, ...] = ()
    ephemeral: bool = False
    auth: str = "generated"
    preparation: tuple[Step, ...] = ()
    patience: int = 300
    wave: Wave = Wave.DATABASES


class ServicePlan(NamedTuple):
    """One plain container that the app talks to."""

    name: str
    image: str
    port: int
    args: tuple[str, ...]
    user: int
    resources: Amounts
    wave: Wave = Wave.DATABASES


class VolumePlan(NamedTuple):
    """Files of the app that survive a restart. `shared`: several pods mount it at once."""

    name: str
    claim: str
    path: str
    size: Quantity
    processes: tuple[str, ...]
    access_mode: str
    storage_class: str | None
    same_node: bool
    wave: Wave = Wave.APP


class VariableKind(StrEnum):
    """How a variable reaches the containers."""

    CONFIG = "config"
    CONNECTION = "connection"
    SECRET = "secret"


class Variable(NamedTuple):
    """One environment variable of every process and hook.

    A `connection` refers to the database's password as `$(NAME)`; a `secret` names a Secret and its key and has no value.
    """

    name: str
    kind: VariableKind
    origin: Origin
    value: str = ""
    secret: str = ""
    key: str = ""


class GeneratedSecret(NamedTuple):
    """A value that the cluster makes once and never changes: its own Secret, with one key."""

    name: str
    key: str
    length: int


class RemoteKey(NamedTuple):
    """One key of a remote secret, and its name in the Secret."""

    key: str
    remote: str
    property: str


class RemoteSecret(NamedTuple):
    """An ExternalSecret: named keys, or everything in `extract`; `all_variables`: each key becomes a variable."""

    name: str
    keys: tuple[RemoteKey, ...]
    extract: str | None
    all_variables: bool


class DependencyPlan(NamedTuple):
    """Where a dependency points, and why. Backends use the internal URL, browsers the public one.

    `asked` is what the files say, `gone` why that is not there. `narrowed`: a network policy opens its address and port
    alone. `onward` is where the dependencies of its preview point, as far as the index of previews knows.
    """

    name: str
    target: str
    internal_url: str
    public_url: str
    reason: str
    origin: Origin
    preview: int | None
    namespace: str | None
    port: int | None
    ranges: tuple[str, ...]
    path: str | None
    config: str | None
    optional: bool
    asked: Asked
    gone: str
    narrowed: bool
    onward: tuple[str, ...]


class StubPlan(NamedTuple):
    """What stands in for a dependency: a Service of this name, and the path that answers 200."""

    dependency: str
    name: str
    health: str
    wave: Wave = Wave.DATABASES


class HookPlan(NamedTuple):
    """One Job during the sync: its steps run in order; the last one is its main container."""

    name: str
    wave: Wave
    steps: tuple[Step, ...]
    timeout: Duration
    retries: int
    resources: Amounts


class CheckPlan(NamedTuple):
    """A command that CI runs once the preview is ready."""

    name: str
    command: tuple[str, ...]


class UsagePlan(NamedTuple):
    """What the preview uses at once, the costliest wave of hooks and the surge of a rollout included."""

    cpu: Quantity
    memory: Quantity
    memory_limit: Quantity
    pods: int
    claims: int
    storage: Quantity
    hook_cpu: Quantity
    hook_memory: Quantity
    hook_pods: int


class QuotaPlan(NamedTuple):
    """The namespace's quota."""

    cpu: Quantity
    memory: Quantity
    memory_limit: Quantity
    pods: int
    claims: int
    storage: Quantity


class SpotPlan(NamedTuple):
    """Which nodes the pods run on."""

    policy: str
    taint: str


class LifetimePlan(NamedTuple):
    """How long an unused preview stays. `sleeper` is what puts it to sleep on this platform."""

    idle: Duration
    max: Duration
    warn: Duration
    sleep: Sleep | None
    sleeper: str = "none"


class Notice(NamedTuple):
    """Something a person should know about the plan; `path` is the key path in preview.yaml that it is about."""

    path: tuple[str | int, ...]
    message: str
    help: str = ""


class Environment(NamedTuple):
    """Everything decided about one preview.

    `consumers` are the origins of those that call it, where the file asks for them; `other_image` is the image, where it is
    not preview.yaml's with the head SHA.
    """

    service: str
    team: str | None
    runtime: str
    pull_request: PullRequest
    names: Names
    image: str
    user: int
    endpoint: EndpointPlan | None
    processes: tuple[ProcessPlan, ...]
    databases: tuple[DatabasePlan, ...]
    services: tuple[ServicePlan, ...]
    volumes: tuple[VolumePlan, ...]
    variables: tuple[Variable, ...]
    generated_secrets: tuple[GeneratedSecret, ...]
    remote_secrets: tuple[RemoteSecret, ...]
    dependencies: tuple[DependencyPlan, ...]
    stubs: tuple[StubPlan, ...]
    consumers: tuple[str, ...] | None
    hooks: tuple[HookPlan, ...]
    waits: tuple[Step, ...]
    checks: tuple[CheckPlan, ...]
    usage: UsagePlan
    quota: QuotaPlan
    spot: SpotPlan
    lifetime: LifetimePlan
    patches: tuple[Patch, ...]
    seed_tag: str | None
    epoch: int
    attempt: int
    migrations: BranchMigrations | None
    reset: Reset | None
    judged_until: date | None
    rest: Rest
    other_image: str | None
    origins: Mapping[str, Origin]
    notices: tuple[Notice, ...]
