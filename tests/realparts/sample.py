"""A small published preview of the shape that previewctl renders, and the custom resources that it may hold."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from tests.realparts import kustomize

if TYPE_CHECKING:
    from tests.realparts.programs import Object

DATA = Path(__file__).with_name("data")
CONTROL = DATA / "control"
TREE = DATA / "tree"
OVERLAY = TREE / "previews" / "mailer" / "pr-7" / "00112233aabb"
NAMESPACE = "pv-mailer-7"

EXTERNAL_SECRET: Object = {
    "apiVersion": "external-secrets.io/v1",
    "kind": "ExternalSecret",
    "metadata": {"name": "app"},
    "spec": {
        "refreshInterval": "1h",
        "secretStoreRef": {"kind": "ClusterSecretStore", "name": "aws"},
        "target": {"name": "app", "creationPolicy": "Owner"},
        "data": [{"secretKey": "KEY", "remoteRef": {"key": "preview/mailer/app"}}],
    },
}
PASSWORD: Object = {
    "apiVersion": "generators.external-secrets.io/v1alpha1",
    "kind": "Password",
    "metadata": {"name": "postgres"},
    "spec": {"length": 32, "digits": 8, "symbols": 0, "noUpper": False, "allowRepeat": True},
}
HTTP_ROUTE: Object = {
    "apiVersion": "gateway.networking.k8s.io/v1",
    "kind": "HTTPRoute",
    "metadata": {"name": "web"},
    "spec": {
        "parentRefs": [{"name": "previews", "namespace": "gateway"}],
        "hostnames": ["web-7.preview.example.com"],
        "rules": [{"backendRefs": [{"name": "web", "port": 80}]}],
    },
}
CUSTOM = (EXTERNAL_SECRET, PASSWORD, HTTP_ROUTE)


def built() -> list[Object]:
    """The overlay's objects."""
    return kustomize.build(OVERLAY)


def control() -> list[Object]:
    """The control directory's objects."""
    return [yaml.safe_load(file.read_text(encoding="utf-8")) for file in sorted(CONTROL.rglob("*.yaml"))]


def find(objects: list[Object], kind: str, name: str) -> Object:
    """The one object of that kind and name."""
    (found,) = (item for item in objects if (item["kind"], item["metadata"]["name"]) == (kind, name))
    return found
