"""ConfigMaps and Secrets that a kustomization makes of files and literals; without the hash behind their names."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING

from previewctl.verify.kustomize.built import Built, mapping_of, text_of
from previewctl.verify.kustomize.refusal import Refused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.foreign import ForeignNode
    from previewctl.verify.kustomize.files import Files

_KNOWN = frozenset({"name", "files", "literals", "options", "type", "namespace"})


def generated(kustomization: ForeignNode, directory: str, path: str, files: Files) -> Iterator[Built]:
    """The generated objects. What a Secret holds is left out: nothing here needs to know it."""
    for kind, field in (("ConfigMap", "configMapGenerator"), ("Secret", "secretGenerator")):
        for item in kustomization.get(field).items:
            unknown = sorted(item.mapping.keys() - _KNOWN)
            if unknown or not item.get("name").text:
                name = unknown[0] if unknown else "name"
                raise Refused(f"the generator's `{name}` cannot be read", path, item.line, kustomize_could=True)
            data = dict(_data(item, directory, path, files)) if kind == "ConfigMap" else {}
            yield _object(kind, item, kustomization.get("generatorOptions"), data, path)


def _object(kind: str, item: ForeignNode, shared: ForeignNode, data: dict[str, ForeignNode], path: str) -> Built:
    metadata = {"name": item.get("name")}
    for field in ("annotations", "labels"):
        pairs = {**shared.get(field).mapping, **item.get("options", field).mapping}
        if pairs:
            metadata[field] = mapping_of(pairs)
    pairs = {"apiVersion": text_of("v1"), "kind": text_of(kind), "metadata": mapping_of(metadata)}
    node = mapping_of({**pairs, "data": mapping_of(data)} if data else pairs)
    return Built(node, path, max(item.line, 1), (item.get("name").text or "",))


def _data(item: ForeignNode, directory: str, path: str, files: Files) -> Iterator[tuple[str, ForeignNode]]:
    for entry in item.get("files").items:
        key, equals, name = (entry.text or "").partition("=")
        source = name if equals else key
        found = files.below(directory, source, path, entry.line)
        yield (key if equals else posixpath.basename(key)), text_of(files.text(found))
    for entry in item.get("literals").items:
        key, _, value = (entry.text or "").partition("=")
        quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "'\""
        yield key, text_of(value[1:-1] if quoted else value)
