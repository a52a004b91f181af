"""Custom resource definitions from Go modules, and the strict JSON schemas that they hold."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from tests.tools import golang

if TYPE_CHECKING:
    from collections.abc import Iterator

OBJECT_META = "#/$defs/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"


@dataclass(frozen=True)
class CrdSource:
    """Files with custom resource definitions in one version of one Go module."""

    module: str
    version: str
    files: tuple[str, ...]

    def read(self) -> Iterator[tuple[str, bytes]]:
        """Name and contents of each file."""
        directory = golang.module_directory(self.module, self.version)
        for file in self.files:
            yield Path(file).name, (directory / file).read_bytes()


SOURCES = (
    CrdSource(
        "github.com/argoproj/argo-cd/v3",
        "v3.6.1",
        tuple(f"manifests/crds/{kind}-crd.yaml" for kind in ("application", "applicationset", "appproject")),
    ),
    CrdSource(
        "github.com/external-secrets/external-secrets",
        "v1.3.2",
        (
            "config/crds/bases/external-secrets.io_clustersecretstores.yaml",
            "config/crds/bases/external-secrets.io_externalsecrets.yaml",
            "config/crds/bases/external-secrets.io_pushsecrets.yaml",
            "config/crds/bases/generators.external-secrets.io_fakes.yaml",
            "config/crds/bases/generators.external-secrets.io_passwords.yaml",
        ),
    ),
    CrdSource(
        "github.com/kube-green/kube-green",
        "v0.7.1",
        ("config/crd/bases/kube-green.com_sleepinfos.yaml",),
    ),
    CrdSource(
        "github.com/kedacore/http-add-on",
        "v0.8.0",
        ("config/crd/bases/http.keda.sh_httpscaledobjects.yaml",),
    ),
    CrdSource(
        "sigs.k8s.io/gateway-api",
        "v1.7.0",
        tuple(f"config/crd/standard/gateway.networking.k8s.io_{kind}.yaml" for kind in ("gateways", "httproutes")),
    ),
)


def schemas(text: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    """For each version that the definitions in `text` serve: the file name kubeconform asks for, and the schema."""
    for definition in filter(None, yaml.safe_load_all(text)):
        spec = definition["spec"]
        group, kind = spec["group"], spec["names"]["kind"]
        for version in spec["versions"]:
            if version["served"]:
                file = f"{kind}-{group.partition('.')[0]}-{version['name']}.json".lower()
                yield file, _root(version["schema"]["openAPIV3Schema"], f"{group}/{version['name']}", kind)


def _root(openapi: dict[str, Any], api_version: str, kind: str) -> dict[str, Any]:
    schema = strict(openapi)
    schema["properties"] |= {
        "apiVersion": {"type": "string", "enum": [api_version]},
        "kind": {"type": "string", "enum": [kind]},
        "metadata": {"$ref": OBJECT_META},
    }
    schema["required"] = sorted({"apiVersion", "kind", "metadata", *schema.get("required", ())})
    schema["additionalProperties"] = False
    return schema


def strict(node: dict[str, Any]) -> dict[str, Any]:
    """The JSON schema of an OpenAPI v3 structural schema in which a field that is not named is an error."""
    schema = {key: value for key, value in node.items() if not key.startswith("x-kubernetes-") and key != "nullable"}
    if "properties" in node:
        schema["properties"] = {name: strict(value) for name, value in node["properties"].items()}
        if not node.get("x-kubernetes-preserve-unknown-fields"):
            schema.setdefault("additionalProperties", False)
    for key in ("items", "additionalProperties"):
        if isinstance(node.get(key), dict):
            schema[key] = strict(node[key])
    if node.get("x-kubernetes-int-or-string"):
        schema.pop("type", None)
        schema.setdefault("anyOf", [{"type": "integer"}, {"type": "string"}])
    if node.get("nullable") and "type" in schema:
        schema["type"] = [schema["type"], "null"]
    return schema
