"""Reads Kubernetes objects as kubectl prints them: whatever is missing or of another kind counts as absent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.integrations.cluster_objects import Answer, Texts


class Cluster(Protocol):
    """What can be asked of a cluster; see previewctl.integrations.cluster_objects."""

    def server_version(self) -> Texts:
        """The API server's version."""

    def get(self, resource: str, name: str = "", *, namespace: str = "", selector: str = "") -> Answer:
        """Objects of a resource."""

    def secret_keys(self, name: str, namespace: str) -> Texts | None:
        """The keys of a Secret."""

    def repository_urls(self, namespace: str, kind: str) -> Texts:
        """The URLs that Argo CD has credentials for."""


def at(item: Any, *keys: str) -> Any:
    """What stands at a path of keys; None where there is nothing."""
    for key in keys:
        item = item.get(key) if isinstance(item, dict) else None
    return item


def texts_at(item: Any, *keys: str) -> list[str]:
    """The texts of a list at a path."""
    found = at(item, *keys)
    return [each for each in found if isinstance(each, str)] if isinstance(found, list) else []


def items_at(item: Any, *keys: str) -> list[dict[str, Any]]:
    """The mappings of a list at a path."""
    found = at(item, *keys)
    return [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []


def name_of(item: Any) -> str:
    """The object's name."""
    return str(at(item, "metadata", "name") or "")


def containers(workload: Any) -> list[dict[str, Any]]:
    """The containers of a Deployment, StatefulSet or DaemonSet."""
    return items_at(workload, "spec", "template", "spec", "containers")


def arguments(workload: Any) -> list[str]:
    """The words of command and arguments of all its containers."""
    return [word for each in containers(workload) for word in (*texts_at(each, "command"), *texts_at(each, "args"))]


def flag(workload: Any, name: str) -> str | None:
    """The value of `--name value` or `--name=value`; an empty text for a flag without one, None where it is not given."""
    words = arguments(workload)
    for number, word in enumerate(words):
        if word == name:
            following = words[number + 1] if number + 1 < len(words) else ""
            return "" if following.startswith("-") else following
        if word.startswith(f"{name}="):
            return word[len(name) + 1 :]
    return None


def variable(workload: Any, name: str) -> str | None:
    """The value of a variable that is written out; None where it is not set, or taken from elsewhere."""
    for each in containers(workload):
        for entry in items_at(each, "env"):
            if entry.get("name") == name and isinstance(entry.get("value"), str):
                return str(entry["value"])
    return None


def condition(item: Any, kind: str) -> dict[str, Any] | None:
    """A condition of an object's status."""
    return next((each for each in items_at(item, "status", "conditions") if each.get("type") == kind), None)


def is_true(item: Any, kind: str) -> bool:
    """Whether a condition is true."""
    return str(at(condition(item, kind), "status")) == "True"


def served(definition: Any) -> Iterator[str]:
    """The versions that a custom resource definition serves."""
    for version in items_at(definition, "spec", "versions"):
        if version.get("served") is True:
            yield str(version.get("name"))
