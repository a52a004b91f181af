"""The objects of an overlay, by previewctl's own reader or by Kustomize, with the places where they are written."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from typing import NamedTuple

from previewctl.source.foreign import ForeignProblem, read_foreign_yaml
from previewctl.verify.kustomize.building import build
from previewctl.verify.kustomize.files import Files
from previewctl.verify.kustomize.refusal import Refused
from previewctl.verify.objects import KubeObject, objects_in

_HASHED = re.compile(r"-[bcdfghkmt2456789]{10}$")
"""What Kustomize puts behind the name of a generated object (api/hasher: letters and digits that make no words)."""


class Overlay(NamedTuple):
    """What previewctl's own reader makes of an overlay: its objects, or why it cannot read it."""

    kustomization: str
    objects: tuple[KubeObject, ...] = ()
    refusal: Refused | None = None


def read_here(directory: str) -> Overlay:
    """Reads an overlay without Kustomize."""
    path = Files().kustomization(directory) or os.path.join(directory, "kustomization.yaml")
    try:
        return Overlay(path, tuple(build(directory)))
    except Refused as refusal:
        return Overlay(path, refusal=refusal)


def from_kustomize(text: str, overlay: Overlay) -> list[KubeObject] | ForeignProblem:
    """What Kustomize has built of an overlay; where its own reader found the objects, so are theirs."""
    documents = read_foreign_yaml(text)
    if isinstance(documents, ForeignProblem):
        return documents
    places = {(item.kind, item.name): (item.path, item.line) for item in overlay.objects}
    found = []
    for item in objects_in(documents, overlay.kustomization):
        plain = _HASHED.sub("", item.name)
        path, line = places.get((item.kind, item.name)) or places.get((item.kind, plain)) or (overlay.kustomization, 1)
        found.append(replace(item, path=path, line=line))
    return found
