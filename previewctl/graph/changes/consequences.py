"""What happens in the cluster when one set of objects takes the place of another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.graph.changes.objects import Key

_ROLE = "previewctl.dev/role"


class Consequences(NamedTuple):
    """Names of Deployments and hooks. `synced`: Argo CD applies something, and every hook runs again then.

    `reseeded` are the databases that start over on another volume, or without one in another pod; `lost` the volumes of
    files that are replaced.
    """

    synced: bool = False
    started: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()
    restarted: tuple[str, ...] = ()
    reseeded: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()
    hooks: tuple[str, ...] = ()

    @property
    def heaviest(self) -> str:
        """The one word for it: `nothing`, `re-sync`, `restart` or `re-seed`."""
        if self.reseeded:
            return "re-seed"
        if self.restarted or self.started or self.stopped:
            return "restart"
        return "re-sync" if self.synced else "nothing"


def consequences(before: Mapping[Key, Any], after: Mapping[Key, Any], *, synced: bool) -> Consequences:
    """Compares pod templates, the ConfigMaps that they name (Kustomize renames those with their content), and claims."""
    old, new = _deployments(before), _deployments(after)
    configured = {name for kind, name in _changed(before, after) if kind == "ConfigMap"}
    restarted = {
        name
        for name in old.keys() & new.keys()
        if _template(old[name]) != _template(new[name]) or configured & set(_configs(_template(new[name])))
    }
    reseeded = {name for name in old.keys() & new.keys() if _starts_over(old[name], new[name], name in restarted)}
    return Consequences(
        synced=synced,
        started=tuple(sorted(new.keys() - old.keys())),
        stopped=tuple(sorted(old.keys() - new.keys())),
        restarted=tuple(sorted(restarted)),
        reseeded=tuple(sorted(reseeded)),
        lost=tuple(sorted(_lost(before, after))),
        hooks=tuple(_hooks(after)) if synced else (),
    )


def _deployments(objects: Mapping[Key, Any]) -> dict[str, Any]:
    return {name: data for (_, kind, name), data in objects.items() if kind == "Deployment"}


def _changed(before: Mapping[Key, Any], after: Mapping[Key, Any]) -> Iterator[tuple[str, str]]:
    for key in {*before, *after}:
        if before.get(key) != after.get(key):
            yield key[1], key[2]


def _template(deployment: Any) -> Any:
    return deployment.get("spec", {}).get("template", {})


def _configs(value: Any) -> Iterator[str]:
    """The names of all ConfigMaps that a pod template refers to."""
    if isinstance(value, list):
        for item in value:
            yield from _configs(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            if name in {"configMapRef", "configMapKeyRef", "configMap"} and isinstance(item, dict):
                yield str(item.get("name", ""))
            yield from _configs(item)


def _starts_over(old: Any, new: Any, restarted: bool) -> bool:  # noqa: FBT001 - what was found out just before
    if new.get("metadata", {}).get("labels", {}).get(_ROLE) != "database":
        return False
    claims = _claims(new)
    return claims != _claims(old) or (restarted and not claims)


def _claims(deployment: Any) -> set[str]:
    volumes = _template(deployment).get("spec", {}).get("volumes") or []
    return {item["persistentVolumeClaim"]["claimName"] for item in volumes if "persistentVolumeClaim" in item}


def _lost(before: Mapping[Key, Any], after: Mapping[Key, Any]) -> Iterator[str]:
    for _, kind, name in before:
        if kind == "PersistentVolumeClaim" and name.startswith("volume-") and ("", kind, name) not in after:
            yield name


def _hooks(objects: Mapping[Key, Any]) -> list[str]:
    """In the order in which they run."""
    jobs = [(_wave(data), name) for (_, kind, name), data in objects.items() if kind == "Job"]
    return [name for _, name in sorted(jobs)]


def _wave(data: Any) -> int:
    text = (data.get("metadata", {}).get("annotations") or {}).get("argocd.argoproj.io/sync-wave", "0")
    try:
        return int(text)
    except (TypeError, ValueError):
        return 0
