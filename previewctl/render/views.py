"""The flat values that templates loop over. A part that may be missing is a list of nothing or one.

Named tuples, not dataclasses: those cost three times as much to define, which a single render would notice.
"""

from __future__ import annotations

from typing import NamedTuple


class Pair(NamedTuple):
    """A label, an annotation or a variable."""

    name: str
    value: str


class SecretVariable(NamedTuple):
    """A variable from a key of a Secret, or of a ConfigMap: `source` is the field that refers to it."""

    name: str
    secret: str
    key: str
    source: str = "secretKeyRef"


class VariablesView(NamedTuple):
    """A container's `env`."""

    secrets: tuple[SecretVariable, ...]
    values: tuple[Pair, ...]


class EnvFromView(NamedTuple):
    """A container's `envFrom`."""

    config_maps: tuple[str, ...]
    secrets: tuple[str, ...]


class PortView(NamedTuple):
    """A container's port."""

    name: str
    number: int


class ProbeView(NamedTuple):
    """A probe, over HTTP or by connecting."""

    kind: str
    port: int
    period: int
    failures: int
    path: str = ""
    host: str = ""


class MountView(NamedTuple):
    """A mounted volume, or one file of it."""

    name: str
    path: str
    parts: tuple[str, ...] = ()


class ContainerView(NamedTuple):
    """A container."""

    name: str
    image: str
    user: int
    cpu: str
    memory: str
    read_only: bool
    commands: tuple[tuple[str, ...], ...] = ()
    arguments: tuple[tuple[str, ...], ...] = ()
    env_from: tuple[EnvFromView, ...] = ()
    variables: tuple[VariablesView, ...] = ()
    ports: tuple[PortView, ...] = ()
    http_probes: tuple[ProbeView, ...] = ()
    tcp_probes: tuple[ProbeView, ...] = ()
    mounts: tuple[MountView, ...] = ()


class ClaimMount(NamedTuple):
    """A claim among a pod's volumes."""

    name: str
    claim: str


class DeploymentView(NamedTuple):
    """A Deployment."""

    name: str
    role: str
    wave: str
    serving: str
    replicas: tuple[int, ...]
    strategy: str
    surges: tuple[int, ...]
    containers: tuple[ContainerView, ...]
    init_containers: tuple[tuple[ContainerView, ...], ...] = ()
    stamps: tuple[str, ...] = ()
    file_groups: tuple[int, ...] = ()
    node_groups: tuple[str, ...] = ()
    claims: tuple[ClaimMount, ...] = ()
    config_maps: tuple[str, ...] = ()


class ServiceView(NamedTuple):
    """A Service; its port is the pods' port, as AWS' VPC CNI wants it for network policies. `component` are its pods."""

    name: str
    component: str
    wave: str
    port: int
    port_name: str


class ClaimView(NamedTuple):
    """A PersistentVolumeClaim."""

    name: str
    claim: str
    wave: str
    access_mode: str
    storage_classes: tuple[str, ...]
    size: str


class JobView(NamedTuple):
    """A hook."""

    name: str
    wave: str
    retries: int
    timeout: int
    init_containers: tuple[tuple[ContainerView, ...], ...]
    containers: tuple[ContainerView, ...]
    scratch: tuple[str, ...]


class NamespaceView(NamedTuple):
    """The Namespace."""

    name: str
    wave: str
    labels: tuple[Pair, ...]
    annotations: tuple[Pair, ...] = ()


class PolicyView(NamedTuple):
    """A NetworkPolicy that admits one thing."""

    name: str
    wave: str
    direction: str
    rule: str
    peers_key: str
    components: tuple[str, ...] = ()
    all_pods: tuple[str, ...] = ()
    namespaces: tuple[Pair, ...] = ()
    ranges: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()


class GeneratedView(NamedTuple):
    """A generator and the ExternalSecret that uses it."""

    name: str
    key: str
    length: int
    digits: int


class RemoteKeyView(NamedTuple):
    """One key of a remote secret."""

    key: str
    remote: str
    property: str


class RemoteView(NamedTuple):
    """An ExternalSecret."""

    name: str
    store: str
    keys: tuple[tuple[RemoteKeyView, ...], ...]
    extracts: tuple[str, ...]


class ImageView(NamedTuple):
    """What an image name of the bases stands for."""

    name: str
    repository: str
    tag: str


class ConfigMapView(NamedTuple):
    """A generated ConfigMap: its files."""

    name: str
    files: tuple[str, ...]


class DatabaseView(NamedTuple):
    """The patch of a database's claim."""

    engine: str
    claim: str
    storage: str
    storage_classes: tuple[str, ...]


class EphemeralView(NamedTuple):
    """The patch of a database without a volume.

    `mains` has its server where that is an ordinary container. Where it is a sidecar, `starts` has the names of the init
    containers up to the server, in order, and the containers that run after it.
    """

    engine: str
    data: str
    storage: str
    room: str
    patience: int
    mains: tuple[str, ...]
    starts: tuple[StartView, ...]


class StartView(NamedTuple):
    """What an ephemeral database's pod does before it is ready: `before` are the containers that the bases have."""

    before: tuple[str, ...]
    server: str
    after: tuple[ContainerView, ...]


class QuotaView(NamedTuple):
    """The patch of the quota."""

    cpu: str
    memory: str
    memory_limit: str
    storage: str
    claims: str
    pods: str


class RouteView(NamedTuple):
    """The patch of the HTTPRoute."""

    host: str
    gateway: str
    gateway_namespace: str
    sections: tuple[str, ...]
    service: str
    port: int
    robots: tuple[str, ...]
    annotations: tuple[tuple[Pair, ...], ...]
    labels: tuple[tuple[Pair, ...], ...]


class IngressView(NamedTuple):
    """The patch of the Ingress."""

    host: str
    class_name: str
    service: str
    port: int
    tls_hosts: tuple[str, ...]
    tls_secrets: tuple[str, ...]
    annotations: tuple[tuple[Pair, ...], ...]
    labels: tuple[tuple[Pair, ...], ...]


class PatchView(NamedTuple):
    """A patch of the user's."""

    target: tuple[Pair, ...]
    text: str


class NoteView(NamedTuple):
    """Where a dependency points and why, as a comment."""

    name: str
    target: str
    reason: str


class OverlayView(NamedTuple):
    """The overlay's kustomization."""

    notes: tuple[tuple[NoteView, ...], ...]
    namespace: str
    resources: tuple[str, ...]
    components: tuple[str, ...]
    labels: tuple[Pair, ...]
    images: tuple[ImageView, ...]
    config_maps: tuple[ConfigMapView, ...]
    config_wave: str
    quota: QuotaView
    databases: tuple[DatabaseView, ...]
    patch_files: tuple[str, ...]
    routes: tuple[RouteView, ...]
    ingresses: tuple[IngressView, ...]
    excluded_ranges: tuple[tuple[Pair, ...], ...]
    taints: tuple[str, ...]
    asleep: tuple[int, ...]
    patches: tuple[PatchView, ...]


class ProxyView(NamedTuple):
    """A path that the web server passes on."""

    name: str
    target: str
    pattern: str
    upstream: str
    prefixes: tuple[str, ...]
    host: str
    origin: str


class ServerView(NamedTuple):
    """The web server of a frontend."""

    port: int
    robots: tuple[str, ...]
    proxies: tuple[ProxyView, ...]
