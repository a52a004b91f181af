"""Which objects a patch is for.

https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/patches/: anchored regular expressions, and selectors
in Kubernetes' own notation.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.verify.kustomize.refusal import Refused

if TYPE_CHECKING:
    from previewctl.source.foreign import ForeignNode
    from previewctl.verify.kustomize.built import Built

_SIMPLE = re.compile(r"(?:[A-Za-z0-9/_-]|\.\*?|\|)*")
_REQUIREMENT = re.compile(
    r"\s*(?:(?P<absent>!)?\s*(?P<name>[\w./-]+)\s*(?:(?P<is>==?|!=)\s*(?P<value>[\w.-]*)|(?P<in>in|notin)\s*\((?P<values>[^()]*)\))?)\s*"
)
_MOST_STARS = 3


def selects(target: ForeignNode, item: Built, path: str) -> bool:
    """Whether a target selects an object; `path` is the file that the target stands in."""
    group, _, version = item.api_version.rpartition("/")
    metadata = item.node.get("metadata")
    return (
        _fits(target.get("kind"), item.kind, path)
        and _fits(target.get("group"), group, path)
        and _fits(target.get("version"), version, path)
        and _fits(target.get("namespace"), metadata.get("namespace").text or "", path)
        and any(_fits(target.get("name"), name, path) for name in item.names)
        and _has(target.get("labelSelector"), metadata.get("labels"), path)
        and _has(target.get("annotationSelector"), metadata.get("annotations"), path)
    )


def _fits(pattern: ForeignNode, text: str, path: str) -> bool:
    """An absent pattern fits all. One that could take long to evaluate is left to Kustomize."""
    if not pattern.text:
        return True
    if not _SIMPLE.fullmatch(pattern.text) or pattern.text.count("*") > _MOST_STARS:
        raise Refused(f"the target `{pattern.text}` is a regular expression", path, pattern.line, kustomize_could=True)
    return re.fullmatch(pattern.text, text) is not None


def _has(selector: ForeignNode, pairs: ForeignNode, path: str) -> bool:
    values = {name: value.text or "" for name, value in pairs.mapping.items()}
    return all(
        _met(requirement, values, selector.line, path)
        for requirement in re.split(r",(?![^()]*\))", selector.text or "")
        if requirement.strip()
    )


def _met(requirement: str, values: dict[str, str], line: int, path: str) -> bool:
    found = _REQUIREMENT.fullmatch(requirement)
    if found is None:
        raise Refused(f"the selector `{requirement}` cannot be read", path, line)
    value = values.get(found["name"])
    if found["is"]:
        return (value == found["value"]) is (found["is"] != "!=")
    if found["in"]:
        allowed = {each.strip() for each in found["values"].split(",")}
        return (value in allowed) is (found["in"] == "in")
    return (value is None) is (found["absent"] is not None)
