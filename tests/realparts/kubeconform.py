"""kubeconform with the schemas of Kubernetes and of every custom resource that previewctl emits."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from tests.realparts import programs

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tests.realparts.programs import Object

SCHEMA_FILE = "{{.ResourceKind}}{{.KindSuffix}}.json"


def problems(objects: Sequence[Object]) -> list[str]:
    """One line for each thing that a schema rejects; an unknown field and a kind without a schema count too."""
    schemas = programs.directory("kubernetes-schemas") / "schemas"
    command: list[str | Path] = [
        programs.directory("kubeconform") / "kubeconform",
        "-strict",
        "-output=json",
        f"-schema-location={schemas}/{SCHEMA_FILE}",
    ]
    answer = programs.run(command, stdin=programs.as_list(objects), accepted=(0, 1))
    return [line for resource in json.loads(answer)["resources"] or () for line in _lines(resource)]


def _lines(resource: dict[str, Any]) -> list[str]:
    """The innermost findings of kubeconform's message, which is one line for the whole object."""
    name = f"{resource['kind']}/{resource['name']}"
    summary, *findings = re.split(r"\s+- at '", resource["msg"])
    places = [f"{name}: '{finding}" for finding in findings if not finding.endswith("': validation failed")]
    return places or [f"{name}: {summary}"]
