"""Variables: who sets them, in which order, and where secrets stay out of."""

from __future__ import annotations

import pytest

from previewctl.plan.model import VariableKind
from tests.unit.plan.planning import plan, variables


def test_every_preview_knows_itself() -> None:
    found = variables(plan())
    assert (found["PREVIEW_SERVICE"], found["PREVIEW_NAME"], found["PREVIEW_URL"]) == (
        "orders-api",
        "pv-orders-api-42",
        "https://orders-api-pr-42.preview.example.com",
    )


def test_variables_are_sorted_by_name() -> None:
    names = [item.name for item in plan(env="{ZEBRA: 1, ALPHA: 2, lower: 3}").variables]
    assert names == sorted(names)


def test_the_users_own_value_counts_most() -> None:
    environment = plan(runtime="django", env='{PYTHONUNBUFFERED: "0", ALLOWED_HOSTS: "*", PREVIEW_NAME: mine}')
    found = variables(environment)
    assert [found[name] for name in ("PYTHONUNBUFFERED", "ALLOWED_HOSTS", "PREVIEW_NAME")] == ["0", "*", "mine"]


def test_django_admits_the_public_host_and_the_names_in_the_cluster() -> None:
    found = variables(plan(runtime="django", processes="{web: {port: 8000}, worker: {command: [work]}}"))
    assert found["ALLOWED_HOSTS"].split(",") == [
        "orders-api-pr-42.preview.example.com",
        "web",
        "localhost",
        "web.pv-orders-api-42.svc.cluster.local",
    ]
    assert found["CSRF_TRUSTED_ORIGINS"] == "https://orders-api-pr-42.preview.example.com"


@pytest.mark.parametrize(
    ("database", "url"),
    [
        ("postgres: {version: 17, env: URL}", "postgres://app:$(PREVIEW_POSTGRES_PASSWORD)@postgres:5432/app"),
        ("redis: {version: 7, env: URL}", "redis://redis:6379/0"),
        ("mongodb: {version: 8, env: URL}", "mongodb://mongodb:27017/app?replicaSet=rs0"),
    ],
)
def test_the_connection_url_of_a_database(database: str, url: str) -> None:
    assert variables(plan(databases=f"{{{database}}}"))["URL"] == url


def test_a_plain_service_gives_its_address() -> None:
    found = variables(plan(services="{mailpit: {image: m:1, port: 1025, env: {host: HOST, port: PORT, url: URL}}}"))
    assert (found["HOST"], found["PORT"], found["URL"]) == ("mailpit", "1025", "http://mailpit:1025")


@pytest.mark.parametrize(
    ("placeholder", "value"),
    [
        ("endpoint.url", "https://orders-api-pr-42.preview.example.com"),
        ("endpoint.host", "orders-api-pr-42.preview.example.com"),
        ("preview.namespace", "pv-orders-api-42"),
        ("pullRequest.number", "42"),
        ("pullRequest.branch", "new-prices"),
        ("pullRequest.headSha", "0123456789abcdef0123456789abcdef01234567"),
        ("consumers.origins", "https://orders-api-pr-42.preview.example.com"),
        ("databases.postgres.host", "postgres"),
        ("services.mailpit.port", "1025"),
        ("dependencies.billing-api.scheme", "https"),
        ("dependencies.billing-api.publicUrl", "https://billing-api.staging.invalid"),
    ],
)
def test_what_a_placeholder_stands_for(placeholder: str, value: str) -> None:
    environment = plan(
        databases="{postgres: {version: 17}}",
        services="{mailpit: {image: m:1, port: 1025}}",
        dependencies="{billing-api: {}}",
        env=f'{{A: "<${{{placeholder}}}>"}}',
    )
    assert variables(environment)["A"] == f"<{value}>"


def test_a_secret_variable_has_no_value_in_the_plan() -> None:
    environment = plan(env="{A: {generate: secret, length: 64}, B: {secret: preview/orders-api/stripe#test_key}}")
    secrets = {item.name: item for item in environment.variables if item.kind is VariableKind.SECRET}
    assert {name: (item.value, item.secret, item.key) for name, item in secrets.items()} == {
        "A": ("", "env-a", "A"),
        "B": ("", "env-b", "test_key"),
    }


def test_a_generated_value_has_a_secret_of_its_own() -> None:
    (generated,) = plan(env="{SECRET_KEY: {generate: secret, length: 64}}").generated_secrets
    assert (generated.name, generated.key, generated.length) == ("env-secret-key", "SECRET_KEY", 64)


@pytest.mark.parametrize(
    ("source", "keys", "extract"),
    [("{from: preview/a, keys: [X, Y]}", ["X", "Y"], None), ("{from: preview/a}", [], "preview/a")],
)
def test_a_remote_secret_brings_the_named_keys_or_all(source: str, keys: list[str], extract: str | None) -> None:
    (remote,) = plan(secrets=f"[{source}]").remote_secrets
    assert ([item.key for item in remote.keys], remote.extract, remote.all_variables) == (keys, extract, True)


def test_a_check_gets_its_placeholders_filled_in() -> None:
    (check,) = plan(checks='[{name: smoke, run: [smoke, "${endpoint.url}/x"]}]').checks
    assert check.command == ("smoke", "https://orders-api-pr-42.preview.example.com/x")
