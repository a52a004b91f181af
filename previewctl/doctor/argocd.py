"""Whether Argo CD is one that previews can rest on: its version, its settings, its credentials and its objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.doctor.model import Check, fail, ok, unknown, warning
from previewctl.doctor.objects import at, containers, flag, is_true, items_at, texts_at, variable
from previewctl.doctor.versions import shown, version_in
from previewctl.spec.durations import parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.doctor.objects import Cluster
    from previewctl.spec.platform import PlatformSpec

OLDEST = (3, 6)
_SETS = "argocd-applicationset-controller"
_CONTROLLER = "argocd-application-controller"
_PARAMETERS = "argocd-cmd-params-cm"
_APPLY = "apply cluster/argocd-parameters.yaml, and restart the controllers"


def argocd(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """All checks of Argo CD."""
    namespace = platform.argocd.namespace
    sets = cluster.get("deployments.apps", _SETS, namespace=namespace)
    if sets.problem:
        yield unknown("Argo CD", sets.problem, f"look at `kubectl get deployment {_SETS} -n {namespace}`")
        return
    if sets.first is None:
        fix = "install Argo CD there, or say in platform.yaml (argocd.namespace) where it is"
        yield fail("Argo CD", f"there is no {_SETS} in {namespace}", fix)
        return
    parameters = cluster.get("configmaps", _PARAMETERS, namespace=namespace)
    if parameters.problem:
        yield unknown("Argo CD's parameters", parameters.problem, f"look at ConfigMap {_PARAMETERS} in {namespace}")
    values = at(parameters.first, "data") or {}
    yield _version(sets.first)
    yield _timeout(cluster, namespace, values, seen=not parameters.problem)
    yield _allow_list(sets.first, values, seen=not parameters.problem)
    yield _strict_mode(sets.first, values, seen=not parameters.problem)
    yield _policy(sets.first, values, seen=not parameters.problem)
    yield from _credential(cluster, platform)
    yield _repository(cluster, platform)
    yield from _control(cluster, platform)


def _version(sets: Any) -> Check:
    images = [str(each.get("image", "")) for each in containers(sets)]
    tag = images[0].partition("@")[0].rpartition(":")[2] if images else ""
    version = version_in(tag)
    if version is None:
        return unknown(
            "Argo CD's version", f"its image is {images[0] if images else 'not named'}", "look at `argocd version`"
        )
    if version[:2] < OLDEST:
        return fail("Argo CD's version", shown(version), f"upgrade to {shown(OLDEST)} or newer")
    return ok("Argo CD's version", shown(version))


def _timeout(cluster: Cluster, namespace: str, values: Any, *, seen: bool) -> Check:
    """Without one an operation that hangs keeps a closed pull request's preview for ever."""
    name = "operation timeout"
    text = values.get("controller.sync.timeout.seconds")
    for resource in ("statefulsets.apps", "deployments.apps"):
        workload = cluster.get(resource, _CONTROLLER, namespace=namespace).first
        text = (
            flag(workload, "--sync-timeout") or variable(workload, "ARGOCD_APPLICATION_CONTROLLER_SYNC_TIMEOUT") or text
        )
    if not seen and text is None:
        return unknown(name, f"ConfigMap {_PARAMETERS} cannot be read", "look at controller.sync.timeout.seconds in it")
    seconds = _seconds(str(text or "0"))
    if seconds == 0:
        return fail(name, "there is none: a sync that hangs keeps its preview for ever", _APPLY)
    if seconds is None:
        return unknown(name, f"it is `{text}`", "look at controller.sync.timeout.seconds")
    if seconds > 2 * 3600:
        return warning(name, f"{seconds} s", "1800 s are enough for any preview")
    return ok(name, f"{seconds} s")


def _seconds(text: str) -> int | None:
    if text.isdigit():
        return int(text)
    try:
        return int(parse_duration(text).seconds)
    except ValueError:
        return None


def _allow_list(sets: Any, values: Any, *, seen: bool) -> Check:
    """Whoever may write an ApplicationSet could send the token to a server of theirs."""
    name = "SCM allow-list"
    text = (
        flag(sets, "--allowed-scm-providers")
        or variable(sets, "ARGOCD_APPLICATIONSET_CONTROLLER_ALLOWED_SCM_PROVIDERS")
        or values.get("applicationsetcontroller.allowed.scm.providers")
    )
    if text:
        return ok(name, str(text))
    if not seen:
        return unknown(
            name, f"ConfigMap {_PARAMETERS} cannot be read", "look at applicationsetcontroller.allowed.scm.providers"
        )
    return fail(name, "any server may be given the token of pull requests", _APPLY)


def _strict_mode(sets: Any, values: Any, *, seen: bool) -> Check:
    name = "token strict mode"
    text = variable(sets, "ARGOCD_APPLICATIONSET_CONTROLLER_TOKENREF_STRICT_MODE") or values.get(
        "applicationsetcontroller.enable.tokenref.strict.mode"
    )
    if str(text).lower() == "true":
        return ok(name, "on: Secrets need the label argocd.argoproj.io/secret-type: scm-creds")
    if not seen:
        return unknown(
            name,
            f"ConfigMap {_PARAMETERS} cannot be read",
            "look at applicationsetcontroller.enable.tokenref.strict.mode",
        )
    return warning(name, "off: an ApplicationSet may name any Secret of the namespace as a token", _APPLY)


def _policy(sets: Any, values: Any, *, seen: bool) -> Check:
    """A policy without deletion keeps the previews of closed pull requests."""
    name = "ApplicationSet policy"
    text = flag(sets, "--policy") or values.get("applicationsetcontroller.policy") or ""
    if str(text) in {"create-only", "create-update"}:
        return fail(name, f"`{text}` deletes no preview", "set it to `sync`, or leave it out")
    if not seen and not text:
        return unknown(name, f"ConfigMap {_PARAMETERS} cannot be read", "look at applicationsetcontroller.policy in it")
    return ok(name, str(text) or "that of each ApplicationSet")


def _credential(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """What lists the pull requests."""
    github, namespace = platform.github, platform.argocd.namespace
    name = "credential for pull requests"
    if github.app_secret:
        secret, wanted = github.app_secret, {"githubAppID", "githubAppInstallationID", "githubAppPrivateKey"}
    elif github.token_secret:
        secret, wanted = github.token_secret.name, {github.token_secret.key}
    else:
        fix = "name `github.appSecret` or `github.tokenSecret` in platform.yaml"
        yield fail(name, "none: GitHub answers 60 requests an hour, and no private repository", fix)
        return
    keys = cluster.secret_keys(secret, namespace)
    if keys is None:
        yield fail(name, f"there is no Secret {secret} in {namespace}", f"create it with {', '.join(sorted(wanted))}")
    elif keys.problem:
        yield unknown(name, keys.problem, f"see whether Secret {secret} in {namespace} has {', '.join(sorted(wanted))}")
    elif missing := wanted - set(keys.texts):
        yield fail(name, f"Secret {secret} has no {', '.join(sorted(missing))}", "add it")
    else:
        yield ok(name, f"Secret {secret}; whether GitHub takes it only its use shows")


def _repository(cluster: Cluster, platform: PlatformSpec) -> Check:
    """Argo CD needs access under the very URL of platform.yaml."""
    name, url, namespace = "access to the GitOps repository", platform.gitops.url, platform.argocd.namespace
    exact = cluster.repository_urls(namespace, "repository")
    prefixes = cluster.repository_urls(namespace, "repo-creds")
    if url in exact.texts:
        return ok(name, f"credentials for {url}")
    if any(url.startswith(prefix) for prefix in prefixes.texts):
        return ok(name, "credentials for a prefix of its URL")
    if exact.problem or prefixes.problem:
        return unknown(name, exact.problem or prefixes.problem, f"look at `argocd repo list` for {url}")
    return unknown(name, f"no credentials for {url}", "add them, unless the repository is public: `argocd repo add`")


def _control(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """The AppProject and the ApplicationSets."""
    namespace, project = platform.argocd.namespace, platform.argocd.project
    answer = cluster.get("appprojects.argoproj.io", project, namespace=namespace)
    if answer.problem:
        yield unknown("AppProject", answer.problem, f"look at AppProject {project} in {namespace}")
    elif answer.first is None:
        yield fail("AppProject", f"there is no AppProject {project} in {namespace}", "apply argocd/root.yaml once")
    else:
        yield _project(answer.first, platform)
    sets = cluster.get("applicationsets.argoproj.io", namespace=namespace)
    if sets.problem:
        yield unknown("ApplicationSets", sets.problem, f"look at `kubectl get applicationsets -n {namespace}`")
        return
    known = {at(item, "metadata", "name"): item for item in sets.objects}
    for service, entry in platform.services.items():
        if entry.previews:
            yield _application_set(service, known.get(f"preview-{service}"))


def _project(project: Any, platform: PlatformSpec) -> Check:
    foreign = [url for url in texts_at(project, "spec", "sourceRepos") if url != platform.gitops.url]
    wide = [
        each.get("namespace") for each in items_at(project, "spec", "destinations") if each.get("namespace") != "pv-*"
    ]
    kinds = at(project, "spec", "namespaceResourceWhitelist")
    if foreign or wide or not kinds:
        what = "other repositories" if foreign else "other namespaces" if wide else "every kind of object"
        return fail("AppProject", f"it admits {what}", "let argocd/appproject.yaml be what is applied")
    return ok("AppProject", f"{platform.argocd.project} admits the GitOps repository and pv-* alone")


def _application_set(service: str, item: Any) -> Check:
    name = f"ApplicationSet of {service}"
    if item is None:
        fix = "run `previewctl sync --control`, and see that the root Application is synced"
        return fail(name, f"there is no preview-{service}", fix)
    if is_true(item, "ErrorOccurred"):
        message = next(
            (
                each.get("message")
                for each in items_at(item, "status", "conditions")
                if each.get("type") == "ErrorOccurred"
            ),
            "",
        )
        return fail(name, f"it fails, so nothing of it is created or deleted: {message}"[:300], "mend what it says")
    return ok(name, f"preview-{service}")
