"""Whether previews get the secrets that they may read, and no others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.doctor.model import Check, fail, ok, unknown, warning
from previewctl.doctor.objects import at, condition, is_true, texts_at
from previewctl.render.derived import ADMISSION, derived_files
from previewctl.source.foreign import ForeignProblem, read_foreign_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.doctor.objects import Cluster
    from previewctl.spec.platform import PlatformSpec

_POLICY = "previewctl-external-secrets"
_HELD = ("failurePolicy", "matchConditions", "variables", "validations")


def secrets(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """The store and the admission policy."""
    yield from _store(cluster, platform)
    yield _policy(cluster, platform)
    yield _binding(cluster)


def _store(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    store = platform.secrets.store
    name = f"ClusterSecretStore {store}"
    answer = cluster.get("clustersecretstores.external-secrets.io", store)
    if answer.problem:
        yield unknown(name, answer.problem, f"look at `kubectl get clustersecretstore {store}`")
        return
    if answer.first is None:
        yield fail(name, "there is none", "apply cluster/external-secrets.yaml, or name yours in platform.yaml")
        return
    ready = condition(answer.first, "Ready")
    if ready is None:
        yield unknown(name, "nothing says that it is ready", "see whether External Secrets runs")
    elif not is_true(answer.first, "Ready"):
        yield fail(
            name, f"it is not ready: {at(ready, 'message')}"[:300], "mend the role, the region or the service account"
        )
    else:
        yield ok(name, "it is ready")
    if not at(answer.first, "spec", "conditions"):
        fix = "add `conditions` with `namespaceRegexes`, as cluster/external-secrets.yaml has them"
        yield warning(f"namespaces of {store}", "every namespace may use it", fix)
    aws = at(answer.first, "spec", "provider", "aws")
    if isinstance(aws, dict):
        yield unknown(
            f"role of {store}",
            f"whether it reads {platform.secrets.prefix}/* alone is not seen in the cluster",
            "compare the role's policy with what `previewctl secrets policy` prints",
        )


def _policy(cluster: Cluster, platform: PlatformSpec) -> Check:
    """The fields that decide are compared; the API server adds defaults to others."""
    name = "admission policy of ExternalSecrets"
    answer = cluster.get("validatingadmissionpolicies.admissionregistration.k8s.io", _POLICY)
    if answer.problem:
        return unknown(name, answer.problem, f"look at ValidatingAdmissionPolicy {_POLICY}")
    if answer.first is None:
        return fail(
            name, "there is none: a pull request that gets past lint reads every team's secrets", f"apply {ADMISSION}"
        )
    documents = read_foreign_yaml(derived_files(platform)[ADMISSION].decode())
    assert not isinstance(documents, ForeignProblem)
    wanted = documents[0].data
    if any(_without_reason(at(answer.first, "spec", key)) != at(wanted, "spec", key) for key in _HELD):
        fix = f"apply {ADMISSION} again, after `previewctl platform init --refresh`"
        return fail(name, "it is not the one that follows from platform.yaml", fix)
    return ok(name, "it follows from platform.yaml")


def _without_reason(value: Any) -> Any:
    """What the API server adds to each validation is taken away."""
    if isinstance(value, list):
        return [
            {key: each[key] for key in each if key != "reason"} if isinstance(each, dict) else each for each in value
        ]
    return value


def _binding(cluster: Cluster) -> Check:
    name = "binding of the admission policy"
    answer = cluster.get("validatingadmissionpolicybindings.admissionregistration.k8s.io", _POLICY)
    if answer.problem:
        return unknown(name, answer.problem, f"look at ValidatingAdmissionPolicyBinding {_POLICY}")
    if answer.first is None:
        return fail(name, "there is none, so the policy does nothing", f"apply {ADMISSION}")
    if "Deny" not in texts_at(answer.first, "spec", "validationActions"):
        return fail(name, "it denies nothing", f"apply {ADMISSION}")
    if at(answer.first, "spec", "matchResources"):
        return warning(name, "it is narrowed, so that some namespaces may be left out", f"apply {ADMISSION}")
    return ok(name, "it denies")
