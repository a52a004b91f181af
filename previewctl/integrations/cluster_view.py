"""What a look at a preview finds, whoever had it: Argo CD's objects as its API and Kubernetes have them."""

from __future__ import annotations

from typing import Any, NamedTuple

Object = dict[str, Any]


class ClusterView(NamedTuple):
    """One look. `application` is None where there is none.

    `objects` are those in the namespace (Pod, Job, Deployment, HTTPRoute, …), `events` the namespace's, both empty where
    nobody may read them. `nodes` are those of Argo CD's resource tree, which has the health that an Application leaves
    out since 3.0. `note` says what could not be read.
    """

    application: Object | None
    objects: tuple[Object, ...] = ()
    events: tuple[Object, ...] = ()
    nodes: tuple[Object, ...] = ()
    note: str = ""


def at(item: Any, *path: str) -> Any:
    """The value below these keys; None where one of them is missing, or has another form."""
    for key in path:
        item = item.get(key) if isinstance(item, dict) else None
    return item


def texts(item: Any, *path: str) -> str:
    """The text below these keys; empty where there is none."""
    found = at(item, *path)
    return found if isinstance(found, str) else ""


def items(item: Any, *path: str) -> list[Object]:
    """The objects in the list below these keys."""
    found = at(item, *path)
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
