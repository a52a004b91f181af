"""Where a test finds a real program, what happens when it is missing, and how it is run."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias

import pytest
import yaml

from tests.tools import cache
from tests.tools.registry import TOOLS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Object: TypeAlias = dict[str, Any]
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast


def directory(name: str) -> Path:
    """The cache directory of the tool `name`; where it is missing, the test is skipped or fails (see `missing`)."""
    found = cache.installed(TOOLS[name])
    if found is None:
        missing(f"the real {name} is not built: run `python -m tests.tools {name}`")
    return found


def missing(reason: str) -> NoReturn:
    """Skip the running test with `reason`, or fail it when $CI or $PREVIEWCTL_REQUIRE_TOOLS=1 is set."""
    if os.environ.get("CI") or os.environ.get("PREVIEWCTL_REQUIRE_TOOLS") == "1":
        pytest.fail(f"REAL PART MISSING: {reason}", pytrace=False)
    pytest.skip(f"REAL PART MISSING, NOT TESTED: {reason}")


def run(
    arguments: Sequence[str | Path],
    *,
    stdin: str = "",
    variables: Mapping[str, str] | None = None,
    accepted: Sequence[int] = (0,),
    timeout: float = 60,
) -> str:
    """Standard output of a program; an exit code that is not `accepted` is an AssertionError with its stderr."""
    result = subprocess.run(
        [str(argument) for argument in arguments],
        check=False,
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, **(variables or {})},
        timeout=timeout,
    )
    if result.returncode not in accepted:
        name = " ".join([Path(arguments[0]).name, *map(str, arguments[1:])])
        raise AssertionError(f"`{name}` ended with exit code {result.returncode}:\n{result.stderr or result.stdout}")
    return result.stdout


def read_yaml(text: str) -> list[Object]:
    """The documents of a stream, those with nothing in them left out."""
    return [item for item in yaml.load_all(text, Loader=LOADER) if item]


def as_list(objects: Sequence[Object]) -> str:
    """The objects as one JSON document that every Kubernetes program reads."""
    return json.dumps({"apiVersion": "v1", "kind": "List", "items": list(objects)}, ensure_ascii=False)


def label(item: Mapping[str, Any]) -> str:
    """`Kind/name` of an object, or `Kind/namespace/name` where it names its namespace."""
    metadata = item.get("metadata") or {}
    parts = (item.get("kind"), metadata.get("namespace"), metadata.get("name") or metadata.get("generateName"))
    return "/".join(str(part) for part in parts if part)
