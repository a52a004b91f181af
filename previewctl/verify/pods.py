"""The pods of a workload: which container starts after which, when the pod is ready, and what it needs.

https://kubernetes.io/docs/concepts/workloads/pods/init-containers/ and .../sidecar-containers/: init containers run one
by one to their end; one with `restartPolicy: Always` is a sidecar, and the next starts once its startup probe has passed.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.foreign import ForeignNode
    from previewctl.verify.objects import KubeObject


class Part(StrEnum):
    """What a container is in its pod."""

    INIT = "init container"
    SIDECAR = "sidecar"
    MAIN = "container"


class Container(NamedTuple):
    """One container of a pod."""

    node: ForeignNode
    part: Part

    @property
    def name(self) -> str:
        """Unique in its pod."""
        return self.node.get("name").text or ""

    @property
    def image(self) -> str:
        """What it runs."""
        return self.node.get("image").text or ""

    def has_probe(self, name: str) -> bool:
        """Whether it has a `readinessProbe` or `startupProbe`."""
        return bool(self.node.get(name).mapping)

    @property
    def words(self) -> tuple[str, ...]:
        """Its command and its arguments."""
        return tuple(
            item.text for key in ("command", "args") for item in self.node.get(key).items if item.text is not None
        )


class Need(NamedTuple):
    """A Secret, a ConfigMap or a claim without which a container does not start; no `container`: none of the pod does."""

    kind: str
    name: str
    container: str = ""


def containers(item: KubeObject) -> tuple[Container, ...]:
    """The containers of an object's pods, in the order in which they start."""
    spec = item.template.get("spec")
    starting = (
        Container(node, Part.SIDECAR if node.get("restartPolicy").text == "Always" else Part.INIT)
        for node in spec.get("initContainers").items
    )
    return (*starting, *(Container(node, Part.MAIN) for node in spec.get("containers").items))


def needs(item: KubeObject) -> tuple[Need, ...]:
    """What the pods of an object name, each once; what they mark as optional is left out."""
    return tuple(dict.fromkeys(_needs(item)))


def _needs(item: KubeObject) -> Iterator[Need]:
    for container in containers(item):
        for source in container.node.get("envFrom").items:
            yield from _named("Secret", source.get("secretRef"), container.name)
            yield from _named("ConfigMap", source.get("configMapRef"), container.name)
        for variable in container.node.get("env").items:
            yield from _named("Secret", variable.get("valueFrom", "secretKeyRef"), container.name)
            yield from _named("ConfigMap", variable.get("valueFrom", "configMapKeyRef"), container.name)
    for volume in item.template.get("spec", "volumes").items:
        yield from _named("PersistentVolumeClaim", volume.get("persistentVolumeClaim"), key="claimName")
        yield from _named("Secret", volume.get("secret"), key="secretName")
        yield from _named("ConfigMap", volume.get("configMap"))
        for source in volume.get("projected", "sources").items:
            yield from _named("Secret", source.get("secret"))
            yield from _named("ConfigMap", source.get("configMap"))


def _named(kind: str, reference: ForeignNode, container: str = "", *, key: str = "name") -> Iterator[Need]:
    name = reference.get(key).text
    if name and reference.get("optional").text != "true":
        yield Need(kind, name, container)


def replicas(item: KubeObject) -> int:
    """How many pods an object wants; 1 where it does not say."""
    text = item.spec.get("replicas").text
    return int(text) if text is not None and re.fullmatch("[0-9]{1,9}", text) else 1


def keeps_data(item: KubeObject) -> bool:
    """Whether a new pod finds what the one before wrote: a volume of a claim, mounted by a container that stays."""
    claimed = {
        volume.get("name").text
        for volume in item.template.get("spec", "volumes").items
        if volume.get("persistentVolumeClaim").mapping or volume.get("hostPath").mapping
    }
    claimed |= {claim.get("metadata", "name").text for claim in item.spec.get("volumeClaimTemplates").items}
    mounted = {
        mount.get("name").text
        for container in containers(item)
        if container.part is not Part.INIT
        for mount in container.node.get("volumeMounts").items
    }
    return bool((claimed & mounted) - {None})


def texts(node: ForeignNode) -> Iterator[str]:
    """Every text below a node."""
    if node.text is not None:
        yield node.text
    for value in (*node.mapping.values(), *node.items):
        yield from texts(value)
