"""Images by name: which are databases, which are plain services, and which a preview has no use for."""

from __future__ import annotations

import re
from typing import NamedTuple

_REFERENCE = re.compile(
    r"(?P<name>(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?/)?[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*)"
    r"(?::(?P<tag>[\w][\w.-]{0,127}))?(?P<digest>@sha256:[0-9a-f]{64})?"
)
_ENGINES = {
    "postgres": "postgres", "postgresql": "postgres", "postgis": "postgres", "pgvector": "postgres", "timescaledb": "postgres",
    "timescaledb-ha": "postgres", "pgautoupgrade": "postgres",
    "redis": "redis", "valkey": "redis", "redis-stack": "redis", "redis-stack-server": "redis",
    "keydb": "redis", "mongo": "mongodb", "mongodb": "mongodb", "mongodb-community-server": "mongodb",
}  # fmt: skip
_PLAIN = {"postgres", "redis", "mongo"}
_PORTS = {
    "axigen": 25, "azurite": 10000, "clamav": 3310, "clickhouse-server": 8123, "elasticmq": 9324, "elasticsearch": 9200,
    "fake-gcs-server": 4443, "gotenberg": 3000, "imgproxy": 8080, "inbucket": 2500, "kafka": 9092, "localstack": 4566,
    "mailcatcher": 1025, "maildev": 1025, "mailhog": 1025, "mailpit": 1025, "meilisearch": 7700, "memcached": 11211, "minio": 9000,
    "mosquitto": 1883, "nats": 4222, "opensearch": 9200, "qdrant": 6333, "rabbitmq": 5672, "smtp4dev": 25, "solr": 8983,
    "thumbor": 80, "tika": 9998, "typesense": 8108, "weaviate": 8080,
}  # fmt: skip
"""The port at which clients of a well-known image connect, by its documentation."""
_UNNEEDED = {
    "traefik": "the platform routes to the preview", "nginx": "the platform routes to the preview",
    "nginx-unprivileged": "the platform routes to the preview", "caddy": "the platform routes to the preview",
    "haproxy": "the platform routes to the preview", "nginx-proxy": "the platform routes to the preview",
    "httpd": "the platform routes to the preview", "certbot": "the platform has certificates",
    "letsencrypt-nginx-proxy-companion": "the platform has certificates", "acme-companion": "the platform has certificates",
    "adminer": "it is a tool for people, not a part of the service", "pgadmin4": "it is a tool for people, not a part of the service",
    "pgadmin": "it is a tool for people, not a part of the service", "mongo-express": "it is a tool for people, not a part of the service",
    "redis-commander": "it is a tool for people, not a part of the service", "redisinsight": "it is a tool for people, not a part of the service",
    "phpmyadmin": "it is a tool for people, not a part of the service", "portainer": "it is a tool for people, not a part of the service",
    "portainer-ce": "it is a tool for people, not a part of the service", "flower": "it is a tool for people, not a part of the service",
    "watchtower": "Argo CD brings new images", "selenium": "it is for tests", "standalone-chrome": "it is for tests",
    "mc": "it prepares another container, which has no place in a preview", "busybox": "it does nothing by itself",
    "awscli": "it prepares another container, which has no place in a preview",
    "kibana": "it is a tool for people, not a part of the service",
    "prometheus": "the platform watches previews", "grafana": "the platform watches previews",
    "node-exporter": "the platform watches previews", "cadvisor": "the platform watches previews",
    "mysql": "previews run PostgreSQL, Redis and MongoDB", "mariadb": "previews run PostgreSQL, Redis and MongoDB",
    "mssql": "previews run PostgreSQL, Redis and MongoDB",
}  # fmt: skip
_VARIANT = re.compile(r"v?(?P<version>[0-9]+(?:\.[0-9]+)*)(?:[-.][A-Za-z].*)?")


class ImageReference(NamedTuple):
    """The parts of an image's name; `tag` and `digest` are empty where they are not written."""

    name: str
    tag: str
    digest: str

    @property
    def last(self) -> str:
        """The last part of its name: `postgres` of `docker.io/library/postgres`."""
        return self.name.rpartition("/")[2]

    @property
    def version(self) -> str:
        """The version that a tag begins with: `16.3` of `16.3-alpine`; nothing for a word."""
        found = _VARIANT.fullmatch(self.tag)
        return found["version"] if found else ""


def parse_image(text: str) -> ImageReference | None:
    """The parts of an image's name; None for one with variables in it, or that is none."""
    found = _REFERENCE.fullmatch(text.strip())
    return ImageReference(found["name"], found["tag"] or "", found["digest"] or "") if found else None


def engine_of(image: ImageReference) -> str:
    """`postgres`, `redis` or `mongodb`; nothing for all other images."""
    if "exporter" in image.name or "backup" in image.name:
        return ""
    return _ENGINES.get(image.last, "")


def is_official(image: ImageReference) -> bool:
    """Whether the image of a database is the one that previews run, so that nothing of it is missing there."""
    return image.last in _PLAIN


def version_of(engine: str, image: ImageReference) -> str:
    """The version of a database as a preview.yaml has it: the major one for PostgreSQL; nothing where none is known."""
    tag = image.tag
    if engine == "postgres":
        found = re.search(r"(?:pg|postgres)v?([0-9]{1,2})(?![0-9])", tag)
        if found is None and not image.last.startswith(("timescaledb", "pgvector")):  # their own version stands first
            found = re.match(r"v?([0-9]{1,2})(?![0-9])", tag)
        return found[1] if found else ""
    parts = image.version.split(".")
    return ".".join(parts[:2])


def well_known_port(image: ImageReference) -> int | None:
    """The port at which clients connect; None for an image that is not well known."""
    return _PORTS.get(image.last)


def reason_against(image: ImageReference) -> str:
    """Why a preview has no such container, as half a sentence; nothing for a container that may belong there."""
    return _UNNEEDED.get(image.last, "")
