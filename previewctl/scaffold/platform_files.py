"""The files of a new GitOps repository: platform.yaml, and what follows from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl import __version__
from previewctl.compilation import LoadedPlatform, read_platform
from previewctl.errors import UsageError
from previewctl.render import platform_views as views
from previewctl.render.derived import cluster_file, derived_files
from previewctl.render.engine import render_template
from previewctl.render.tree import FileTree
from previewctl.render.workflow_views import gitops_view
from previewctl.scaffold.rulesets import rulesets
from previewctl.source.read import SourceText

if TYPE_CHECKING:
    from previewctl.render.workflow_views import GitOpsView
    from previewctl.scaffold.platform_answers import PlatformAnswers
    from previewctl.spec.platform import PlatformSpec

PLATFORM = "platform.yaml"
_GATEWAY_CLASS = "envoy"
_INGRESS_CLASS = {"alb": "alb", "ingress": "traefik"}


class Repository(NamedTuple):
    """All files, and the paths of those that follow from platform.yaml alone: those keep up with it."""

    files: FileTree
    derived: frozenset[str]


def platform_text(answers: PlatformAnswers) -> bytes:
    """A commented platform.yaml that passes lint."""
    namespace, _, name = answers.gateway.partition("/")
    text = render_template(
        "platform/platform.yaml",
        version=__version__,
        answers=answers,
        apis=[answers.github_api] if answers.github_api else [],
        app_secrets=[] if answers.token_secret else [answers.app_secret or "github-app"],
        token_secrets=[answers.token_secret] if answers.token_secret else [],
        gateways=[{"namespace": namespace, "name": name}] if answers.endpoint == "gateway" else [],
        load_balancers=_classes(answers, "alb"),
        ingresses=_classes(answers, "ingress"),
        registries=[answers.registry] if answers.registry else [],
        any_registry=[] if answers.registry else [True],
        jiras=answers.jiras,
        no_services=[] if answers.services else [True],
        some_services=[True] if answers.services else [],
    )
    loaded(text)
    return text


def loaded(text: bytes) -> LoadedPlatform:
    """The platform that a text says; UsageError where it has errors, which are the answers' then."""
    found = read_platform(SourceText(PLATFORM, text.decode(), text))
    if isinstance(found, list):
        raise UsageError(f"the platform.yaml would have an error: {found[0].message}", hint=found[0].help)
    return found


def gitops_files(text: bytes, platform: PlatformSpec, answers: PlatformAnswers) -> Repository:
    """The files of the repository whose platform.yaml is `text`. The answers say what that file does not."""
    gitops = gitops_view(platform)
    if gitops is None:
        raise UsageError(
            f"`gitops.url` names no repository on GitHub: {platform.gitops.url}",
            hint="it is like https://github.com/acme/gitops.git",
        )
    derived = derived_files(platform)
    files = {
        PLATFORM: text,
        "README.md": _readme(platform, gitops, answers),
        ".github/CODEOWNERS": render_template("platform/CODEOWNERS", team=answers.team),
        "cluster/external-secrets.yaml": cluster_file(
            "external-secrets", store=views.store_view(platform, answers.region or "eu-west-1")
        ),
        "cluster/argocd-parameters.yaml": cluster_file("argocd-parameters", argocd=views.argocd_view(platform, gitops)),
        **rulesets(platform, answers.app_id),
    }
    gateway = views.listener_view(platform, answers.class_name or _GATEWAY_CLASS)
    if gateway is not None:
        files["cluster/gateway.yaml"] = cluster_file("gateway", gateway=gateway)
    return Repository(FileTree({**files, **derived}), frozenset(derived))


def _readme(platform: PlatformSpec, gitops: GitOpsView, answers: PlatformAnswers) -> bytes:
    api = platform.github.api_url
    return render_template(
        "platform/README.md",
        platform=platform,
        gitops=gitops,
        region=answers.region or "eu-west-1",
        version=platform.previewctl or __version__,
        repositories=views.repositories(platform),
        secret=_credential(platform),
        host="github.com" if api is None else api.split("/")[2],
        gateway=[platform.endpoint.gateway] if platform.endpoint.kind == "gateway" else [],
        load_balancers=[platform.endpoint.alb] if platform.endpoint.kind == "alb" else [],
        ingresses=[platform.endpoint.ingress] if platform.endpoint.kind == "ingress" else [],
    )


def _credential(platform: PlatformSpec) -> str:
    github = platform.github
    if github.app_secret:
        return github.app_secret
    return github.token_secret.name if github.token_secret else "github-token"


def _classes(answers: PlatformAnswers, kind: str) -> list[str]:
    return [answers.class_name or _INGRESS_CLASS[kind]] if answers.endpoint == kind else []
