"""A small published preview of the shape that previewctl renders, for the tests of the real parts themselves."""

from __future__ import annotations

from pathlib import Path

from tests.realparts import kustomize
from tests.realparts.programs import Object

DATA = Path(__file__).with_name("data")
CONTROL = DATA / "control"
TREE = DATA / "tree"
OVERLAY = TREE / "previews" / "mailer" / "pr-7" / "00112233aabb"
NAMESPACE = "pv-mailer-7"


def built() -> list[Object]:
    """The overlay's objects."""
    return kustomize.build(OVERLAY)


def find(objects: list[Object], kind: str, name: str) -> Object:
    """The one object of that kind and name."""
    (found,) = (item for item in objects if (item["kind"], item["metadata"]["name"]) == (kind, name))
    return found
