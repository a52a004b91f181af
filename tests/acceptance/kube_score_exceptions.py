"""What kube-score recommends and a preview does not follow: the check, the words of its remark, and why.

The words keep an exception narrow: `container-resources` is excused for CPU limits, not for memory. One that matches
no remark any more fails the tests.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from tests.realparts.kube_score import Problem


class Remark(NamedTuple):
    """A check's id, and words in its remarks."""

    check: str
    words: str

    def covers(self, problem: Problem) -> bool:
        """Whether a problem is such a remark."""
        return problem.check == self.check and self.words in problem.message


EXCEPTIONS: dict[Remark, str] = {
    Remark("container-image-pull-policy", "ImagePullPolicy is not set to Always"): (
        "Every tag is immutable (a full SHA, a seed's hash, a pinned version), and pulling anew delays each restart."
    ),
    Remark("container-resources", "CPU limit is not set"): (
        "A CPU limit throttles the start of a server that has the node to itself; requests share the CPU fairly."
    ),
    Remark("container-security-context-readonlyrootfilesystem", "mailpit: "): (
        "Nothing is known of where a plain service's image writes."
    ),
    Remark("container-security-context-user-group-id", "The container is running with a low user ID"): (
        "The user is the image's own: its files belong to it."
    ),
    Remark("container-security-context-user-group-id", "The container running with a low group ID"): (
        "The group is the image's own: its files belong to it."
    ),
    Remark("deployment-replicas", "few replicas"): (
        "A preview has few users: one pod of a kind, unless `replicas` says more."
    ),
    Remark("deployment-strategy", "not using the RollingUpdate strategy"): (
        "Two pods must not share one volume or one data directory."
    ),
    Remark("pod-probes", "missing a livenessProbe"): (
        "It would restart a server that is merely busy, such as a database that recovers; a crash restarts it anyway."
    ),
}
