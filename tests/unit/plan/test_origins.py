"""Every decided value knows the line that it comes from."""

from __future__ import annotations

import pytest

from previewctl.plan.origins import Origin, Source, from_base, from_platform, from_preview
from tests.unit.plan.planning import plan, platform


@pytest.mark.parametrize(
    ("key", "keys", "origin"),
    [
        ("service", {}, from_preview("service")),
        ("spot.policy", {}, from_platform("spot", "policy")),
        ("spot.policy", {"spot": "never"}, from_preview("spot")),
        ("lifetime.idle", {}, from_platform("defaults", "lifetime", "idle")),
        ("lifetime.idle", {"lifetime": "{idle: 1d}"}, from_preview("lifetime", "idle")),
        ("user", {"user": "2000"}, from_preview("user")),
        ("endpoint.kind", {}, from_platform("endpoint", "kind")),
    ],
)
def test_the_origin_of_a_value(key: str, keys: dict[str, str], origin: Origin) -> None:
    assert plan(**keys).origins[key] == origin


@pytest.mark.parametrize(
    ("variable", "keys", "origin"),
    [
        ("A", {"env": "{A: x}"}, from_preview("env", "A")),
        ("DATABASE_URL", {"databases": "{postgres: {version: 17}}"}, from_preview("databases", "postgres", "env", 0)),
        ("PYTHONUNBUFFERED", {"runtime": "django"}, from_base("runtimes/django")),
        ("HOST", {"services": "{m: {image: m:1, port: 1, env: HOST}}"}, from_preview("services", "m", "env", "host")),
    ],
)
def test_the_origin_of_a_variable(variable: str, keys: dict[str, str], origin: Origin) -> None:
    (found,) = (item.origin for item in plan(**keys).variables if item.name == variable)
    assert found == origin


def test_the_origin_of_a_dependencys_url_says_the_target_and_why() -> None:
    under = platform(services="{billing-api: {staging: {public: https://billing.acme.dev}}}")
    environment = plan(under, dependencies="{billing-api: {env: URL}}")
    (found,) = (item.origin for item in environment.variables if item.name == "URL")
    assert found == Origin(Source.PLATFORM, ("services", "billing-api", "staging"), "staging: no override")
