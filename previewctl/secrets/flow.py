"""Where each secret of a preview goes: from the store, or the generator, into Secrets, variables and containers.

It is read from the built objects, as the cluster gets them: what a patch adds is in it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.verify.pods import containers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from previewctl.source.foreign import ForeignNode
    from previewctl.verify.objects import KubeObject
    from previewctl.verify.pods import Container

EVERY = "*"
"""All keys of a secret, whatever they are called."""


_GENERATED = "password"


class Key(NamedTuple):
    """One key of a Secret. `source` is the name in the store, empty for what the cluster generates; `property` its key there."""

    external: str
    source: str
    property: str
    secret: str
    key: str


class Receiver(NamedTuple):
    """A container that gets a key: as `variable`, as a file, or in other variables that are built with it."""

    workload: str
    container: str
    image: str
    variable: str
    file: str = ""
    through: tuple[str, ...] = ()


class Way(NamedTuple):
    """A key and everybody who gets it."""

    key: Key
    receivers: tuple[Receiver, ...]


def ways(objects: Sequence[KubeObject]) -> tuple[Way, ...]:
    """The ways of all keys, in the order of the objects."""
    found = list(keys(objects))
    received = [(item, container) for item in objects for container in containers(item)]
    return tuple(
        Way(key, tuple(dict.fromkeys(each for item, one in received for each in _received(key, item, one))))
        for key in found
    )


def keys(objects: Iterable[KubeObject]) -> Iterator[Key]:
    """What the ExternalSecrets of a preview put into Secrets."""
    for item in objects:
        if item.kind != "ExternalSecret":
            continue
        secret = item.spec.get("target", "name").text or item.name
        for entry in item.spec.get("data").items:
            remote = entry.get("remoteRef")
            key = entry.get("secretKey").text or ""
            yield Key(item.name, remote.get("key").text or "", remote.get("property").text or EVERY, secret, key)
        for entry in item.spec.get("dataFrom").items:
            extracted = entry.get("extract", "key").text
            generated = entry.get("sourceRef", "generatorRef", "name").text
            renamed = [rule.get("regexp", "target").text for rule in entry.get("rewrite").items]
            # A generator of passwords has one key, and a rewrite calls it what it is to be called.
            key = next((name for name in reversed(renamed) if name), _GENERATED) if generated else EVERY
            yield Key(item.name, extracted or "", EVERY, secret, key)


def _received(key: Key, item: KubeObject, container: Container) -> Iterator[Receiver]:
    values = _values(container)
    for variable in _variables(key, container):
        through = tuple(name for name, value in values.items() if f"$({variable})" in value)
        yield Receiver(item.label, container.name, container.image, variable, through=through)
    for path in _files(key, item, container):
        yield Receiver(item.label, container.name, container.image, "", file=path)


def _variables(key: Key, container: Container) -> Iterator[str]:
    for entry in container.node.get("envFrom").items:
        if entry.get("secretRef", "name").text == key.secret:
            yield f"{entry.get('prefix').text or ''}{key.key}"
    for entry in container.node.get("env").items:
        reference = entry.get("valueFrom", "secretKeyRef")
        if reference.get("name").text == key.secret and key.key in (EVERY, reference.get("key").text):
            yield entry.get("name").text or ""


def _values(container: Container) -> Mapping[str, str]:
    return {entry.get("name").text or "": entry.get("value").text or "" for entry in container.node.get("env").items}


def _files(key: Key, item: KubeObject, container: Container) -> Iterator[str]:
    mounted = {
        volume.get("name").text
        for volume in item.template.get("spec", "volumes").items
        if key.secret in _mounted(volume)
    }
    for mount in container.node.get("volumeMounts").items:
        if mount.get("name").text in mounted:
            yield mount.get("mountPath").text or ""


def _mounted(volume: ForeignNode) -> set[str | None]:
    projected = (source.get("secret", "name").text for source in volume.get("projected", "sources").items)
    return {volume.get("secret", "secretName").text, *projected}


_REFERENCE = re.compile(r"\$\((?P<cluster>\w+)\)|\$\{(?P<braces>\w+)[^}]*\}|\$(?P<plain>[A-Za-z_]\w*)")


def variables_in(text: str) -> set[str]:
    """The variables that a text would take the values of: `$(NAME)`, `${NAME}` and `$NAME`."""
    return {next(filter(None, found.groups())) for found in _REFERENCE.finditer(text)}
