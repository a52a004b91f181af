"""The image that a repository's own CI pushes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.published_image import read_published_image
from tests.repository.trees import tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading

PUSHES = "uses: docker/build-push-action@v6\n"


def read(root: Path, *lines: str, path: str = ".github/workflows/image.yml", pushes: str = PUSHES) -> Reading:
    return read_published_image(tree(root, {path: pushes + "".join(f"{line}\n" for line in lines)}))


@pytest.mark.parametrize(
    ("line", "image"),
    [
        ("tags: ghcr.io/acme/shop:latest", "ghcr.io/acme/shop"),
        ("tags: ghcr.io/acme/shop:${{ github.sha }}", "ghcr.io/acme/shop"),
        ('  "ghcr.io/acme/shop",', "ghcr.io/acme/shop"),
        ("images: ghcr.io/acme/shop", "ghcr.io/acme/shop"),
        ("docker push registry.example.com/acme/shop:1", "registry.example.com/acme/shop"),
        (
            "tags: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop:1",
            "123456789012.dkr.ecr.eu-west-1.amazonaws.com/shop",
        ),
        ("tags: europe-docker.pkg.dev/acme/images/shop:1", "europe-docker.pkg.dev/acme/images/shop"),
        ("tags: ghcr.io/${{ github.repository }}:1", None),
        ("tags: ghcr.io/acme/${NAME}:1", None),
        ("tags: shop:1", None),
        ("# tags: ghcr.io/acme/shop:1", None),
        ("cache-from: ghcr.io/acme/shop:1", None),
        ("image: ghcr.io/acme/shop:1", None),
        ("tags: ghcr.io/acme/shop-buildcache:1", None),
        ("tags: ghcr.io/acme/base:1", None),
        ("uses: ghcr.io/acme/shop@v1", None),
    ],
)
def test_a_line_of_a_workflow_that_pushes(tmp_path: Path, line: str, image: str | None) -> None:
    assert values(read(tmp_path, line)).get("image") == image


def test_the_conclusion_names_the_line(tmp_path: Path) -> None:
    (found,) = read(tmp_path, "a", "tags: ghcr.io/acme/shop:1").conclusions
    assert str(found.evidence) == ".github/workflows/image.yml:3"


def test_several_images_are_no_answer(tmp_path: Path) -> None:
    assert read(tmp_path, "tags: ghcr.io/acme/shop:1", "tags: ghcr.io/acme/worker:1").conclusions == ()


def test_the_same_image_twice_is_one(tmp_path: Path) -> None:
    assert values(read(tmp_path, "tags: ghcr.io/acme/shop:1", "  ghcr.io/acme/shop:2")) == {
        "image": "ghcr.io/acme/shop"
    }


def test_a_workflow_that_pushes_nothing_names_no_image(tmp_path: Path) -> None:
    assert read(tmp_path, "tags: ghcr.io/acme/shop:1", pushes="").conclusions == ()


@pytest.mark.parametrize(
    ("path", "known"),
    [
        (".github/workflows/a.yaml", True),
        (".gitlab-ci.yml", True),
        ("ci/image.yml", False),
        ("inner/.github/workflows/a.yml", False),
        (".github/workflows/inner/a.yml", False),
    ],
)
def test_only_the_files_of_ci_count(tmp_path: Path, path: str, known: bool) -> None:
    assert bool(read(tmp_path, "tags: ghcr.io/acme/shop:1", path=path).conclusions) is known
