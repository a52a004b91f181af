"""Runs the examples of the explanations: fragments that are laid over a smallest preview.yaml and platform.yaml."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from tests.rules.linting import lint

if TYPE_CHECKING:
    from pathlib import Path

BASES = {
    "preview.yaml": """\
apiVersion: previewctl.dev/v1
kind: Preview
service: orders-api
runtime: container
image: registry.example.com/orders-api
processes:
  web: {port: 8000}
""",
    "platform.yaml": """\
apiVersion: previewctl.dev/v1
kind: Platform
github: {organization: acme}
gitops: {url: https://github.com/acme/gitops.git}
domain: preview.acme-previews.dev
endpoint: {gateway: {name: previews, namespace: gateway-system}}
sleep: {kind: downscaler}
services:
  orders-api: {}
  shop-web: {}
  billing-api: {staging: {public: https://billing.staging.acme.dev}}
  catalog-api: {staging: {public: https://catalog.staging.acme.dev}}
""",
}
_FILE = re.compile(r"^# (?P<path>[\w./-]+\.\w+|Dockerfile)\n", re.MULTILINE)
_KEY = re.compile(r"^[\"']?([\w-]+)[\"']?:", re.MULTILINE)


def files(example: str) -> dict[str, str]:
    """The files of an example: the two bases with its fragments over them, and others as they stand in it.

    A fragment that starts with `---` is a whole file.
    """
    _, *parts = _FILE.split("# preview.yaml\n" + example + "\n")
    found = dict(BASES)
    for path, text in zip(parts[::2], parts[1::2], strict=True):
        found[path] = _over(BASES[path], text) if path in BASES else text
    return found


def _over(base: str, fragment: str) -> str:
    if fragment.startswith("---\n"):
        return fragment.removeprefix("---\n")
    replaced = set(_KEY.findall(fragment))
    blocks = re.split(r"^(?=[\w-]+:)", base, flags=re.MULTILINE)
    return "".join(block for block in blocks if block.partition(":")[0] not in replaced) + fragment


def codes_of(example: str, directory: Path) -> list[str]:
    """The codes that `previewctl lint` finds in an example, each once; in its platform.yaml too."""
    for path, text in files(example).items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text, encoding="utf-8", newline="")
    found = lint(directory / "preview.yaml", directory / "platform.yaml")
    return sorted({item["code"] for item in found})
