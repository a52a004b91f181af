"""All checks of a cluster, in the order in which a platform team would mend them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.doctor.argocd import argocd
from previewctl.doctor.endpoint import endpoint
from previewctl.doctor.events import events
from previewctl.doctor.model import Area, Verdict, unknown
from previewctl.doctor.nodes import nodes
from previewctl.doctor.resources import kinds, server
from previewctl.doctor.secrets import secrets

if TYPE_CHECKING:
    from previewctl.doctor.objects import Cluster
    from previewctl.spec.platform import PlatformSpec


def cluster_checks(cluster: Cluster, platform: PlatformSpec) -> Area:
    """Everything; a cluster that does not answer is one failure, and all else unknown."""
    answers = server(cluster)
    if answers.verdict is Verdict.FAIL and "answer" in answers.found:
        return Area("cluster", (answers, unknown("everything else", "nobody answers", "mend the first line")))
    return Area(
        "cluster",
        (
            answers,
            *kinds(cluster, platform),
            *argocd(cluster, platform),
            *events(cluster, platform),
            *secrets(cluster, platform),
            *endpoint(cluster, platform),
            *nodes(cluster, platform),
        ),
    )
