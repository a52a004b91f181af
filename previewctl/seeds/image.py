"""What the images of a dataset are called, and in which order its files load."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.seeds.content import content_hash
from previewctl.seeds.text_lines import open_plainly

if TYPE_CHECKING:
    from previewctl.seeds.dataset import Dataset
    from previewctl.seeds.files import DatasetFile

MARKER = "previewctl.seed"
"""The file in PostgreSQL's data directory that names the seed it holds; its one line is the image's tag."""


class SeedImage(NamedTuple):
    """The image of a dataset for one engine. `name` is its path below the registry, `base` the image that loads it."""

    engine: str
    name: str
    tag: str
    base: str
    files: tuple[DatasetFile, ...]

    def reference(self, registry: str) -> str:
        """The whole reference; without a registry the name and the tag."""
        return f"{registry}/{self.name}:{self.tag}" if registry else f"{self.name}:{self.tag}"


class Identity(NamedTuple):
    """What the marker of a loaded dataset says: its name, version and content hash (64 digits)."""

    dataset: str
    version: str
    content_hash: str

    @property
    def tag(self) -> str:
        """The tag of its images: version and the first 12 digits of the hash."""
        return f"{self.version}-{self.content_hash[:12]}"

    def __str__(self) -> str:
        """One line, for a marker that is compared as a whole."""
        return " ".join(self)


def identity_of(dataset: Dataset) -> Identity:
    """Reads every data file; raises OSError where one cannot be read."""
    return Identity(dataset.name, dataset.version, content_hash(dataset.directory, dataset.images))


def seed_images(dataset: Dataset, identity: Identity) -> tuple[SeedImage, ...]:
    """The images in the order of the engines in seed.yaml."""
    return tuple(
        SeedImage(
            engine.name,
            f"{dataset.name}/{engine.name}",
            identity.tag,
            engine.image,
            dataset.files_of(engine.name),
        )
        for engine in dataset.engines
    )


def contents(dataset: Dataset, image: SeedImage) -> dict[str, bytes]:
    """The data files of an image by their path in the dataset; raises OSError where one cannot be read."""
    found = {}
    for file in image.files:
        with open_plainly(dataset.directory / file.path) as data:
            found[file.path] = data.read()
    return found


def load_order(files: tuple[DatasetFile, ...]) -> str:
    """The list that the loading scripts read: kind, table or collection, and file name, with tabs between.

    The kind is what decides how a file is loaded: `sql`, `csv`, `redis`, `ndjson` or `metadata.json`.
    """
    return "".join(f"{file.ending[1:]}\t{file.name}\t{file.path.rpartition('/')[2]}\n" for file in files)
