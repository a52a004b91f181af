"""What the templates of a GitOps repository's cluster objects are filled with."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.catalogue import repository_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from previewctl.render.workflow_views import GitOpsView
    from previewctl.spec.platform import PlatformSpec

_PUBLIC_API = "https://api.github.com"


class Label(NamedTuple):
    """A label and its value."""

    name: str
    value: str


class AdmissionView(NamedTuple):
    """The policy of ExternalSecrets: texts in CEL."""

    store: str
    own: str
    shared: str
    granted: str


class StoreView(NamedTuple):
    """The ClusterSecretStore."""

    name: str
    region: str
    arn: str


class ListenerView(NamedTuple):
    """The Gateway and its one listener."""

    name: str
    namespace: str
    class_name: str
    listener: str
    hostname: str
    labels: tuple[Label, ...]


class StateView(NamedTuple):
    """What a notification says: its template, its message, and the lines of the request's body."""

    template: str
    message: str
    body: tuple[str, ...]


class ArgoCDView(NamedTuple):
    """Argo CD, and the request that starts the workflow `report`."""

    namespace: str
    scm_providers: str
    api: str
    path: str
    states: tuple[StateView, ...]


def admission_view(platform: PlatformSpec) -> AdmissionView:
    """The policy for a platform: what is shared with all, and what with single services."""
    secrets = platform.secrets
    granted = {name: entry.secrets for name, entry in platform.services.items() if entry.secrets}
    return AdmissionView(
        store=_cel(secrets.store),
        own=f"{_cel(f'{secrets.prefix}/')} + variables.service",
        shared=_cel_list(secrets.shared),
        granted=_cel_map(granted),
    )


def store_view(platform: PlatformSpec, region: str) -> StoreView:
    """The store, with the ARN of the secrets that its role may read."""
    return StoreView(
        platform.secrets.store, region, f"arn:aws:secretsmanager:{region}:<account>:secret:{platform.secrets.prefix}/*"
    )


def listener_view(platform: PlatformSpec, class_name: str) -> ListenerView | None:
    """The Gateway that HTTPRoutes attach to; None for other endpoints."""
    gateway = platform.endpoint.gateway
    if platform.endpoint.kind != "gateway" or gateway is None:
        return None
    labels = platform.endpoint.namespace_labels or {"app.kubernetes.io/managed-by": "previewctl"}
    return ListenerView(
        name=gateway.name,
        namespace=gateway.namespace,
        class_name=class_name,
        listener=gateway.section_name or "https",
        hostname=f"*.{platform.domain}",
        labels=tuple(Label(name, value) for name, value in labels.items()),
    )


def argocd_view(platform: PlatformSpec, gitops: GitOpsView) -> ArgoCDView:
    """Argo CD's settings and its notifications."""
    api = (platform.github.api_url or _PUBLIC_API).rstrip("/")
    states = (
        ("template.preview-ready", "A preview is ready", "ready"),
        ("template.preview-failed", "A preview has failed", "failed"),
        ("template.preview-gone", "A preview is gone", "inactive"),
    )
    return ArgoCDView(
        namespace=platform.argocd.namespace,
        scm_providers=platform.github.api_url or f"{_PUBLIC_API}/",
        api=api,
        path=f"/repos/{gitops.repository}/actions/workflows/report.yaml/dispatches",
        states=tuple(
            StateView(template, message, _body(gitops.control_branch, state)) for template, message, state in states
        ),
    )


def repositories(platform: PlatformSpec) -> list[str]:
    """The repositories of the services that have previews, each once."""
    found = (repository_of(name, platform) for name, entry in platform.services.items() if entry.previews)
    return list(dict.fromkeys(repository for repository in found if repository))


def _body(branch: str, state: str) -> tuple[str, ...]:
    """JSON in which Go templates stand where Argo CD knows the value; `toJson` writes that as JSON too."""
    return (
        f'{{"ref": {json.dumps(branch)}, "inputs": {{',
        '  "repository": {{ index .app.metadata.annotations "previewctl.dev/repository" | toJson }},',
        '  "pull-request": {{ index .app.metadata.labels "previewctl.dev/pull-request" | toJson }},',
        '  "sha": {{ index .app.metadata.annotations "previewctl.dev/head-sha" | toJson }},',
        f'  "state": {json.dumps(state)}',
        "}}",
    )


def _cel(text: str) -> str:
    """A text in CEL, which writes texts as JSON does."""
    return json.dumps(text)


def _cel_list(texts: Iterable[str]) -> str:
    return f"[{', '.join(_cel(text) for text in texts)}]"


def _cel_map(values: Mapping[str, Iterable[str]]) -> str:
    return f"{{{', '.join(f'{_cel(name)}: {_cel_list(texts)}' for name, texts in values.items())}}}"
