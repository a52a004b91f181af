"""The flat values that templates loop over. A part that may be missing is a list of nothing or one."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pair:
    """A label, an annotation or a variable."""

    name: str
    value: str


@dataclass(frozen=True, slots=True)
class SecretVariable:
    """A variable from a key of a Secret."""

    name: str
    secret: str
    key: str


@dataclass(frozen=True, slots=True)
class VariablesView:
    """A container's `env`."""

    secrets: tuple[SecretVariable, ...]
    values: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class EnvFromView:
    """A container's `envFrom`."""

    config_maps: tuple[str, ...]
    secrets: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PortView:
    """A container's port."""

    name: str
    number: int


@dataclass(frozen=True, slots=True)
class ProbeView:
    """A probe, over HTTP or by connecting."""

    kind: str
    port: int
    period: int
    failures: int
    path: str = ""
    host: str = ""


@dataclass(frozen=True, slots=True)
class MountView:
    """A mounted volume, or one file of it."""

    name: str
    path: str
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContainerView:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimMount:
    """A claim among a pod's volumes."""

    name: str
    claim: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeploymentView:
    """A Deployment."""

    name: str
    role: str
    wave: str
    serving: str
    replicas: tuple[int, ...]
    strategy: str
    containers: tuple[ContainerView, ...]
    stamps: tuple[str, ...] = ()
    file_groups: tuple[int, ...] = ()
    same_node: tuple[str, ...] = ()
    affinities: tuple[tuple[str, ...], ...] = ()
    claims: tuple[ClaimMount, ...] = ()
    config_maps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceView:
    """A Service; its port is the pods' port, as AWS' VPC CNI wants it for network policies."""

    name: str
    wave: str
    port: int
    port_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """A PersistentVolumeClaim."""

    name: str
    claim: str
    wave: str
    access_mode: str
    storage_classes: tuple[str, ...]
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobView:
    """A hook."""

    name: str
    wave: str
    retries: int
    timeout: int
    init_containers: tuple[tuple[ContainerView, ...], ...]
    containers: tuple[ContainerView, ...]
    scratch: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NamespaceView:
    """The Namespace."""

    name: str
    wave: str
    labels: tuple[Pair, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyView:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedView:
    """A generator and the ExternalSecret that uses it."""

    name: str
    key: str
    length: int
    digits: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteKeyView:
    """One key of a remote secret."""

    key: str
    remote: str
    property: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteView:
    """An ExternalSecret."""

    name: str
    store: str
    keys: tuple[tuple[RemoteKeyView, ...], ...]
    extracts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImageView:
    """What an image name of the bases stands for."""

    name: str
    repository: str
    tag: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfigMapView:
    """A generated ConfigMap: its files."""

    name: str
    files: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DatabaseView:
    """The patch of a database's claim."""

    engine: str
    claim: str
    storage: str
    storage_classes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaView:
    """The patch of the quota."""

    cpu: str
    memory: str
    memory_limit: str
    storage: str
    claims: str
    pods: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
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


@dataclass(frozen=True, slots=True, kw_only=True)
class IngressView:
    """The patch of the Ingress."""

    host: str
    class_name: str
    service: str
    port: int
    tls_hosts: tuple[str, ...]
    tls_secrets: tuple[str, ...]
    annotations: tuple[tuple[Pair, ...], ...]
    labels: tuple[tuple[Pair, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PatchView:
    """A patch of the user's."""

    target: tuple[Pair, ...]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OverlayView:
    """The overlay's kustomization."""

    namespace: str
    resources: tuple[str, ...]
    components: tuple[str, ...]
    labels: tuple[Pair, ...]
    images: tuple[ImageView, ...]
    config_maps: tuple[ConfigMapView, ...]
    config_wave: str
    quota: QuotaView
    databases: tuple[DatabaseView, ...]
    routes: tuple[RouteView, ...]
    ingresses: tuple[IngressView, ...]
    excluded_ranges: tuple[tuple[Pair, ...], ...]
    taints: tuple[str, ...]
    patches: tuple[PatchView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyView:
    """A path that the web server passes on."""

    name: str
    target: str
    pattern: str
    upstream: str
    prefixes: tuple[str, ...]
    host: str
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerView:
    """The web server of a frontend."""

    port: int
    robots: tuple[str, ...]
    proxies: tuple[ProxyView, ...]
