"""The control part: a function of platform.yaml alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from previewctl.render.control import KINDS, render_control
from tests.unit.plan.planning import platform

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec

SERVICES = "{orders-api: {}, billing-api: {repository: acme/money, generator: git}, legacy: {previews: false}}"


def manifest(path: str, under: PlatformSpec) -> Any:
    return yaml.safe_load(render_control(under)[f"argocd/{path}.yaml"])


def applicationset(service: str, **keys: str) -> Any:
    return manifest(f"applicationsets/{service}", platform(services=SERVICES, **keys))


def test_every_service_with_previews_has_an_applicationset() -> None:
    assert list(render_control(platform(services=SERVICES))) == [
        "argocd/applicationsets/billing-api.yaml",
        "argocd/applicationsets/orders-api.yaml",
        "argocd/appproject.yaml",
        "argocd/root.yaml",
    ]


def test_a_preview_needs_an_open_labelled_and_published_pull_request() -> None:
    (generator,) = applicationset("orders-api", label="Preview me")["spec"]["generators"]
    pull_requests, files = generator["matrix"]["generators"]
    assert pull_requests["pullRequest"]["github"] == {"owner": "acme", "repo": "orders-api", "labels": ["Preview me"]}
    assert files["git"]["files"] == [{"path": "previews/orders-api/pr-{{ .number }}/preview.json"}]


def test_a_crowded_repository_is_listed_by_its_files_alone() -> None:
    (generator,) = applicationset("billing-api")["spec"]["generators"]
    assert generator["git"]["files"] == [{"path": "previews/billing-api/pr-*/preview.json"}]


@pytest.mark.parametrize("service", ["orders-api", "billing-api"])
def test_a_namespace_is_named_by_the_service_and_the_number_alone(service: str) -> None:
    template = applicationset(service)["spec"]["template"]
    name = template["metadata"]["name"]
    assert name.startswith(f"pv-{service}-{{{{ ")
    assert template["spec"]["destination"]["namespace"] == name
    assert "preview" not in name


@pytest.mark.parametrize(
    ("github", "key", "value"),
    [
        ("{organization: acme, tokenSecret: {name: t, key: k}}", "tokenRef", {"secretName": "t", "key": "k"}),
        ("{organization: acme, appSecret: app}", "appSecretName", "app"),
        ("{organization: acme, apiUrl: https://github.acme.dev/api/v3}", "api", "https://github.acme.dev/api/v3"),
    ],
)
def test_how_argo_cd_reaches_github(github: str, key: str, value: object) -> None:
    generators = applicationset("orders-api", github=github)["spec"]["generators"][0]["matrix"]["generators"]
    assert generators[0]["pullRequest"]["github"][key] == value


@pytest.mark.parametrize("path", ["appproject", "applicationsets/orders-api"])
def test_a_line_lost_in_review_deletes_nothing(path: str) -> None:
    found = manifest(path, platform(services=SERVICES))
    assert found["metadata"]["annotations"]["argocd.argoproj.io/sync-options"] == "Prune=false,Delete=false"


def test_the_project_admits_the_kinds_that_previewctl_writes_and_no_others() -> None:
    spec = manifest("appproject", platform())["spec"]
    assert [(item["group"], item["kind"]) for item in spec["namespaceResourceWhitelist"]] == list(KINDS)
    assert [item["kind"] for item in spec["clusterResourceWhitelist"]] == ["Namespace"]
    assert [item["namespace"] for item in spec["destinations"]] == ["pv-*"]


def test_the_order_of_the_catalogue_decides_nothing() -> None:
    one, other = platform(services="{a: {}, b: {}}"), platform(services="{b: {}, a: {}}")
    assert dict(render_control(one)) == dict(render_control(other))
