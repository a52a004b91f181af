"""The JSON schema of SARIF 2.1.0 with errata 01, as OASIS published it; a Go module carries it as a string."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from tests.tools import golang
from tests.tools.tool import BuildError

if TYPE_CHECKING:
    from pathlib import Path

MODULE = "github.com/owenrumney/go-sarif/v3"
VERSION = "v3.3.1"
FILE = "pkg/report/v210/sarif/schema.go"
SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
PINS = (f"{MODULE} {VERSION} {FILE}",)
NAME = "sarif-schema-2.1.0.json"


def build(directory: Path) -> None:
    """Write the schema into a file of its own."""
    source = (golang.module_directory(MODULE, VERSION) / FILE).read_text(encoding="utf-8")
    literal = re.search(r"`([^`]*)`", source)
    schema = json.loads(literal[1]) if literal else {}
    if schema.get("id") != SCHEMA:
        raise BuildError(f"{MODULE} {VERSION} has no SARIF schema in {FILE}")
    (directory / NAME).write_text(json.dumps(schema), encoding="utf-8")
