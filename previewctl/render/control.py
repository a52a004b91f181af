"""The control part: root, AppProject and one ApplicationSet for each service of the catalogue.

It is a function of platform.yaml alone: nothing in a preview.yaml changes it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.catalogue import repository_of
from previewctl.render.engine import render_template
from previewctl.render.tree import FileTree

if TYPE_CHECKING:
    from previewctl.spec.platform import CatalogueEntry, PlatformSpec, TokenSecret

KINDS = (
    ("", "ConfigMap"),
    ("", "LimitRange"),
    ("", "PersistentVolumeClaim"),
    ("", "ResourceQuota"),
    ("", "Service"),
    ("", "ServiceAccount"),
    ("apps", "Deployment"),
    ("batch", "Job"),
    ("external-secrets.io", "ExternalSecret"),
    ("gateway.networking.k8s.io", "HTTPRoute"),
    ("generators.external-secrets.io", "Password"),
    ("networking.k8s.io", "Ingress"),
    ("networking.k8s.io", "NetworkPolicy"),
)
"""The namespaced kinds that previews consist of: the AppProject admits these and no others."""
_SLEEP = ("kube-green.com", "SleepInfo")
"""Admitted where the platform uses it."""

_FROM_GENERATOR = "{{ .number }}"
_FROM_DIRECTORY = '{{ regexFind "[0-9]+$" .path.basename }}'


class KindView(NamedTuple):
    """One admitted kind."""

    group: str
    kind: str


class ProjectView(NamedTuple):
    """The AppProject."""

    name: str
    namespace: str
    gitops_url: str
    server: str
    kinds: tuple[KindView, ...]


class RootView(NamedTuple):
    """The root Application."""

    name: str
    namespace: str
    gitops_url: str
    branch: str


class MatrixView(NamedTuple):
    """The pull request generator."""

    requeue: int
    owner: str
    repository: str
    label: str
    apis: tuple[str, ...]
    token_secrets: tuple[TokenSecret, ...]
    app_secrets: tuple[str, ...]


class GitView(NamedTuple):
    """The Git file generator, alone."""

    requeue: int


class ApplicationSetView(NamedTuple):
    """One ApplicationSet."""

    name: str
    namespace: str
    service: str
    repository: str
    project: str
    server: str
    gitops_url: str
    branch: str
    domain: str
    number: str
    matrix: tuple[MatrixView, ...]
    git: tuple[GitView, ...]
    scaled: tuple[str, ...]


def render_control(platform: PlatformSpec) -> FileTree:
    """The files of `argocd/`."""
    files = {
        "argocd/root.yaml": render_template("argocd/root.yaml", root=_root(platform)),
        "argocd/appproject.yaml": render_template("argocd/appproject.yaml", project=_project(platform)),
    }
    for service, entry in platform.services.items():
        if entry.previews:
            path = f"argocd/applicationsets/{service}.yaml"
            files[path] = render_template("argocd/applicationset.yaml", appset=_appset(service, entry, platform))
    return FileTree(files)


def _root(platform: PlatformSpec) -> RootView:
    return RootView(
        name=f"{platform.argocd.project}-root",
        namespace=platform.argocd.namespace,
        gitops_url=platform.gitops.url,
        branch=platform.gitops.control_branch,
    )


def _project(platform: PlatformSpec) -> ProjectView:
    return ProjectView(
        name=platform.argocd.project,
        namespace=platform.argocd.namespace,
        gitops_url=platform.gitops.url,
        server=platform.argocd.server,
        kinds=tuple(KindView(group, kind) for group, kind in _kinds(platform)),
    )


def _kinds(platform: PlatformSpec) -> list[tuple[str, str]]:
    return sorted([*KINDS, _SLEEP]) if platform.sleep.kind == "kubeGreen" else list(KINDS)


def _appset(service: str, entry: CatalogueEntry, platform: PlatformSpec) -> ApplicationSetView:
    by_pull_request = entry.generator == "pullRequest"
    repository = repository_of(service, platform) or service
    return ApplicationSetView(
        name=f"preview-{service}",
        namespace=platform.argocd.namespace,
        service=service,
        repository=repository,
        project=platform.argocd.project,
        server=platform.argocd.server,
        gitops_url=platform.gitops.url,
        branch=platform.gitops.branch,
        domain=platform.domain,
        number=_FROM_GENERATOR if by_pull_request else _FROM_DIRECTORY,
        matrix=(_matrix(repository, platform),) if by_pull_request else (),
        git=() if by_pull_request else (GitView(requeue=platform.argocd.requeue_seconds),),
        scaled=("/spec/replicas",) if platform.sleep.kind != "none" else (),
    )


def _matrix(repository: str, platform: PlatformSpec) -> MatrixView:
    owner, _, name = repository.partition("/")
    github = platform.github
    return MatrixView(
        requeue=platform.argocd.requeue_seconds,
        owner=owner,
        repository=name,
        label=platform.label,
        apis=(github.api_url,) if github.api_url else (),
        token_secrets=(github.token_secret,) if github.token_secret else (),
        app_secrets=(github.app_secret,) if github.app_secret else (),
    )
