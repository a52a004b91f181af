"""How Argo CD hears of pull requests and pushes, what that costs at GitHub, and how it says what became of a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.cost.capacity import HEADROOM, HOUR, Organisation, Settings, github_limit, requests_per_reconcile
from previewctl.doctor.model import Check, fail, ok, unknown, warning
from previewctl.doctor.objects import at, is_true, items_at
from previewctl.plan.catalogue import repository_of
from previewctl.render.derived import NOTIFICATIONS, derived_files
from previewctl.source.foreign import ForeignProblem, read_foreign_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.doctor.objects import Cluster
    from previewctl.spec.platform import PlatformSpec

_PORT = 7000
_SETS, _SERVER = "argocd-applicationset-controller", "argocd-server"
_SECRET_KEY = "webhook.github.secret"  # noqa: S105 - a key's name
_TOKEN_KEY = "previewctl-github-token"  # noqa: S105 - a key's name


def events(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """Webhooks, the requests that polling costs, and notifications."""
    yield _webhook_secret(cluster, platform)
    yield _receiver(cluster, platform, _SETS, "webhook of pull requests and pushes, to the ApplicationSet controller")
    yield _receiver(cluster, platform, _SERVER, "webhook of pushes, to the API server")
    yield _requests(platform)
    yield from _notifications(cluster, platform)


def _webhook_secret(cluster: Cluster, platform: PlatformSpec) -> Check:
    name, namespace = "webhook secret", platform.argocd.namespace
    fix = f"add {_SECRET_KEY} to Secret argocd-secret, and give the webhooks the same"
    keys = cluster.secret_keys("argocd-secret", namespace)
    if keys is None:
        return fail(name, f"there is no Secret argocd-secret in {namespace}", fix)
    if keys.problem:
        return unknown(name, keys.problem, f"see whether Secret argocd-secret has {_SECRET_KEY}")
    if _SECRET_KEY in keys.texts:
        return ok(name, f"argocd-secret has {_SECRET_KEY}")
    return fail(name, f"argocd-secret has no {_SECRET_KEY}: anybody could send events", fix)


def _receiver(cluster: Cluster, platform: PlatformSpec, service: str, name: str) -> Check:
    """Whether something leads there. Whether GitHub sends anything there only GitHub knows."""
    namespace = platform.argocd.namespace
    github = "GitHub's side shows in the webhook's recent deliveries"
    found = cluster.get("services", service, namespace=namespace)
    if found.problem:
        return unknown(name, found.problem, f"look at Service {service} in {namespace}")
    if found.first is None:
        return fail(name, f"there is no Service {service} in {namespace}", "install it with Argo CD")
    ports = [each.get("port") for each in items_at(found.first, "spec", "ports")]
    if service == _SETS and _PORT not in ports:
        return fail(name, f"Service {service} has no port {_PORT}", f"add port {_PORT}: webhooks arrive there")
    ingresses = cluster.get("ingresses.networking.k8s.io", namespace=namespace)
    routes = cluster.get("httproutes.gateway.networking.k8s.io", namespace=namespace)
    if any(_leads_to(item, service) for item in (*ingresses.objects, *routes.objects)):
        return unknown(name, f"an Ingress or route leads to {service}; whether GitHub sends is not seen here", github)
    if at(found.first, "spec", "type") == "LoadBalancer":
        return unknown(name, f"Service {service} has a load balancer; whether GitHub sends is not seen here", github)
    fix = f"lead https://…/api/webhook to {service}, then add the webhook on GitHub; {github}"
    return unknown(name, f"no Ingress or route in {namespace} leads to {service}", fix)


def _leads_to(item: Any, service: str) -> bool:
    """Whether a backend of an Ingress or HTTPRoute is the Service."""
    if isinstance(item, dict):
        if at(item, "service", "name") == service or (item.get("name") == service and "port" in item):
            return True
        return any(_leads_to(value, service) for value in item.values())
    return isinstance(item, list) and any(_leads_to(value, service) for value in item)


def _requests(platform: PlatformSpec) -> Check:
    """What polling alone takes of GitHub's limit; `capacity` adds pushes and more than one page."""
    name = "GitHub requests of polling"
    sets = [(each, entry) for each, entry in platform.services.items() if entry.previews]
    polled = [each for each, entry in sets if entry.generator == "pullRequest"]
    repositories = {repository_of(each, platform) for each, _ in sets}
    size = Organisation(len(repositories), 0, 0, 0)
    settings = Settings(
        requeue_seconds=platform.argocd.requeue_seconds,
        webhooks=True,
        app=platform.github.app_secret is not None,
        alb_shards=0,
    )
    used = len(polled) * HOUR // platform.argocd.requeue_seconds * requests_per_reconcile(0)
    most = github_limit(size, settings)
    found = f"{len(polled)} services × 3600 ÷ {platform.argocd.requeue_seconds} s = {used} of {most} an hour"
    fix = "raise argocd.requeueSeconds, or take a GitHub App; `previewctl capacity` says by how much"
    if used > most:
        return fail(name, found, fix)
    if used > most * HEADROOM:
        return warning(name, found, fix)
    return ok(name, found)


def _notifications(cluster: Cluster, platform: PlatformSpec) -> Iterator[Check]:
    """Without them nothing breaks, but nobody is told that a preview is ready."""
    name, namespace = "notifications", platform.argocd.namespace
    apply = f"apply {NOTIFICATIONS}"
    controller = cluster.get("deployments.apps", "argocd-notifications-controller", namespace=namespace)
    if controller.problem:
        yield unknown(name, controller.problem, f"look at argocd-notifications-controller in {namespace}")
        return
    if controller.first is None or not is_true(controller.first, "Available"):
        state = "is not installed" if controller.first is None else "does not run"
        yield fail(
            name, f"argocd-notifications-controller {state}: nobody hears that a preview is ready", "install or mend it"
        )
        return
    yield _wanted_settings(cluster, platform, apply)
    keys = cluster.secret_keys("argocd-notifications-secret", namespace)
    fix = f"add {_TOKEN_KEY} to Secret argocd-notifications-secret: a token that may start workflows of the GitOps repository"
    if keys is not None and keys.problem:
        yield unknown("notifications' token", keys.problem, fix)
    elif keys is None or _TOKEN_KEY not in keys.texts:
        yield fail("notifications' token", f"argocd-notifications-secret has no {_TOKEN_KEY}", fix)
    else:
        yield ok("notifications' token", "it is there; whether GitHub takes it only its use shows")


def _wanted_settings(cluster: Cluster, platform: PlatformSpec, apply: str) -> Check:
    name = "notifications' settings"
    wanted = derived_files(platform).get(NOTIFICATIONS)
    documents = read_foreign_yaml(wanted.decode()) if wanted else []
    if isinstance(documents, ForeignProblem) or not documents:
        return unknown(name, "`gitops.url` names no repository whose workflows can be started", "write your own")
    answer = cluster.get("configmaps", "argocd-notifications-cm", namespace=platform.argocd.namespace)
    if answer.problem:
        return unknown(name, answer.problem, "look at ConfigMap argocd-notifications-cm")
    live = at(answer.first, "data") or {}
    missing = [key for key, value in (at(documents[0].data, "data") or {}).items() if live.get(key) != value]
    if missing:
        return fail(name, f"argocd-notifications-cm has not, or not as platform.yaml says: {', '.join(missing)}", apply)
    return ok(name, "triggers and templates are those of platform.yaml")
