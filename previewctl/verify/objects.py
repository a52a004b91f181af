"""The objects of one built overlay, each with where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from previewctl.source.foreign import NOTHING, ForeignNode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_TEMPLATED = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job"})
SERVERS = frozenset({"Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Pod"})
"""The kinds whose pods are meant to stay."""


@dataclass(frozen=True, eq=False)
class KubeObject:
    """An object as Argo CD gets it, equal to itself alone; `path` and `line` are where it is written, as far as is known."""

    node: ForeignNode
    path: str = ""
    line: int = 1

    @property
    def kind(self) -> str:
        """Such as `Deployment`."""
        return self.node.get("kind").text or ""

    @property
    def group(self) -> str:
        """The API group; nothing for the core one."""
        version = self.node.get("apiVersion").text or ""
        return version.rpartition("/")[0]

    @property
    def name(self) -> str:
        """What it is called in its namespace; the prefix of a generated name otherwise."""
        return self.node.get("metadata", "name").text or self.node.get("metadata", "generateName").text or ""

    @property
    def namespace(self) -> str:
        """Where it lives; nothing where Argo CD puts it into the Application's own."""
        return self.node.get("metadata", "namespace").text or ""

    @property
    def label(self) -> str:
        """`Kind/name`."""
        return f"{self.kind}/{self.name}"

    @property
    def spec(self) -> ForeignNode:
        """What is wanted."""
        return self.node.get("spec")

    def annotation(self, name: str) -> str | None:
        """The value of an annotation; None where there is none."""
        return self.node.get("metadata", "annotations").get(name).text

    @property
    def labels(self) -> dict[str, str]:
        """Its labels."""
        return _texts(self.node.get("metadata", "labels"))

    @property
    def template(self) -> ForeignNode:
        """The template of the pods that it makes; the object itself for a pod, an empty node for what makes none."""
        if self.kind == "Pod":
            return self.node
        if self.kind == "CronJob":
            return self.node.get("spec", "jobTemplate", "spec", "template")
        return self.node.get("spec", "template") if self.kind in _TEMPLATED else NOTHING

    @property
    def pod_labels(self) -> dict[str, str]:
        """The labels of the pods that it makes."""
        return _texts(self.template.get("metadata", "labels"))


def objects_in(documents: Iterable[ForeignNode], path: str) -> Iterator[KubeObject]:
    """The objects of a file's documents; those of a `List` one by one. What has no kind is no object."""
    for document in documents:
        if (document.get("kind").text or "").endswith("List") and document.get("items").items:
            yield from objects_in(document.get("items").items, path)
        elif document.get("kind").text:
            yield KubeObject(document, path, max(document.get("metadata", "name").line or document.line, 1))


def _texts(node: ForeignNode) -> dict[str, str]:
    return {name: value.text for name, value in node.mapping.items() if value.text is not None}
