"""Whatever previewctl makes of the longest names that a file may have is within the limits of Kubernetes, DNS and GitHub."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from previewctl.compilation import LoadedPlatform, LoadedPreview, compile_preview, load_preview, read_platform
from previewctl.plan.facts import Facts, PullRequest
from previewctl.render.control import render_control
from previewctl.render.overlay import render_overlay
from previewctl.source.read import SourceText
from previewctl.spec.targets import MAXIMUM_PULL_REQUEST

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.render.tree import FileTree

LONGEST_NAME = 40
LONGEST_VARIABLE = 128
LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
SERVICE = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
PORT_NAME = re.compile(r"(?=.{1,15}$)[a-z0-9]+(-[a-z0-9]+)*")
SUBDOMAIN = re.compile(r"(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
HOST = re.compile(rf"(?=.{{1,253}}$){LABEL.pattern}(\.{LABEL.pattern})*")
LABEL_KEY = re.compile(r"([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
FILE_KEY = re.compile(r"[-._a-zA-Z0-9]{1,253}")
FORMS = {"Namespace": LABEL, "Service": SERVICE, "Job": LABEL, "Deployment": LABEL}
"""The kinds whose names are more than subdomains: a Job's and a Deployment's stand in labels of their pods."""
LABELS = frozenset({"labels", "matchLabels", "pairs"})
NAMED = {"containers": LABEL, "initContainers": LABEL, "volumes": LABEL, "volumeMounts": LABEL, "ports": PORT_NAME}
"""Lists of items with a `name`."""


class Made(NamedTuple):
    """A name in a manifest, and the form that Kubernetes wants it to have."""

    what: str
    text: str
    form: re.Pattern[str]


def long(first: str, inner: str, last: str, length: int) -> st.SearchStrategy[str]:
    """Texts of nearly or exactly the greatest length."""
    return st.from_regex(rf"[{first}][{inner}]{{{length - 4},{length - 2}}}[{last}]", fullmatch=True)


names = long("a-z", "-a-z0-9", "a-z0-9", LONGEST_NAME)
services = long("a-z0-9", "-a-z0-9", "a-z0-9", LONGEST_NAME)
variables = long("A-Za-z", "A-Za-z0-9_", "A-Za-z0-9_", LONGEST_VARIABLE) | st.from_regex(
    "_{0,2}[A-Za-z][A-Za-z0-9_]{0,3}", fullmatch=True
)
numbers = st.sampled_from([0, 1, MAXIMUM_PULL_REQUEST])
ENDPOINTS: dict[str, dict[str, Any]] = {
    "gateway": {"gateway": {"name": "previews", "namespace": "g" * LONGEST_NAME}},
    "alb": {"kind": "alb", "alb": {"group": "g" * LONGEST_NAME, "shards": 100}, "sourceRanges": ["10.0.0.0/8"]},
    "ingress": {"kind": "ingress", "ingress": {"className": "traefik"}},
}
DATABASES: dict[str, Any] = {
    "postgres": {"version": "17", "extensions": ["pg_trgm"]},
    "redis": {"version": "7.4"},
    "mongodb": {"version": "8.0"},
}


@st.composite
def previews(draw: st.DrawFn) -> dict[str, Any]:
    """A preview.yaml, as data, whose names are about as long as they may be."""
    web, worker, plain, other, volume, step, last = draw(st.lists(names, min_size=7, max_size=7, unique=True))
    service = draw(services)
    called = draw(services.map(lambda name: f"0{name[1:-1]}0").filter(lambda name: name != service))
    secret, remote = draw(st.lists(variables, min_size=2, max_size=2, unique_by=folded))
    return {
        "apiVersion": "previewctl.dev/v1",
        "kind": "Preview",
        "service": service,
        "team": draw(long("A-Za-z0-9", "-A-Za-z0-9_.", "A-Za-z0-9", 63)),
        "runtime": draw(st.sampled_from(["django", "container"])),
        "image": "registry.example.com/app",
        "endpoint": {"process": web},
        "processes": {web: {"port": 8000, "replicas": 2}, worker: {"command": ["work"]}},
        "databases": DATABASES,
        "services": {plain: {"image": "axllent/mailpit:v1.27.1", "port": 1025, "env": "X_HOST"}},
        "volumes": {volume: {"path": "/app/media", "size": "1Gi", "processes": [web, worker]}},
        "migrations": [{"name": step, "command": ["one"]}, {"name": last, "command": ["two"]}],
        "hooks": {"release": ["release"], "postdeploy": ["postdeploy"]},
        "dependencies": {called: {"env": "X_URL"}, other: {"env": "Y_URL"}},
        "overrides": {other: f"pr-{MAXIMUM_PULL_REQUEST}"},
        "env": {secret: {"generate": "secret"}, remote: {"secret": "preview/shared#key"}, "X_" + "A" * 126: "plain"},
    }  # fmt: skip


def folded(variable: str) -> str:
    """Variables that differ in less than this share a Secret, which is a finding."""
    return variable.lower().strip("_")


def platform_of(preview: dict[str, Any], kind: str) -> LoadedPlatform:
    """A platform.yaml whose domain leaves just enough room, and whose own names are as long as they may be."""
    longest = 128 if kind == "alb" else 253
    room = longest - len(f"{preview['service']}-pr-{MAXIMUM_PULL_REQUEST}.")
    label = "d" * 60
    domain = ".".join([label] * 4)[-room + 4 :].lstrip(".") + ".dev"
    services = [preview["service"], *preview["dependencies"]]
    staging = {"public": "https://staging.example.com", "namespace": "s" * LONGEST_NAME, "port": 8000}
    text = json.dumps(
        {
            "apiVersion": "previewctl.dev/v1",
            "kind": "Platform",
            "github": {"organization": "acme"},
            "gitops": {"url": "https://github.com/acme/gitops.git"},
            "argocd": {"project": "p" * LONGEST_NAME, "namespace": "a" * LONGEST_NAME},
            "domain": domain,
            "endpoint": {**ENDPOINTS[kind], "namespaceLabels": {"n" * 63: "v" * 63}},
            "secrets": {"shared": ["preview/shared"]},
            "ceilings": {"memory": "1Ti", "cpu": 1000, "storage": "1Ti", "pods": 1000},
            "services": {name: {"staging": staging} for name in services},
        }
    )
    found = read_platform(SourceText("platform.yaml", text))
    assert isinstance(found, LoadedPlatform), [item.message for item in found]
    return found


def rendered(preview: dict[str, Any], kind: str, number: int) -> tuple[FileTree, FileTree]:
    """The overlay and the control part; the preview must have no errors."""
    platform = platform_of(preview, kind)
    loaded = load_preview(SourceText("preview.yaml", json.dumps(preview)))
    assert isinstance(loaded, LoadedPreview), [item.message for item in loaded]
    facts = Facts(pull_request=PullRequest(number=number, branch="b", head_sha="0" * 40), epoch=10**6)
    compiled = compile_preview(loaded, platform, facts)
    assert compiled.environment is not None, [(item.code, item.message) for item in compiled.diagnostics]
    return render_overlay(compiled.environment, platform.spec, "../bases"), render_control(platform.spec)


def documents(tree: FileTree) -> Iterator[Any]:
    """Every YAML document, and those in the patches of a kustomization."""
    for path, data in tree.items():
        if not path.endswith(".yaml"):
            continue
        for document in yaml.load_all(data, yaml.CSafeLoader):
            yield document
            for patch in (document or {}).get("patches", ()):
                yield yaml.load(patch["patch"], yaml.CSafeLoader)


def made(node: Any) -> Iterator[Made]:
    """Every name in a manifest."""
    if isinstance(node, list):
        for item in node:
            yield from made(item)
    elif isinstance(node, dict):
        yield from made_here(node)
        for value in node.values():
            yield from made(value)


def made_here(node: dict[str, Any]) -> Iterator[Made]:
    kind, metadata = node.get("kind"), node.get("metadata")
    if isinstance(kind, str) and isinstance(metadata, dict) and "name" in metadata:
        yield Made(f"name of a {kind}", metadata["name"], FORMS.get(kind, SUBDOMAIN))
    if node.get("op") == "replace" and node.get("path") == "/metadata/name":
        yield Made("name of a claim", node["value"], LABEL)
    for key, value in node.items():
        if key in LABELS and isinstance(value, dict):
            yield from made_labels(value)
        elif key in NAMED and isinstance(value, list):
            yield from (Made(key, item["name"], NAMED[key]) for item in value if "name" in item)
        elif key == "files" and isinstance(value[0], str):
            yield from (Made("key of a ConfigMap", item.partition("=")[0], FILE_KEY) for item in value)
        elif key == "secretKeyRef":
            yield Made(key, value["name"], SUBDOMAIN)
        else:
            yield from made_plain(key, value)


def made_labels(labels: dict[str, str]) -> Iterator[Made]:
    for name, text in labels.items():
        yield Made("label", name, LABEL_KEY)
        yield Made(f"value of {name}", text, LABEL_VALUE)


def made_plain(key: str, value: Any) -> Iterator[Made]:
    """Texts that are names by their key alone; of a template and of a pattern (`pv-*`) nobody knows how long they get."""
    if key in ("hostnames", "hosts"):
        yield from (Made(key, item, HOST) for item in value)
    elif key == "host":
        yield Made(key, value, HOST)
    elif (
        key in ("claimName", "namespace") and not re.search(r"\{\{|\*", value)
    ) or key == "alb.ingress.kubernetes.io/group.name":
        yield Made(key, value, LABEL)


def unfit(tree: FileTree) -> list[Made]:
    return [item for document in documents(tree) for item in made(document) if not item.form.fullmatch(item.text)]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(previews(), st.sampled_from(sorted(ENDPOINTS)), numbers)
def test_whatever_is_made_of_the_longest_names_fits(preview: dict[str, Any], kind: str, number: int) -> None:
    overlay, control = rendered(preview, kind, number)
    assert unfit(overlay) == []
    text = "{{ .number }}"
    control = type(control)({path: data.replace(text.encode(), b"%d" % number) for path, data in control.items()})
    assert unfit(control) == []
