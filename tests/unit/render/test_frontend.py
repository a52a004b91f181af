"""What a frontend gets at run time: `config.js` and the web server's proxied paths."""

from __future__ import annotations

import json

import pytest

from previewctl.render.engine import render_template
from previewctl.render.frontend import config_js, server
from tests.unit.plan.planning import plan, platform

CATALOGUE = platform(
    services="""
  orders-api: {staging: {public: https://orders.acme.dev, internal: "http://orders.staging.svc:8000/v2"}}
  billing-api: {staging: {public: https://billing.acme.dev}}"""
)


def config(**keys: str) -> dict[str, str]:
    text = config_js(plan(CATALOGUE, runtime="vue", **keys)).decode()
    assert text.startswith("window.__CONFIG__ = ")
    assert text.endswith(";\n")
    loaded: dict[str, str] = json.loads(text.removeprefix("window.__CONFIG__ = ").removesuffix(";\n"))
    return loaded


def nginx(**keys: str) -> str:
    environment = plan(CATALOGUE, runtime="vue", processes="{}", **keys)
    return render_template("overlay/nginx.conf", server=server(environment)).decode()


def test_config_js_holds_the_users_variables_and_public_urls() -> None:
    found = config(env="{THEME: dark}", dependencies="{orders-api: {config: ordersUrl}, billing-api: {path: /billing}}")
    assert found == {"THEME": "dark", "ordersUrl": "https://orders.acme.dev"}


@pytest.mark.parametrize(
    "value", ["</script><script>alert(1)</script>", "<!--", "a\u2028b", '";alert(1)//', "\\", "${x}"]
)
def test_config_js_cannot_be_broken_out_of(value: str) -> None:
    written = json.dumps(value.replace("${", "$${"))
    text = config_js(plan(runtime="vue", env=f"{{A: {written}}}")).decode()
    assert "<" not in text
    assert config(env=f"{{A: {written}}}") == {"A": value}


def test_a_proxied_path_passes_requests_on_under_the_backends_public_host() -> None:
    text = nginx(dependencies="{orders-api: {path: /api}}")
    assert "location ~ ^/api(/|$) {" in text
    assert "set $upstream http://orders.staging.svc:8000;" in text
    assert "rewrite ^(.*)$ /v2$1 break;" in text
    host = next(line for line in text.splitlines() if "proxy_set_header Host" in line).split()[-1].rstrip(";")
    assert f"proxy_set_header Origin https://{host};" in text
    assert host != "orders.staging.svc:8000"


def test_a_preview_is_known_by_its_public_host() -> None:
    text = nginx(dependencies="{orders-api: {path: /api}}", overrides="{orders-api: pr-7}")
    assert "set $upstream http://web.pv-orders-api-7.svc.cluster.local:8000;" in text
    assert "proxy_set_header Host orders-api-pr-7.preview.example.com;" in text
    assert "proxy_set_header Origin https://orders-api-pr-7.preview.example.com;" in text


def test_the_longest_path_is_tried_first() -> None:
    text = nginx(dependencies="{orders-api: {path: /api}, billing-api: {path: /api/billing}}")
    assert text.index("^/api/billing(/|$)") < text.index("^/api(/|$)")


def test_a_path_is_no_pattern() -> None:
    assert r"location ~ ^/v1\.0(/|$) {" in nginx(dependencies="{orders-api: {path: /v1.0}}")


@pytest.mark.parametrize(("robots", "count"), [("noindex", 4), ("index", 0)])
def test_search_engines_are_told_to_stay_away_wherever_headers_are_set(robots: str, count: int) -> None:
    assert nginx(endpoint=f"{{robots: {robots}}}").count("X-Robots-Tag") == count


def test_braces_are_balanced() -> None:
    text = nginx(dependencies="{orders-api: {path: /api}, billing-api: {path: /b}}")
    assert text.count("{") == text.count("}")


def test_placeholders_of_a_frontend_are_public_urls_because_browsers_read_them() -> None:
    env = '{ORDERS: "${dependencies.orders-api.url}", HOST: "${dependencies.orders-api.host}"}'
    found = config(dependencies="{orders-api: {}}", env=env)
    assert found == {"ORDERS": "https://orders.acme.dev", "HOST": "orders.acme.dev"}


@pytest.mark.parametrize(
    ("override", "upstream", "host"),
    [
        ("pr-7", "http://web.pv-orders-api-7.svc.cluster.local:8000", "orders-api-pr-7.preview.example.com"),
        ("'https://mock.example.com/v3'", "https://mock.example.com", "mock.example.com"),
        (
            "stub",
            "http://stub-orders-api.pv-orders-api-42.svc.cluster.local:8080",
            "stub-orders-api.pv-orders-api-42.svc.cluster.local:8080",
        ),
        (
            "same-branch",
            "http://orders.staging.svc:8000",
            "orders.acme.dev",
        ),
    ],
)
def test_a_proxied_path_leads_to_every_kind_of_target(override: str, upstream: str, host: str) -> None:
    text = nginx(dependencies="{orders-api: {path: /api, optional: true}}", overrides=f"{{orders-api: {override}}}")
    assert f"set $upstream {upstream};" in text
    assert f"proxy_set_header Host {host};" in text


@pytest.mark.parametrize(
    ("override", "url"),
    [
        ("pr-7", "https://orders-api-pr-7.preview.example.com"),
        ("'https://mock.example.com/v3'", "https://mock.example.com/v3"),
        ("staging", "https://orders.acme.dev"),
    ],
)
def test_a_config_key_has_the_public_url_of_every_target(override: str, url: str) -> None:
    found = config(dependencies="{orders-api: {config: ordersUrl}}", overrides=f"{{orders-api: {override}}}")
    assert found == {"ordersUrl": url}
