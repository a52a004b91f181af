"""Whether a preview is ready, decided from what its public URL answers: the way without access to the cluster. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.report.readiness import Phase, Verdict
from previewctl.report.stuck import Reason

if TYPE_CHECKING:
    from previewctl.integrations.public_url import Answer

SHA_HEADER = "X-Previewctl-Sha"
_LOGIN = frozenset({301, 302, 303, 307, 308, 401, 403})


class Proof(NamedTuple):
    """What shows the commit: a response header, or an endpoint whose text has it (`answer` is what that answered)."""

    header: str = SHA_HEADER
    path: str | None = None
    answer: Answer | None = None


def judge_answer(url: str, answer: Answer, sha: str, proof: Proof, *, auth: str) -> Verdict:
    """What an answer of the public URL says about the preview at commit `sha`.

    With `auth: platform` a login stands before it, so that any answer from there is all there is to see.
    """
    if (problem := _problem(url, answer, auth)) is not None:
        return Verdict(Phase.WAITING, problem.what, (problem,))
    shown = _shown(answer, proof)
    if shown is None:
        return Verdict(Phase.READY, "it answers; which commit does cannot be told")
    if sha not in shown:
        seen = shown.strip()[:40] or "none"
        what = f"it answers with another commit: {seen}"
        return Verdict(
            Phase.WAITING, what, (Reason(url, what, "wait for the rollout; look at it in Argo CD if it takes long"),)
        )
    return Verdict(Phase.READY, "it answers with this commit")


def _shown(answer: Answer, proof: Proof) -> str | None:
    """The text that has to have the commit in it; None where nothing shows any."""
    if proof.path is not None:
        return proof.answer.body if proof.answer is not None and proof.answer.status == 200 else ""
    found = answer.headers.get(proof.header.lower())
    return found if found is not None or proof.header == SHA_HEADER else ""


def _problem(url: str, answer: Answer, auth: str) -> Reason | None:
    if answer.status == 0:
        return Reason(url, f"it does not answer: {answer.problem}", "check the wildcard's DNS record and certificate")
    if answer.status == 404:
        step = "wait for the route; if it stays, its path or `health` is wrong, or the Gateway does not admit the namespace"
        return Reason(url, "it answers 404: no route leads there yet", step)
    if answer.status in {502, 503, 504}:
        return Reason(url, f"it answers {answer.status}: no pod is ready yet", "wait; if it stays, read the pods' log")
    if answer.status >= 500:
        return Reason(url, f"it answers {answer.status}: the app fails", "read the app's log")
    if answer.status >= 400 and not (auth == "platform" and answer.status in _LOGIN):
        return Reason(url, f"it answers {answer.status}", "`health` has to answer without a login")
    return None
