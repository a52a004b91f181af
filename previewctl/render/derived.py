"""What follows from a platform.yaml alone, and so has to be as it says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl import __version__
from previewctl.render import platform_views as views
from previewctl.render.control import render_control
from previewctl.render.engine import render_template
from previewctl.render.tree import FileTree
from previewctl.render.workflow_views import gitops_view
from previewctl.render.workflows import gitops_workflows

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec

ADMISSION = "cluster/admission.yaml"
NOTIFICATIONS = "cluster/argocd-notifications.yaml"


def derived_files(platform: PlatformSpec) -> FileTree:
    """`argocd/`, the admission policy and, for a repository on GitHub, its workflows and Argo CD's notifications."""
    files = {**render_control(platform), ADMISSION: cluster_file("admission", admission=views.admission_view(platform))}
    gitops = gitops_view(platform)
    if gitops is not None:
        files |= gitops_workflows(gitops, version=platform.previewctl or __version__).under(".github")
        files[NOTIFICATIONS] = cluster_file("argocd-notifications", argocd=views.argocd_view(platform, gitops))
    return FileTree(files)


def cluster_file(name: str, **context: object) -> bytes:
    """One file of `cluster/`."""
    return render_template(f"platform/cluster/{name}.yaml", **context)
