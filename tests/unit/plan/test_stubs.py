"""What stands in for an optional dependency."""

from __future__ import annotations

from pathlib import Path

import yaml

from previewctl.assets import asset_root
from previewctl.plan.stub import STUB_PORT, STUB_RESOURCES
from previewctl.render.engine import render_template
from tests.unit.plan.planning import plan, platform, variables

UNDER = platform(services="{billing-api: {health: /ready}, catalog-api: {}}")
BOTH = {
    "dependencies": "{billing-api: {env: {url: URL, host: HOST, port: PORT}, optional: true}, catalog-api: {optional: true}}",
    "overrides": "{billing-api: stub, catalog-api: stub}",
}


def test_each_has_a_service_and_the_health_path_of_the_catalogue() -> None:
    found = plan(UNDER, **BOTH)
    assert [(stub.name, stub.health) for stub in found.stubs] == [
        ("stub-billing-api", "/ready"),
        ("stub-catalog-api", "/healthz"),
    ]


def test_variables_lead_to_it() -> None:
    host = "stub-billing-api.pv-orders-api-42.svc.cluster.local"
    found = variables(plan(UNDER, **BOTH))
    assert (found["URL"], found["HOST"], found["PORT"]) == (f"http://{host}:8080", host, "8080")


def test_all_of_them_are_one_small_pod() -> None:
    without = plan(UNDER, dependencies=BOTH["dependencies"])
    found = plan(UNDER, **BOTH)
    assert found.usage.pods == without.usage.pods + 1
    assert found.usage.memory.nanos == without.usage.memory.nanos + STUB_RESOURCES.memory.nanos


def test_the_base_requests_what_is_planned() -> None:
    text = Path(asset_root("kustomize-bases"), "concerns/stubs/stubs.yaml").read_text(encoding="utf-8")
    (container,) = yaml.safe_load(text)["spec"]["template"]["spec"]["containers"]
    requests, limits = container["resources"]["requests"], container["resources"]["limits"]
    assert (requests["cpu"], requests["memory"]) == (str(STUB_RESOURCES.cpu), str(STUB_RESOURCES.memory))
    assert limits["memory"] == requests["memory"]
    assert container["ports"] == [{"name": "http", "containerPort": STUB_PORT}]


def test_one_answers_200_on_its_health_path_and_503_with_a_reason_elsewhere() -> None:
    text = render_template("overlay/stubs.conf", stubs=plan(UNDER, **BOTH).stubs, port=STUB_PORT).decode()
    of_billing = text[text.index("# billing-api") : text.index("# catalog-api")]
    assert "server_name stub-billing-api stub-billing-api.*;" in of_billing
    assert 'location = "/ready" {\n    access_log off;\n    return 200 ' in of_billing
    assert 'return 503 \'{"error": "a stub stands in for billing-api' in of_billing
    assert "catalog" not in of_billing


def test_without_an_override_there_is_none() -> None:
    assert plan(UNDER, dependencies=BOTH["dependencies"]).stubs == ()
