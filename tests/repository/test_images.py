"""What is known of an image by its name."""

from __future__ import annotations

import pytest

from previewctl.repository.images import (
    ImageReference,
    engine_of,
    is_official,
    parse_image,
    reason_against,
    version_of,
    well_known_port,
)

DIGEST = "@sha256:" + "a" * 64


def image(text: str) -> ImageReference:
    found = parse_image(text)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("postgres", ("postgres", "", "")),
        ("postgres:16", ("postgres", "16", "")),
        ("r.example.com:5000/a/b:1.2-x", ("r.example.com:5000/a/b", "1.2-x", "")),
        ("a/b" + DIGEST, ("a/b", "", DIGEST)),
        ("a/b:1" + DIGEST, ("a/b", "1", DIGEST)),
        (" a/b:1 ", ("a/b", "1", "")),
    ],
)
def test_the_parts_of_a_name(text: str, parts: tuple[str, str, str]) -> None:
    assert tuple(image(text)) == parts


@pytest.mark.parametrize(
    "text", ["", "a b", "${IMAGE}", "a:${TAG}", "https://h/x", "a@sha256:1", "-a", "a:", "../a", "u:p@h/x"]
)
def test_a_text_that_names_no_image(text: str) -> None:
    assert parse_image(text) is None


@pytest.mark.parametrize(
    ("text", "engine"),
    [
        ("postgres:16", "postgres"),
        ("bitnami/postgresql:16", "postgres"),
        ("postgis/postgis", "postgres"),
        ("redis:7", "redis"),
        ("valkey/valkey", "redis"),
        ("mongo:8", "mongodb"),
        ("mysql:8", ""),
        ("prometheuscommunity/postgres-exporter", ""),
        ("acme/postgres-backup", ""),
        ("acme/shop", ""),
    ],
)
def test_the_database_that_an_image_is(text: str, engine: str) -> None:
    assert engine_of(image(text)) == engine


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("postgres:16", "16"),
        ("postgres:16.4", "16"),
        ("postgres:16.4-alpine3.20", "16"),
        ("pgvector/pgvector:pg17", "17"),
        ("pgvector/pgvector:0.8.0-pg17", "17"),
        ("timescale/timescaledb:2.17.2-pg16", "16"),
        ("timescale/timescaledb:latest-pg16", "16"),
        ("timescale/timescaledb:2.17.2", ""),
        ("postgres:latest", ""),
        ("postgres:alpine", ""),
        ("postgres", ""),
        ("redis:7", "7"),
        ("redis:7.4.1-bookworm", "7.4"),
        ("redis:alpine", ""),
        ("mongo:8.0.4-noble", "8.0"),
        ("mongo:7", "7"),
    ],
)
def test_the_version_of_a_database_in_the_form_of_a_preview(text: str, version: str) -> None:
    assert version_of(engine_of(image(text)), image(text)) == version


@pytest.mark.parametrize(
    ("text", "official"), [("postgres:16", True), ("docker.io/library/redis", True), ("postgis/postgis", False)]
)
def test_an_official_image_lacks_nothing_in_a_preview(text: str, official: bool) -> None:
    assert is_official(image(text)) is official


@pytest.mark.parametrize(
    ("text", "port"), [("axllent/mailpit", 1025), ("minio/minio:x", 9000), ("rabbitmq:4", 5672), ("acme/shop", None)]
)
def test_the_port_at_which_clients_connect(text: str, port: int | None) -> None:
    assert well_known_port(image(text)) == port


@pytest.mark.parametrize(
    "text", ["nginx", "traefik:v3", "adminer", "mher/flower", "mysql:8", "selenium/standalone-chrome"]
)
def test_an_image_that_a_preview_has_no_use_for(text: str) -> None:
    assert reason_against(image(text))


@pytest.mark.parametrize("text", ["acme/shop", "postgres", "rabbitmq", "minio/minio"])
def test_an_image_that_may_belong_there(text: str) -> None:
    assert reason_against(image(text)) == ""
