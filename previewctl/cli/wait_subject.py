"""Which preview is waited for, and who is asked about it."""

from __future__ import annotations

import os
import re
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.discovery import find_previews
from previewctl.cli.inputs import PlatformOptions, PullRequestOptions, Reader
from previewctl.cli.platform_file import needed_platform
from previewctl.compilation import has_errors
from previewctl.errors import UsageError
from previewctl.integrations.git import checkout
from previewctl.plan.names import names_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from previewctl.compilation import LoadedPlatform
    from previewctl.integrations.cluster_view import ClusterView
    from previewctl.plan.model import Environment
    from previewctl.report.readiness import Verdict, WaveProgress
    from previewctl.report.waiting import Look

_SHA = re.compile(r"[0-9a-f]{40}")


class Awaited(NamedTuple):
    """A preview at a commit. `environment` is its plan, None where there is no preview.yaml to plan it from."""

    platform: LoadedPlatform
    application: str
    namespace: str
    url: str
    sha: str
    environment: Environment | None
    directory: str


def awaited(
    pull_request: int,
    service: str | None,
    sha: str | None,
    branch: str | None,
    platform: str | None,
    offline: bool | None,
    *,
    with_checks: bool,
) -> Awaited:
    """The preview that is meant. A service that is named needs no preview.yaml, unless its checks are to run."""
    loaded = needed_platform(platform, offline=offline)
    if sha is not None and not _SHA.fullmatch(sha):
        raise UsageError(f"`{sha}` is not a full SHA", hint="pass all 40 digits")
    commit = sha or checkout(Path.cwd()).head_sha
    if commit is None:
        raise UsageError("nobody says which commit", hint="pass it: `--sha`")
    if service is not None and not with_checks:
        if service not in loaded.spec.services:
            raise UsageError(f"the catalogue has no service `{service}`", hint="add it to platform.yaml's `services`")
        names = names_of(service, pull_request, loaded.spec.domain)
        return Awaited(loaded, names.application, names.namespace, names.url, commit, None, ".")
    environment, path = _planned(pull_request, service, commit, branch, platform, offline)
    names = environment.names
    url = environment.endpoint.url if environment.endpoint else ""
    directory = os.path.dirname(path) or "."
    return Awaited(loaded, names.application, names.namespace, url, commit, environment, directory)


def _planned(
    pull_request: int,
    service: str | None,
    sha: str,
    branch: str | None,
    platform: str | None,
    offline: bool | None,
) -> tuple[Environment, str]:
    files = find_previews(["."] if service is not None else None)
    reader = Reader(PullRequestOptions(pull_request, branch or "", sha))
    inputs = reader.read(files, PlatformOptions(platform, offline))
    found = [item for item in inputs.planned if service in {None, item.environment.service}]
    if len(found) != 1:
        broken = has_errors(inputs.diagnostics)
        hint = "`previewctl lint` says what is wrong" if broken else "run it where its preview.yaml is"
        raise UsageError(f"there is no plan of {f'`{service}`' if service else 'the preview'}", hint=hint)
    return found[0].environment, found[0].source.path


class Asking(NamedTuple):
    """Who is asked, and how: `via` is `kubectl`, `argocd` or `url`; the rest belongs to one of them."""

    via: str
    kubeconfig: str | None = None
    context: str | None = None
    url: str | None = None
    sha_header: str | None = None
    sha_path: str | None = None


def look_with(subject: Awaited, asking: Asking) -> Look:
    """What has a look at the preview: kubectl, Argo CD, or a request to its public URL."""
    if asking.via == "url":
        return _url_look(subject, asking)
    from previewctl.report.readiness import judge, progress

    view = _argocd_view(subject) if asking.via == "argocd" else _kubectl_view(subject, asking)

    def look() -> tuple[Verdict, tuple[WaveProgress, ...]]:
        seen = view()
        return judge(seen, subject.sha, datetime.now(UTC)), progress(seen)

    return look


def _argocd_view(subject: Awaited) -> Callable[[], ClusterView]:
    from previewctl.integrations.argocd import SERVER, argocd

    server = argocd()
    if server is None:
        raise UsageError("nobody says where Argo CD is", hint=f"set {SERVER}")
    argo = subject.platform.spec.argocd
    return partial(server.look, subject.application, argo.project, argo.namespace)


def _kubectl_view(subject: Awaited, asking: Asking) -> Callable[[], ClusterView]:
    from previewctl.integrations.kubectl import Cluster

    cluster = Cluster(asking.kubeconfig, asking.context)
    return partial(cluster.look, subject.application, subject.platform.spec.argocd.namespace, subject.namespace)


def _url_look(subject: Awaited, asking: Asking) -> Look:
    from previewctl.integrations.public_url import ask
    from previewctl.report.reachability import SHA_HEADER, Proof, judge_answer

    root = (asking.url or subject.url).rstrip("/")
    if not root:
        raise UsageError(
            "the preview has no public URL", hint="ask the cluster or Argo CD: `--via kubectl`, `--via argocd`"
        )
    if not re.fullmatch(r"https?://[A-Za-z0-9.:\[\]-]+", root):
        raise UsageError(f"`{root}` is no URL of a host", hint="write `https://host`, without a path")
    if asking.sha_path is not None and not re.fullmatch(r"/[\w./~%?=&-]{0,500}", asking.sha_path):
        raise UsageError("--sha-path is no path", hint="it begins with `/`")
    endpoint = subject.environment.endpoint if subject.environment else None
    health = endpoint.health if endpoint and endpoint.health else "/"
    auth = endpoint.auth if endpoint else "none"

    def look() -> tuple[Verdict, tuple[WaveProgress, ...]]:
        answer = ask(root + health)
        shown = ask(root + asking.sha_path) if asking.sha_path else None
        proof = Proof(asking.sha_header or SHA_HEADER, asking.sha_path, shown)
        return judge_answer(root, answer, subject.sha, proof, auth=auth), ()

    return look
