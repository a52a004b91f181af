"""Explains the codes about the branch of previews: what stands there and is not what previewctl renders."""

from __future__ import annotations

_SNAPSHOT = """\
    # previews/orders-api/pr-42/preview.yaml
    service: orders-api
    image: registry.example.com/orders-api
"""


def _text(summary: str, why: str, bad: str, good: str, fix: str) -> str:
    return f"{summary}\n\nWhy:\n    {why}\n\nBad:\n{bad}\nGood:\n{good}\nFix:\n    {fix}\n"


def _file(path: str, *lines: str) -> str:
    return "".join(f"    {line}\n" for line in (f"# {path}", *lines))


def _record(**changes: str) -> str:
    values = {"service": "orders-api", "pullRequest": "42", "repository": "acme/orders-api", "image": "null", **changes}
    content = ", ".join(f"{key}: {value}" for key, value in values.items())
    return _file("previews/orders-api/pr-42/preview.json", f"preview: {{{content}}}")


_TREE = "previews/orders-api/pr-42/0123456789ab"
_BASES = "previews/_bases/0123456789ab"

TEXTS: dict[str, str] = {
    "PV540": _text(
        "Reports a path in the GitOps repository that previewctl does not write.",
        "The branch of previews holds the directories of previews and their bases, and nothing else. A file beside them was "
        "put there by somebody else, and Argo CD or GitHub may act on it: a manifest in an overlay is applied, a workflow runs.",
        _SNAPSHOT + _file(f"{_TREE}/cluster-role.yaml", "kind: ClusterRole"),
        _SNAPSHOT + _file(f"{_TREE}/kustomization.yaml", "kind: Kustomization"),
        "Remove it, and find out who may push to the branch.",
    ),
    "PV541": _text(
        "Reports a link, a submodule or an executable file among rendered files.",
        "previewctl writes plain files. Argo CD follows links inside a repository and fetches submodules, so that either brings "
        "in what nobody reviewed.",
        _file(f"{_TREE}/kustomization.yaml -> ../../../other/kustomization.yaml", "kind: Kustomization"),
        _file(f"{_TREE}/kustomization.yaml", "kind: Kustomization"),
        "Remove it; `previewctl sync` writes the file anew.",
    ),
    "PV542": _text(
        "Reports a file that is not what its preview's snapshot renders to.",
        "Each file of a preview follows from the preview.yaml beside it, the record and platform.yaml. One that was edited, or "
        "is missing, lets something else run than what the pull request's author wrote and the platform allows.",
        _SNAPSHOT + _file(f"{_TREE}/kustomization.yaml", "kind: Kustomization", "namespace: kube-system"),
        _SNAPSHOT + _file(f"{_TREE}/kustomization.yaml", "kind: Kustomization", "namespace: pv-orders-api-42"),
        "Run `previewctl sync`, or publish the preview again; and find out who may push to the branch.",
    ),
    "PV543": _text(
        "Reports a record that fits neither its directory, nor its snapshot, nor the catalogue.",
        "The record says whose preview a directory is, and of which commit. One that is copied, edited or unreadable could show "
        "a service as another team's, or hide what a preview was made of.",
        _record(service="billing-api"),
        _record(),
        "Publish the preview again, or remove its directory.",
    ),
    "PV544": _text(
        "Reports bases that are not what their name says.",
        "All previews are built on the bases, and their directory is named by the digest of its files. An edited base changes "
        "every preview that names it, without a change in any of their directories.",
        _file(f"{_BASES}/runtimes/django/kustomization.yaml", "kind: Component", "resources: [evil.yaml]"),
        _file(f"{_BASES}/runtimes/django/kustomization.yaml", "kind: Component"),
        "Remove the directory; `previewctl sync` brings the right one.",
    ),
    "PV545": _text(
        "Reports a preview that was rendered with another platform.yaml, another previewctl, other bases or other previews.",
        "It cannot be proven under the platform of today, though it may well be what was right when it was written. In a change "
        "that is verified with `--base`, and with `--strict`, that is an error: whoever forges a file could call it stale.",
        _record(previewctl="0.1.0-rc1"),
        _record(previewctl="0.1.0"),
        "Run `previewctl sync`, which renders it again.",
    ),
    "PV546": _text(
        "Reports an object of Argo CD that the catalogue does not render to.",
        "Whoever writes an ApplicationSet is an administrator of Argo CD: it decides which repository is applied to which "
        "namespace. So `argocd/` is a function of platform.yaml alone, and nothing is added by hand.",
        _file(
            "argocd/applicationsets/orders-api.yaml",
            "kind: ApplicationSet",
            "spec: {template: {spec: {project: default}}}",
        ),
        _file(
            "argocd/applicationsets/orders-api.yaml",
            "kind: ApplicationSet",
            "spec: {template: {spec: {project: previews}}}",
        ),
        "Run `previewctl sync --control`, and keep other objects out of `argocd/`.",
    ),
    "PV547": _text(
        "Reports a snapshot that cannot be rendered any more.",
        "The preview.yaml beside it breaks a rule of today's platform, or was never accepted: publish refuses such a file.",
        _file("previews/orders-api/pr-42/preview.yaml", "service: orders-api", "image: registry.example.org/orders-api")
        + _file("platform.yaml", "registries: [registry.example.com]"),
        _file("previews/orders-api/pr-42/preview.yaml", "service: orders-api", "image: registry.example.com/orders-api")
        + _file("platform.yaml", "registries: [registry.example.com]"),
        "Correct it on the pull request's branch and publish it again, or remove the preview.",
    ),
    "PV548": _text(
        "Reports a snapshot that is not the preview.yaml of its commit.",
        "An honest rendering of a forged snapshot passes every other check. So the gate asks GitHub for the file at the recorded "
        "commit, and whose pull request that is: commits of forks can be read through the repository itself.",
        _SNAPSHOT + _file("preview.yaml at the commit", "service: orders-api"),
        _SNAPSHOT
        + _file("preview.yaml at the commit", "service: orders-api", "image: registry.example.com/orders-api"),
        "Publish the preview again, or remove it; and find out who may push to the branch.",
    ),
    "PV549": _text(
        "Reports a preview whose pull request has another head by now, or is closed.",
        "That is usual for the minutes between a push and its publication, and between a merge and the next sync. What stays so "
        "was not published by the service's workflow.",
        _record(headSha="1111111111111111111111111111111111111111")
        + _file("the pull request", "headSha: 2222222222222222222222222222222222222222"),
        _record(headSha="2222222222222222222222222222222222222222")
        + _file("the pull request", "headSha: 2222222222222222222222222222222222222222"),
        "Wait for the publication or the next `previewctl sync`; look at the workflow's run if it stays.",
    ),
}
