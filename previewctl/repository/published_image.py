"""The image that a repository's own CI pushes: what GitHub's workflows and Dokku-like files name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.images import parse_image
from previewctl.repository.reading import Reading

if TYPE_CHECKING:
    from previewctl.repository.files import Repository

_FILES = re.compile(r"\.github/workflows/[^/]+\.ya?ml|\.gitlab-ci\.yml")
_LITERAL = re.compile(
    r"(?P<image>(?:ghcr\.io|docker\.io|quay\.io|registry\.[a-z0-9.-]+|[a-z0-9-]+(?:-docker)?\.pkg\.dev|gcr\.io|[0-9]{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com)/[a-z0-9._/-]*[a-z0-9])(?=[:@\"'\s,]|$)"
)
_PUSHES = (
    "docker/build-push-action",
    "docker push",
    "docker buildx build",
    "docker/metadata-action",
    "kaniko",
    "buildx bake",
)
_NOT_OURS = re.compile(r"cache|buildcache|base|runner|test|docs?$")


def read_published_image(repository: Repository) -> Reading:
    """The one image that CI pushes under a literal name; nothing where there are several, or none can be told."""
    names: dict[str, tuple[str, int]] = {}
    for path in repository.walk():
        text = repository.text(path) if _FILES.fullmatch(path) else None
        if text is None or not any(sign in text for sign in _PUSHES):
            continue
        for number, line in enumerate(text.splitlines(), 1):
            if "uses:" in line or line.lstrip().startswith(("#", "cache-", "image:", "container:")):
                continue
            for matched in _LITERAL.finditer(line):
                image = parse_image(matched["image"])
                if image and not _NOT_OURS.search(image.last) and "$" not in line[: matched.start()][-2:]:
                    names.setdefault(image.name, (path, number))
    if len(names) != 1:
        return Reading()
    ((name, (path, place)),) = names.items()
    found = Collector(path)
    found.conclude(("image",), name, place)
    return found.reading()
