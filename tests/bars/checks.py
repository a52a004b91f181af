"""What must hold for every finding and for every rendered file."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

import yaml

from previewctl.diagnostics.catalogue import CODES, RULE_CRASHED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from previewctl.diagnostics.model import Diagnostic, Location

_LINE_BREAK = re.compile(r"\r\n|\r|\n")
_CATALOGUE = frozenset((code.code, code.slug) for code in CODES)
_LONGEST_MESSAGE = 1_000
_LOADER = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader

_DNS_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_SERVICE = re.compile(r"[a-z]([-a-z0-9]{0,61}[a-z0-9])?")
_DNS_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_PORT_NAME = re.compile(r"(?=.*[a-z])[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?")
_LABEL_VALUE = re.compile(r"([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?")
_QUALIFIED_NAME = re.compile(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?")
_ENV_NAME = re.compile(r"[-._a-zA-Z][-._a-zA-Z0-9]*")
_FILE = re.compile(r"[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*")
_LONG_NAMES = frozenset({"ConfigMap", "ExternalSecret", "Password", "Secret", "Kustomization", "PersistentVolumeClaim"})


class BarError(AssertionError):
    """Something that must hold does not; the message says what."""


def check_finding(item: Diagnostic, texts: Mapping[str, list[str]]) -> None:
    """`texts` has the lines of every file that a finding may be about."""
    if item.code == RULE_CRASHED.code:
        raise BarError(f"a rule crashed: {item.message}")
    if (item.code, item.slug) not in _CATALOGUE:
        raise BarError(f"{item.code} {item.slug} is not in the catalogue")
    if not item.message.strip():
        raise BarError(f"{item.code} has an empty message")
    for name, text in (("message", item.message), ("help", item.help), ("label", item.label)):
        if len(text.splitlines()) > 1:
            raise BarError(f"the {name} of {item.code} has several lines: {text!r:.300}")
        if not text.isprintable():
            raise BarError(f"the {name} of {item.code} has a character that is not printable: {text!r:.300}")
        if len(text) > _LONGEST_MESSAGE:
            raise BarError(f"the {name} of {item.code} has {len(text)} characters: {text!r:.200}")
    for location in (item.location, *(related.location for related in item.related)):
        _check_location(item.code, location, texts)


def lines_of(text: str) -> list[str]:
    """The lines of a text as editors count them."""
    return _LINE_BREAK.split(text)


def _check_location(code: str, location: Location, texts: Mapping[str, list[str]]) -> None:
    lines = texts.get(location.path)
    if lines is None:
        raise BarError(f"{code} is about a file that was not read: {location.path}")
    start, end = location.span.start, location.span.end
    if (start.line, start.column) > (end.line, end.column) or start.offset > end.offset:
        raise BarError(f"{code} ends before it starts: {location.span}")
    for place in (start, end):
        if not 1 <= place.line <= len(lines):
            raise BarError(f"{code} is at line {place.line} of {len(lines)}")
        if not 1 <= place.column <= len(lines[place.line - 1]) + 1:
            raise BarError(f"{code} is at column {place.column} of a line of {len(lines[place.line - 1])} characters")


def check_files(files: Mapping[str, bytes], may_contain: Callable[[], str]) -> None:
    """`may_contain` gives a text in which every `<%` of the user's own stands."""
    for path, content in files.items():
        if not _FILE.fullmatch(path) or len(path.rpartition("/")[2]) > 253:
            raise BarError(f"a file is called {path!r:.300}")
        if b"<%" in content and "<%" not in may_contain():
            raise BarError(f"{path} has an unfilled `<%`")
        if path.endswith("/preview.yaml"):
            continue
        if path.endswith(".yaml"):
            _check_yaml(path.rpartition("/")[2], content)
        elif path.endswith(".json"):
            json.loads(content)


@lru_cache(maxsize=20_000)
def _check_yaml(name: str, content: bytes) -> None:
    try:
        documents = [document for document in yaml.load_all(content, _LOADER) if document is not None]
    except yaml.YAMLError as error:
        raise BarError(f"{name} is not YAML: {error}") from error
    for document in documents:
        if not isinstance(document, dict):
            raise BarError(f"{name} holds a {type(document).__name__}")
    seen = [(item.get("kind"), (item.get("metadata") or {}).get("name")) for item in documents]
    if len(set(seen)) != len(seen):
        raise BarError(f"{name} has an object twice: {sorted(map(str, seen))}")
    for document in documents:
        if name == "kustomization.yaml":
            _check_kustomization(document)
        elif "kind" in document:
            _check_object(document)


def _check_kustomization(document: dict[str, Any]) -> None:
    for patch in document.get("patches", []):
        if not isinstance(patch["patch"], str) or not patch["patch"].strip():
            raise BarError(f"a patch without text: {patch!r:.300}")
    for image in document.get("images", []):
        if not image["newName"] or not (image.get("newTag") or image.get("digest")):
            raise BarError(f"an image without name or tag: {image}")
    _require(_DNS_LABEL, document["namespace"], "namespace")
    for labels in document.get("labels", []):
        _check_labels(labels["pairs"])


def _check_object(document: dict[str, Any]) -> None:
    kind, metadata = document["kind"], document["metadata"]
    name = metadata["name"]
    if kind in _LONG_NAMES:
        _require(_DNS_NAME, name, f"{kind} name", 253)
    else:
        _require(_SERVICE if kind == "Service" else _DNS_LABEL, name, f"{kind} name")
    _check_labels(metadata.get("labels") or {})
    for key in metadata.get("annotations") or {}:
        _check_key(key)
    for pod in _pods(document):
        _check_pod(pod)
    for port in document["spec"].get("ports", []) if kind == "Service" else []:
        _require(_PORT_NAME, port["name"], "port name")


def _check_labels(labels: Mapping[str, Any]) -> None:
    for key, value in labels.items():
        _check_key(key)
        if not isinstance(value, str):
            raise BarError(f"the label {key} is a {type(value).__name__}: {value!r}")
        if "{{" not in value:
            _require(_LABEL_VALUE, value, f"value of the label {key:.80}")


def _check_key(key: str) -> None:
    prefix, slash, name = key.rpartition("/")
    _require(_QUALIFIED_NAME, name, "name of a label or annotation")
    if slash:
        _require(_DNS_NAME, prefix, "prefix of a label or annotation", 253)


def _pods(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    if document["kind"] in {"Deployment", "Job"}:
        _check_labels(document["spec"]["template"]["metadata"].get("labels") or {})
        yield document["spec"]["template"]["spec"]


def _check_pod(pod: dict[str, Any]) -> None:
    containers = [*(pod.get("initContainers") or []), *pod["containers"]]
    _unique((container["name"] for container in containers), "containers")
    volumes = {volume["name"] for volume in pod.get("volumes") or []}
    _unique((volume["name"] for volume in pod.get("volumes") or []), "volumes")
    for volume in volumes:
        _require(_DNS_LABEL, volume, "volume name")
    for container in containers:
        _require(_DNS_LABEL, container["name"], "container name")
        _unique((variable["name"] for variable in container.get("env") or []), "variables")
        for variable in container.get("env") or []:
            _require(_ENV_NAME, variable["name"], "variable", 128)
            if not isinstance(variable.get("value", ""), str):
                raise BarError(f"a variable that is no text: {variable}")
        for part in ("command", "args"):
            if not all(isinstance(word, str) for word in container.get(part) or []):
                raise BarError(f"a word of a command that is no text: {container[part]!r:.300}")
        for port in container.get("ports") or []:
            _require(_PORT_NAME, port["name"], "port name")
        mounts = container.get("volumeMounts") or []
        _unique((mount["mountPath"] for mount in mounts), "mounts")
        for mount in mounts:
            if mount["name"] not in volumes and mount["name"] != "tmp":
                raise BarError(f"the volume {mount['name']} is mounted and not declared")


def _unique(names: Iterable[str], what: str) -> None:
    found = list(names)
    if len(set(found)) != len(found):
        raise BarError(f"two {what} of a pod are the same: {found!r:.300}")


def _require(pattern: re.Pattern[str], text: Any, what: str, maximum: int = 63) -> None:
    if not isinstance(text, str) or len(text) > maximum or not pattern.fullmatch(text):
        raise BarError(f"Kubernetes refuses this {what}: {text!r:.300}")


@cache
def check_host(host: str) -> None:
    """A host fits into DNS."""
    _require(_DNS_NAME, host, "host", 253)
    for label in host.split("."):
        _require(_DNS_LABEL, label, "label of the host")
