"""An image is the same tomorrow."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import MUTABLE_IMAGE
from previewctl.rules.context import Finding, KeyPath, RuleContext, rule
from previewctl.spec.placeholders import Placeholder

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.spec.preview import PreviewSpec

_MAJOR = r"[vV]?(?:[0-9]{1,3}|20[0-9]{2})(?:-[A-Za-z]\w*)*"


@rule(MUTABLE_IMAGE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an image of `services` or `migrations` whose tag can come to mean something else.

    Why:
        A node that has pulled `latest` or `16` keeps what it was then, another node pulls what it is now: two pods of one
        preview run different programs, and no commit says when it changed. A version with its minor part moves only by fixes.

    Bad:
        services: {search: {image: getmeili/meilisearch:latest, port: 7700}}

    Good:
        services: {search: {image: getmeili/meilisearch:v1.24.0, port: 7700}}

    Fix:
        Write the full version as the tag, or the digest: `image@sha256:…`.
    """
    for path, image in _images(context.spec):
        tag = tag_of(image)
        if tag and is_mutable(tag):
            yield Finding(
                path,
                f"the tag `{tag}` can mean another image tomorrow",
                "write the full version, such as `:1.27.3`, or the digest",
                placeholder=Placeholder((), len(image) - len(tag), len(image)),
            )


def _images(spec: PreviewSpec) -> Iterator[tuple[KeyPath, str]]:
    for name, service in spec.services.items():
        yield ("services", name, "image"), service.image
    for index, migration in enumerate(spec.migrations):
        if migration.image:
            yield ("migrations", index, "image"), migration.image


def tag_of(image: str) -> str | None:
    """The tag; None where a digest says which image it is."""
    return None if "@" in image else image.rpartition(":")[2]


def is_mutable(tag: str) -> bool:
    """Whether publishers move a tag of this form: a word, a major version alone, or either with a variant."""
    return not any(map(str.isdigit, tag)) or tag.endswith("-latest") or re.fullmatch(_MAJOR, tag) is not None
