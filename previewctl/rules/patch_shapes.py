"""What the objects of a preview look like when patches are applied: where the paths of operations lead.

Only what is certain of every preview is said here. Of the rest (`OPEN`) nobody knows, and so nothing is reported.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, NamedTuple, TypeAlias, Union

from previewctl.plan.model import VariableKind
from previewctl.rules.patch_texts import is_index, pointer

if TYPE_CHECKING:
    from previewctl.plan.model import Environment
    from previewctl.plan.objects import PlannedObject
    from previewctl.rules.patch_texts import Touch
    from previewctl.source.document import Data


class Kind(Enum):
    """What is no mapping or list of known parts: a single value, a mapping of any texts, or anything, even nothing."""

    VALUE = "a single value"
    TEXTS = "a mapping of texts"
    OPEN = "anything"


VALUE, TEXTS, OPEN = Kind.VALUE, Kind.TEXTS, Kind.OPEN
Shape: TypeAlias = Union[Kind, dict[str, "Shape"], list["Shape"]]  # noqa: UP007 - recursive names need Union


class Miss(NamedTuple):
    """Where a path leads nowhere: the part of it that exists, and why the next one does not."""

    path: str
    why: str
    help: str


def shape_of(environment: Environment, item: PlannedObject) -> Shape:
    """The shape of one object."""
    metadata: Shape = {"name": VALUE, "namespace": OPEN, "annotations": TEXTS, "labels": TEXTS}
    spec = _SPECS[item.kind](environment, item.names[0]) if item.kind in _SPECS else OPEN
    rest: dict[str, Shape] = {} if item.kind in _SPECS else {"data": OPEN, "binaryData": OPEN, "immutable": OPEN}
    return {"apiVersion": VALUE, "kind": VALUE, "metadata": metadata, "spec": spec, **rest}


def containers_of(environment: Environment, item: PlannedObject) -> tuple[str, ...]:
    """The names of a pod's containers; none where they are not known."""
    name = item.names[0]
    if item.kind == "Job":
        return next((tuple(step.name for step in hook.steps) for hook in environment.hooks if hook.name == name), ())
    if item.kind != "Deployment":
        return ()
    if any(process.name == name for process in environment.processes):
        return ("app",)
    return (name,)


def _deployment(environment: Environment, name: str) -> Shape:
    if any(database.engine == name for database in environment.databases):
        return OPEN
    process = next((item for item in environment.processes if item.name == name), None)
    annotations: dict[str, Shape] = {"annotations": TEXTS} if process else {}
    return {
        "replicas": OPEN,
        "revisionHistoryLimit": VALUE,
        "progressDeadlineSeconds": VALUE,
        "strategy": {"type": VALUE, "rollingUpdate": OPEN},
        "selector": OPEN,
        "template": {
            "metadata": {"labels": TEXTS, **annotations},
            "spec": _pod([_container(has_variables=process is None or _has_variables(environment, process.port))]),
        },
    }


def _job(environment: Environment, name: str) -> Shape:
    hook = next((item for item in environment.hooks if item.name == name), None)
    if hook is None:
        return OPEN
    steps: list[Shape] = [_container(has_variables=True) for _ in hook.steps]
    pod = _pod(steps[-1:])
    pod |= {"restartPolicy": VALUE, **({"initContainers": steps[:-1]} if steps[:-1] else {})}
    return {
        "backoffLimit": VALUE,
        "activeDeadlineSeconds": VALUE,
        "podFailurePolicy": OPEN,
        "template": {"metadata": {"labels": TEXTS}, "spec": pod},
    }


def _pod(containers: list[Shape]) -> dict[str, Shape]:
    values = ("automountServiceAccountToken", "enableServiceLinks", "serviceAccountName")
    maybe = ("securityContext", "affinity", "tolerations", "volumes", "terminationGracePeriodSeconds")
    return {**dict.fromkeys(values, VALUE), **dict.fromkeys(maybe, OPEN), "containers": containers}


def _container(*, has_variables: bool) -> Shape:
    maybe = ("command", "args", "envFrom", "ports", "startupProbe", "readinessProbe", "securityContext", "volumeMounts")
    requests = dict.fromkeys(("cpu", "memory", "ephemeral-storage"), VALUE)
    limits = dict.fromkeys(("memory", "ephemeral-storage"), VALUE)
    return {
        "name": VALUE,
        "image": VALUE,
        **dict.fromkeys(maybe, OPEN),
        **({"env": OPEN} if has_variables else {}),
        "resources": {"requests": dict(requests), "limits": dict(limits)},
    }


def _has_variables(environment: Environment, port: int | None) -> bool:
    kinds = {variable.kind for variable in environment.variables}
    return bool(port) or environment.runtime == "vue" or bool(kinds - {VariableKind.CONFIG})


_SPECS = {"Deployment": _deployment, "Job": _job}


def applied(operation: dict[str, Data], shape: Shape) -> Miss | None:
    """Does an operation to a shape; says where it cannot be done."""
    name, parts = str(operation["op"]), pointer(str(operation["path"]))
    if name == "move":
        _remove(pointer(str(operation["from"])), shape)
    if name == "test":
        return None
    parent = _walk(parts[:-1], shape)
    if isinstance(parent, Miss):
        return parent
    if parent in (TEXTS, OPEN):
        return None
    return _last(name, parts, parent)


def merged(touch: Touch, shape: Shape) -> None:
    """What a strategic merge patch touches is open from then on."""
    for key in touch.path:
        if isinstance(shape, list):
            shape[:] = [OPEN] * len(shape)
        if not isinstance(shape, dict):
            return
        shape = shape.setdefault(key, OPEN)


def _last(name: str, parts: list[str], parent: Shape) -> Miss | None:
    place, key = "/" + "/".join(parts[:-1]), parts[-1]
    if isinstance(parent, list):
        return _in_list(name, place, key, parent)
    if not isinstance(parent, dict):
        return Miss(place, "is a single value, with nothing below it", "name a mapping or a list")
    if name != "remove":
        parent[key] = OPEN
    elif key not in parent:
        return Miss(f"{place}/{key}", "is not there, so it cannot be removed", "leave the operation out")
    elif parent[key] is not OPEN:
        del parent[key]
    return None


def _in_list(name: str, place: str, key: str, items: list[Shape]) -> Miss | None:
    inserts = name in {"add", "copy", "move"}
    position = _position(key, len(items) + inserts) if inserts else _position(key, len(items))
    if inserts and key == "-":
        position = len(items)
    if position is None:
        return _no_item(place, key, items)
    if inserts:
        items.insert(position, OPEN)
    elif name == "remove":
        del items[position]
    else:
        items[position] = OPEN
    return None


def _walk(parts: list[str], shape: Shape) -> Shape | Miss:
    """What a path leads to; `OPEN` where nobody knows."""
    walked = ""
    for part in parts:
        found = _child(shape, part)
        if found is None:
            return _nothing(walked, part, shape)
        walked, shape = f"{walked}/{part}", found
        if shape is OPEN:
            return OPEN
    return shape


def _child(shape: Shape, part: str) -> Shape | None:
    if isinstance(shape, dict):
        return shape.get(part)
    if isinstance(shape, list):
        position = _position(part, len(shape))
        return None if position is None else shape[position]
    return None


def _position(key: str, count: int) -> int | None:
    if key == "-" or not is_index(key) or not -count <= int(key) < count:
        return None
    return int(key) % count


def _nothing(walked: str, part: str, shape: Shape) -> Miss:
    if shape is TEXTS:
        escaped = f"a key with a `/` inside is written with `~1`: `{walked}/{part}~1…`"
        return Miss(walked, "has texts alone, with nothing below them", escaped)
    if isinstance(shape, list):
        return _no_item(walked, part, shape)
    if isinstance(shape, dict):
        return Miss(f"{walked}/{part}", "is not there", f"add `{walked}/{part}` as a whole, with what goes into it")
    return Miss(walked, "is a single value, with nothing below it", "name a mapping or a list")


def _no_item(place: str, key: str, items: list[Shape]) -> Miss:
    count = "one item" if len(items) == 1 else f"{len(items)} items"
    return Miss(place, f"has {count}, and no place `{key}`", "count from 0; `-` adds an item at the end")


def _remove(parts: list[str], shape: Shape) -> None:
    parent = _walk(parts[:-1], shape)
    if isinstance(parent, dict) and parent.get(parts[-1], OPEN) is not OPEN:
        del parent[parts[-1]]
