"""What holds a preview up, in words, with the next step: from pods, Jobs, events and the health of objects. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.excerpt import printable, shortened
from previewctl.integrations.cluster_view import ClusterView, at, items, texts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.integrations.cluster_view import Object

_MOST = 10
_LONGEST = 300
_PULL = frozenset({"ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable"})
_HOOKS = {
    "migrate": "a migration has failed",
    "release": "the release hook has failed",
    "postdeploy": "the postdeploy hook has failed",
}
_ROUTES = frozenset({"HTTPRoute", "Ingress"})
_BACK_OFF = re.compile(r"back-off", re.IGNORECASE)


class Reason(NamedTuple):
    """What is wrong with which object, and what to do next."""

    object: str
    what: str
    next: str


def reasons_of(view: ClusterView) -> tuple[Reason, ...]:
    """Everything that holds a preview up, the likeliest cause first, at most ten."""
    namespace = texts(view.application, "spec", "destination", "namespace")
    found = [
        *_of_events(view.events),
        *(reason for item in view.objects for reason in _of_object(item, namespace)),
        *(reason for node in view.nodes for reason in _of_node(node, namespace)),
        *application_reasons(view.application, failed=False),
    ]
    unique = {(item.object, item.next): item for item in reversed(found)}
    return tuple(reversed(unique.values()))[:_MOST]


def application_reasons(application: Object | None, *, failed: bool) -> tuple[Reason, ...]:
    """What Argo CD itself says: conditions, and what a sync could not apply. `failed`: the operation's message, too."""
    found = []
    name = f"Application {texts(application, 'metadata', 'name')}"
    for condition in items(application, "status", "conditions"):
        kind, message = texts(condition, "type"), texts(condition, "message")
        if kind.endswith("Error"):
            found.append(Reason(name, _cut(f"{kind}: {message}"), _next_of_condition(kind)))
    for result in items(application, "status", "operationState", "syncResult", "resources"):
        if texts(result, "status") == "SyncFailed":
            what = f"{texts(result, 'kind')} {texts(result, 'name')}"
            message = texts(result, "message")
            step = _quota_step() if "exceeded quota" in message else "run `previewctl verify` on the rendered preview"
            found.append(Reason(what, _cut(f"it cannot be applied: {message}"), step))
        elif texts(result, "hookPhase") in {"Failed", "Error"}:
            hook = texts(result, "name")
            namespace = texts(application, "spec", "destination", "namespace")
            found.append(_failed_job(hook, namespace, texts(result, "message")))
    if failed and not found:
        message = texts(application, "status", "operationState", "message")
        found.append(Reason(name, _cut(message or "the sync has failed"), "look at it in Argo CD, then push a fix"))
    return tuple(found)


def _next_of_condition(kind: str) -> str:
    if kind == "ComparisonError":
        return "Argo CD cannot read or build it: run `previewctl verify`, and check its access to the GitOps repository"
    return "run `previewctl doctor`: the platform does not let Argo CD do this"


def _of_events(events: tuple[Object, ...]) -> Iterator[Reason]:
    """Quota is said in events alone: the pod that it refuses does not exist."""
    for event in events:
        message, reason = texts(event, "message"), texts(event, "reason")
        name = f"{texts(event, 'involvedObject', 'kind')} {texts(event, 'involvedObject', 'name')}"
        if "exceeded quota" in message:
            yield Reason(name, _cut(f"the namespace's quota is used up: {message}"), _quota_step())
        elif reason == "FailedAttachVolume" and "Multi-Attach" in message:
            yield Reason(
                name, _cut(f"its volume is still on another node: {message}"), "wait: the old node lets go of it"
            )


def _quota_step() -> str:
    return "ask for less in `resources`; if the quota should fit, publish it again: `previewctl publish --retry`"


def _of_object(item: Object, namespace: str) -> Iterator[Reason]:
    kind, name = texts(item, "kind"), texts(item, "metadata", "name")
    match kind:
        case "Pod":
            yield from _of_pod(item, name, namespace)
        case "Job":
            for condition in _conditions(item, "Failed", "True"):
                yield _failed_job(name, namespace, f"{texts(condition, 'reason')}: {texts(condition, 'message')}")
        case "PersistentVolumeClaim" if texts(item, "status", "phase") == "Lost":
            yield Reason(f"{kind} {name}", "its volume is lost", "start over from the seed data: `previewctl reset`")
        case "ExternalSecret":
            for condition in _conditions(item, "Ready", "False"):
                yield _unsynced(name, texts(condition, "message"))
        case "HTTPRoute":
            yield from _of_route(item, name)
        case "Ingress" if not at(item, "status", "loadBalancer", "ingress"):
            yield Reason(f"{kind} {name}", "it has no address yet", _ROUTE_STEP)


def _conditions(item: Object, kind: str, status: str) -> list[Object]:
    found = items(item, "status", "conditions")
    return [one for one in found if one.get("type") == kind and one.get("status") == status]


_ROUTE_STEP = "check `endpoint` in platform.yaml: the listener, the namespaces that it admits, and its controller"


def _of_route(item: Object, name: str) -> Iterator[Reason]:
    parents = items(item, "status", "parents")
    if not parents:
        yield Reason(f"HTTPRoute {name}", "no Gateway has taken it", _ROUTE_STEP)
    for parent in parents:
        for condition in items(parent, "conditions"):
            if condition.get("status") == "False":
                said = f"{texts(condition, 'reason')}: {texts(condition, 'message')}"
                yield Reason(f"HTTPRoute {name}", _cut(f"the Gateway does not take it: {said}"), _ROUTE_STEP)


def _of_pod(pod: Object, name: str, namespace: str) -> Iterator[Reason]:
    subject = f"Pod {name}"
    for condition in _conditions(pod, "PodScheduled", "False"):
        yield Reason(
            subject,
            _cut(f"no node takes it: {texts(condition, 'message')}"),
            "wait for a node; else ask for less in `resources`, or allow other nodes than spot: `spot: preferred`",
        )
    statuses = [*items(pod, "status", "initContainerStatuses"), *items(pod, "status", "containerStatuses")]
    for status in statuses:
        found = _of_container(status, subject, name, namespace)
        if found:
            yield found


def _of_container(status: Object, subject: str, pod: str, namespace: str) -> Reason | None:
    container, image = texts(status, "name"), texts(status, "image")
    waiting = texts(status, "state", "waiting", "reason")
    message = texts(status, "state", "waiting", "message")
    last = at(status, "lastState", "terminated") or at(status, "state", "terminated") or {}
    logs = f"kubectl -n {namespace} logs {pod} -c {container} --previous"
    if waiting in _PULL:
        return Reason(
            subject,
            _cut(f"the image {image} of `{container}` is missing or cannot be pulled ({waiting}: {message})"),
            "look at the build that pushes it; if it is there, check that the nodes may pull from its registry",
        )
    if waiting == "CreateContainerConfigError":
        return Reason(
            subject, _cut(f"`{container}` lacks a Secret or a ConfigMap: {message}"), "run `previewctl secrets check`"
        )
    if texts(last, "reason") == "OOMKilled":
        return Reason(
            subject, f"`{container}` needs more memory than it may have (OOMKilled)", "raise its memory in `resources`"
        )
    if waiting == "CrashLoopBackOff" or _BACK_OFF.match(message):
        return Reason(
            subject,
            f"`{container}` ends again and again, last with exit code {last.get('exitCode', '?')}",
            f"read why: {logs}",
        )
    running = at(status, "state", "running") is not None
    if running and status.get("ready") is False and status.get("started") is not False:
        return Reason(
            subject,
            f"`{container}` runs and is not ready",
            "its health check does not answer with success: check `health` and `port`, and its log",
        )
    return None


def _of_node(node: Object, namespace: str) -> Iterator[Reason]:
    """An object in Argo CD's resource tree; a pod's message stands there in the words of the container runtime."""
    kind, name = texts(node, "kind"), texts(node, "name")
    health, message = texts(node, "health", "status"), texts(node, "health", "message")
    status = next((texts(info, "value") for info in items(node, "info") if info.get("name") == "Status Reason"), "")
    if kind == "Pod" and health in {"Degraded", "Progressing"}:
        fake = {
            "name": name.rsplit("-", 2)[0],
            "image": _image(message),
            "state": {"waiting": {"reason": status, "message": message}},
        }
        if "exceeded quota" not in message and (found := _of_container(fake, f"Pod {name}", name, namespace)):
            yield found
        elif "nodes are available" in message:
            yield from _of_pod(
                {"status": {"conditions": [{"type": "PodScheduled", "status": "False", "message": message}]}},
                name,
                namespace,
            )
    elif kind == "Job" and health == "Degraded":
        yield _failed_job(name, namespace, message)
    elif kind == "ExternalSecret" and health == "Degraded":
        yield _unsynced(name, message)
    elif kind in _ROUTES and health in {"Progressing", "Degraded"}:
        yield Reason(f"{kind} {name}", _cut(f"it is {health}: {message or 'it has no address yet'}"), _ROUTE_STEP)


def _image(message: str) -> str:
    found = re.search(r'image "([^"]+)"', message)
    return found[1] if found else "?"


def _failed_job(name: str, namespace: str, message: str) -> Reason:
    what = next((text for prefix, text in _HOOKS.items() if name.startswith(prefix)), "it has failed")
    if name.startswith("seed"):
        what = "the seed data could not be loaded"
    step = f"read why: kubectl -n {namespace} logs job/{name} --all-containers; then push a fix, or run the job in CI again"
    return Reason(f"Job {name}", _cut(f"{what} ({message.strip(': ') or 'no reason given'})"), step)


def _unsynced(name: str, message: str) -> Reason:
    return Reason(
        f"ExternalSecret {name}",
        _cut(f"the secret is not synced: {message or 'no reason given'}"),
        "run `previewctl secrets check`",
    )


def _cut(text: str) -> str:
    return shortened(printable(" ".join(text.split())), _LONGEST)
