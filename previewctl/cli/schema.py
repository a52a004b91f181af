"""`previewctl schema`."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from previewctl.cli.printing import print_json


class Model(StrEnum):
    """The files that have a schema."""

    PREVIEW = "preview"
    PLATFORM = "platform"


def schema(model: Annotated[Model, typer.Argument(help="The file whose JSON Schema to print.")]) -> int:
    """Print the JSON Schema of preview.yaml or platform.yaml, for editors."""
    from previewctl.spec.json_schema import json_schema

    print_json(json_schema(model.value))
    return 0
