"""The content hash names what images are made of, and nothing else."""

from __future__ import annotations

import os
import random
from pathlib import Path

from previewctl.seeds.content import content_hash, file_digests
from previewctl.seeds.dataset import Dataset, read_dataset
from tests.unit.seeds.datasets import write

FILES: dict[str, str | bytes] = {
    "postgres/01_a.sql": "a",
    "postgres/02_b.csv": "b",
    "redis/01_c.redis": "c",
    "mongodb/d.ndjson": "d",
}
IMAGES = {"postgres": "postgres:17.7", "redis": "redis:7.4.7"}


def test_the_order_of_files_does_not_enter(tmp_path: Path) -> None:
    hashes = set()
    for number in range(5):
        paths = list(FILES)
        random.Random(number).shuffle(paths)
        home = write(tmp_path / str(number), {path: FILES[path] for path in paths})
        hashes.add(content_hash(home, dict(reversed(IMAGES.items())) if number % 2 else IMAGES))
    assert len(hashes) == 1


def test_path_content_and_image_enter(tmp_path: Path) -> None:
    variants: list[tuple[dict[str, str | bytes], dict[str, str]]] = [
        (FILES, IMAGES),
        ({**FILES, "postgres/01_a.sql": "other"}, IMAGES),
        (
            {**{path: text for path, text in FILES.items() if path != "redis/01_c.redis"}, "redis/02_c.redis": "c"},
            IMAGES,
        ),
        ({**FILES, "postgres/03_e.csv": ""}, IMAGES),
        (FILES, {**IMAGES, "redis": "redis:7.4.8"}),
        (FILES, {"postgres": "postgres:17.7"}),
        ({**FILES, "postgres/01_a.sql": "b", "postgres/02_b.csv": "a"}, IMAGES),
    ]
    hashes = [content_hash(write(tmp_path / str(at), files), images) for at, (files, images) in enumerate(variants)]
    assert len(set(hashes)) == len(variants)


def test_what_describes_a_dataset_does_not_enter(tmp_path: Path) -> None:
    before = content_hash(write(tmp_path, FILES), IMAGES)
    write(tmp_path, {"seed.yaml": "name: x", "seed.lock": "y", "README.md": "z"})
    os.chmod(tmp_path / "postgres" / "01_a.sql", 0o600)
    assert content_hash(tmp_path, IMAGES) == before


def test_links_are_not_read(tmp_path: Path) -> None:
    before = content_hash(write(tmp_path, FILES), IMAGES)
    (tmp_path / "postgres" / "09_z.csv").symlink_to("/dev/zero")
    (tmp_path / "mongodb" / "more").symlink_to("/")
    assert content_hash(tmp_path, IMAGES) == before
    assert set(file_digests(tmp_path)) == set(FILES)


def test_the_hash_of_the_example_stays_what_it_is() -> None:
    """Images are named by it: who changes what it means raises the recipe."""
    found = read_dataset(Path(__file__).parents[3] / "seed-data" / "orders")
    assert isinstance(found, Dataset)
    digest = content_hash(found.directory, found.images)
    assert digest == "f0ac52141ddb989fd81d89959a573b482a61af2841ae010dbd50cfa6fd2ec08a"
