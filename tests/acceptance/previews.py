"""Previews for the acceptance tests: rendered by previewctl from texts, built by the real Kustomize, and looked into."""

from __future__ import annotations

import io
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
import yaml

from previewctl.cli.app import app
from previewctl.plan.build import build_environment
from previewctl.plan.facts import Facts, PullRequest, SeedData
from previewctl.render.overlay import render_overlay
from previewctl.source.document import SourceDocument, load
from previewctl.spec.load import load_spec
from tests.realparts import kustomize

if TYPE_CHECKING:
    from tests.realparts.programs import Object

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "examples" / "shop"
SEEDS = ROOT / "seed-data"
SERVICES = ("billing-api", "orders-api", "shop-web")
NUMBER = 42
SHA = "0123456789abcdef0123456789abcdef01234567"
BRANCH = "feature/x"

WAVE = "argocd.argoproj.io/sync-wave"
STAMP = "previewctl.dev/stamp"
COMPONENT = "app.kubernetes.io/component"

PLATFORM = """
apiVersion: previewctl.dev/v1
kind: Platform
github: {organization: acme, tokenSecret: {name: github-token}}
gitops: {url: https://github.com/acme/gitops.git}
domain: previews.example.com
endpoint: {kind: gateway, gateway: {name: previews, namespace: gateway-system, sectionName: https}}
seeds: {registry: registry.example.com/seeds}
registries: [registry.example.com]
patches: true
services:
  shop: {repository: acme/shop}
  billing:
    repository: acme/billing
    staging: {public: https://billing.example.org, internal: "http://billing.staging.svc:8000", namespace: staging, port: 8000}
"""
PREVIEW = """
apiVersion: previewctl.dev/v1
kind: Preview
service: shop
runtime: container
image: registry.example.com/shop
processes: {web: {command: [serve], port: 8000, health: /healthz}}
"""


@dataclass(frozen=True)
class Tree:
    """A rendered GitOps tree on disk."""

    directory: Path

    @property
    def control(self) -> Path:
        """What stands on the control branch."""
        return self.directory / "argocd"

    def unit(self, service: str, number: int = NUMBER) -> Path:
        """The directory of one preview."""
        return self.directory / "previews" / service / f"pr-{number}"

    def overlay(self, service: str, number: int = NUMBER) -> Path:
        """The directory that Argo CD builds."""
        (found,) = (path for path in self.unit(service, number).iterdir() if path.is_dir())
        return found

    def build(self, service: str, number: int = NUMBER) -> Built:
        """What the real Kustomize makes of a preview."""
        return Built(kustomize.build(self.overlay(service, number)))


class Built:
    """The objects of one preview."""

    def __init__(self, objects: list[Object]) -> None:
        self.objects = objects

    def __getitem__(self, label: str) -> Object:
        kind, name = label.split("/")
        (found,) = (item for item in self.objects if item["kind"] == kind and item["metadata"]["name"] == name)
        return found

    @cached_property
    def labels(self) -> set[str]:
        """`Kind/name` of every object."""
        return {label(item) for item in self.objects}

    def of(self, *kinds: str) -> list[Object]:
        """The objects of some kinds."""
        return [item for item in self.objects if item["kind"] in kinds]

    def workloads(self) -> list[Object]:
        """All that makes pods."""
        return self.of("Deployment", "Job", "StatefulSet", "DaemonSet", "CronJob", "Pod")

    def config_map(self, name: str) -> Object:
        """The one generated ConfigMap of that name, whatever its hash."""
        (found,) = (
            item for item in self.of("ConfigMap") if re.fullmatch(rf"{name}-[a-z0-9]{{10}}", item["metadata"]["name"])
        )
        return found

    def environment(self) -> Mapping[str, str]:
        """The plain variables of the app."""
        data: dict[str, str] = self.config_map("env").get("data") or {}
        return data


def label(item: Object) -> str:
    """`Kind/name`."""
    return f"{item['kind']}/{item['metadata']['name']}"


def role(item: Object) -> str:
    """process, service, database or hook; nothing for what makes no pods."""
    return str(item["metadata"]["labels"].get("previewctl.dev/role", ""))


def pod(item: Object) -> Object:
    """The pod that a workload makes."""
    spec: Object = item["spec"]["template"]["spec"]
    return spec


def containers(item: Object) -> list[Object]:
    """All containers of a workload's pod, those of its start first."""
    return [*pod(item).get("initContainers", ()), *pod(item)["containers"]]


def wave(item: Object) -> int:
    """The sync wave."""
    return int(item["metadata"]["annotations"][WAVE])


def app_containers(built: Built) -> Iterator[tuple[str, Object]]:
    """Every container with the service's variables, and the label of its workload."""
    for item in built.workloads():
        for each in containers(item):
            if any(
                source.get("configMapRef", {}).get("name", "").startswith("env-") for source in each.get("envFrom", ())
            ):
                yield label(item), each


def texts(value: Any) -> Iterator[str]:
    """Every text in an object, keys too."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from (key, *texts(item))
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)


def merged(base: str, changes: str) -> str:
    """A YAML mapping with some of its top-level keys replaced; null removes one."""
    values = {**yaml.safe_load(base), **(yaml.safe_load(changes) or {})}
    return yaml.safe_dump({key: value for key, value in values.items() if value is not None}, sort_keys=False)


def write_inputs(directory: Path, preview: str, platform: str = PLATFORM) -> Path:
    """A service's directory with its platform and this repository's seed data."""
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "preview.yaml").write_text(preview, encoding="utf-8")
    (directory / "platform.yaml").write_text(platform, encoding="utf-8")
    if not (directory / "seed-data").exists():
        shutil.copytree(SEEDS, directory / "seed-data")
    return directory


def render(*sources: Path, out: Path, number: int = NUMBER, branch: str = BRANCH, sha: str = SHA) -> Tree:
    """The tree of every preview.yaml below `sources`, by the command line; a refusal is an AssertionError."""
    options = ["--pr", str(number), "--branch", branch, "--sha", sha, "--out", str(out), "--color", "never"]
    code, text = run("render", *map(str, sources), *options)
    assert code == 0, text
    return Tree(out)


def run(*arguments: str) -> tuple[int, str]:
    """Exit code and all output of a command."""
    output = io.StringIO()
    with redirect_stdout(output), redirect_stderr(output):
        code = _command().main(list(arguments), prog_name="previewctl", standalone_mode=False)
    return code or 0, output.getvalue()


@cache
def _command() -> Any:
    """The command tree, which takes longer to make than most commands to run."""
    return typer.main.get_command(app)


def render_text(directory: Path, preview: str, platform: str = PLATFORM) -> Tree:
    """The tree of one preview.yaml."""
    return render(write_inputs(directory / "service", preview, platform), out=directory / "out")


def overlay_of(preview: str, platform: str = PLATFORM, *, content: str = "a" * 64, **facts: Any) -> Mapping[str, str]:
    """The overlay's files of one preview, with facts that no option of the command line gives; no disk is touched.

    `content` is the hash of the seed data.
    """
    spec = load_spec(_document(preview), "preview")
    organisation = load_spec(_document(platform), "platform")
    assert not isinstance(spec, list), spec
    assert not isinstance(organisation, list), organisation
    pull_request = PullRequest(number=NUMBER, branch=BRANCH, head_sha=SHA, repository="acme/shop")
    seed = SeedData(
        dataset="orders", version="2026.11.1", content_hash=content, engines=("mongodb", "postgres", "redis")
    )
    known = Facts(pull_request=pull_request, seeds={(seed.dataset, seed.version): seed}, **facts)
    files = render_overlay(build_environment(spec, organisation, known), organisation, "../../../_bases/0123456789ab")
    return {str(path): content.decode() for path, content in files.items()}


def _document(text: str) -> SourceDocument:
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory, "text.yaml")
        file.write_text(text, encoding="utf-8")
        document = load(str(file))
    assert isinstance(document, SourceDocument), document
    return document
