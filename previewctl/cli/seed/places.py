"""Finds datasets by what users call them: a name, a version, a directory, or one of these at a Git ref."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.cli.discovery import nearest_platform
from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.errors import UsageError
from previewctl.seeds.dataset import Dataset, read_dataset, version_directories
from previewctl.seeds.files import DECLARATION
from previewctl.source.suggest import nearest
from previewctl.spec.embedded import embedded_platform

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.spec.platform import PlatformSpec

SEED_DATA = "seed-data"


class SeedPlaces(NamedTuple):
    """The directories that datasets are kept in, as relative paths, and the platform whose bounds and registry count."""

    directories: tuple[Path, ...]
    platform: PlatformSpec

    def homes(self) -> dict[str, Path]:
        """By name the directory of each dataset; of two alike the first counts."""
        found: dict[str, Path] = {}
        for directory in self.directories:
            for home in sorted(directory.iterdir()):
                if home.is_dir() and not home.is_symlink() and version_directories(home):
                    found.setdefault(home.name, home)
        return found


def seed_places(platform: str | None) -> SeedPlaces:
    """The nearest `seed-data` here or above, and the directory that platform.yaml names."""
    loaded = _platform(platform)
    candidates = []
    here = Path.cwd()
    for directory in (here, *here.parents):
        if (directory / SEED_DATA).is_dir():
            candidates.append(directory / SEED_DATA)
            break
        if (directory / ".git").exists():
            break
    if loaded and loaded.directory is not None:
        candidates.append(loaded.directory / loaded.spec.seeds.directory)
    by_place = {os.path.realpath(path): Path(os.path.relpath(path)) for path in reversed(candidates) if path.is_dir()}
    return SeedPlaces(tuple(reversed(by_place.values())), loaded.spec if loaded else embedded_platform({}))


def _platform(location: str | None) -> LoadedPlatform | None:
    path = location or nearest_platform([str(Path.cwd() / "preview.yaml")])
    if path is None:
        return None
    if location and ":" in location:
        from previewctl.integrations.platform_repository import fetch_platform
        from previewctl.integrations.platform_url import is_git_url

        if is_git_url(location):
            path = fetch_platform(location, offline=False).path
    loaded = load_platform(path)
    if isinstance(loaded, list):
        raise UsageError(f"{path} cannot be used: {loaded[0].message}", hint=f"run `previewctl lint {path}`")
    return loaded


@contextmanager
def opened(address: str, places: SeedPlaces, ref: str | None = None) -> Iterator[Dataset | list[Diagnostic]]:
    """The dataset at an address (see `directory_of`), or what is wrong with it; at `ref` it is taken out of Git.

    `name@ref` is the dataset at a ref too, where no version of it is called like that.
    """
    name, _, wanted = address.partition("@")
    home = places.homes().get(name)
    known = {path.name for path in _versions(home) if path != home} | _declared(home) if wanted else set()
    if ref is None and wanted and wanted not in known:
        address, ref = name, _known_ref(name, wanted, places, known)
    if ref is None:
        directory, anywhere = directory_of(address, places)
        yield read_dataset(directory, anywhere=anywhere)
        return
    with tempfile.TemporaryDirectory(prefix="previewctl-") as temporary:
        yield _at_ref(address, places, ref, Path(temporary))


def _known_ref(name: str, ref: str, places: SeedPlaces, versions: set[str]) -> str:
    from previewctl.integrations.git_datasets import commit_of

    if places.directories and commit_of(places.directories[0], ref):
        return ref
    hint = f"there are {', '.join(f'`{name}@{item}`' for item in sorted(versions))}" if versions else ""
    raise UsageError(f"`{name}` has no version `{ref}`, and git knows no such ref", hint=hint)


def _versions(home: Path | None) -> list[Path]:
    return version_directories(home) if home else []


def _declared(home: Path | None) -> set[str]:
    found = [read_dataset(path) for path in _versions(home)]
    return {dataset.version for dataset in found if isinstance(dataset, Dataset)}


def directory_of(address: str, places: SeedPlaces) -> tuple[Path, bool]:
    """The directory of `orders`, `orders@2026.11.1` or a path, and whether it is one that may be called anything."""
    name, _, version = address.partition("@")
    homes = places.homes()
    if name in homes:
        return _version(homes[name], name, version), False
    path = Path(address)
    if (path / DECLARATION).is_file():
        return path, True
    if path.is_dir() and version_directories(path):
        return _version(path, path.name, ""), True
    kept = ", ".join(str(directory) for directory in places.directories)
    guess = nearest(name, homes)
    hint = f"did you mean `{guess}`?" if guess else _hint(homes, kept)
    raise UsageError(f"there is no dataset `{address}`", hint=hint)


def _hint(homes: dict[str, Path], kept: str) -> str:
    if homes:
        return f"there are {', '.join(f'`{name}`' for name in homes)} in {kept}"
    where = f"{kept} has none" if kept else f"no directory `{SEED_DATA}` is here or above"
    return f"{where}; begin one with `previewctl seed new NAME`"


def _version(home: Path, name: str, version: str) -> Path:
    directories = version_directories(home)
    if not version and len(directories) == 1:
        return directories[0]
    by_version = {_called(path, home): path for path in directories}
    if version in by_version:
        return by_version[version]
    known = ", ".join(f"`{name}@{item}`" for item in by_version)
    if version:
        raise UsageError(f"`{name}` has no version `{version}`", hint=f"there are {known}")
    raise UsageError(f"`{name}` has several versions", hint=f"name one: {known}")


def _called(directory: Path, home: Path) -> str:
    if directory != home:
        return directory.name
    dataset = read_dataset(directory, anywhere=True)
    return dataset.version if isinstance(dataset, Dataset) else ""


def _at_ref(address: str, places: SeedPlaces, ref: str, temporary: Path) -> Dataset | list[Diagnostic]:
    from previewctl.integrations.git_datasets import export_directory

    name, _, version = address.partition("@")
    home = places.homes().get(name)
    if home is None and (Path(address) / DECLARATION).is_file():
        home, version = Path(address), ""
    candidates = [home] if home else [directory / name for directory in places.directories]
    for candidate in candidates:
        target = temporary / candidate.resolve().name
        if export_directory(candidate, ref, target) and version_directories(target):
            directory = _version(target, name, version)
            found = read_dataset(directory, anywhere=True)
            shown = f"{ref}:{candidate.as_posix()}" + (f"/{directory.name}" if directory != target else "")
            return (
                found._replace(shown=shown)
                if isinstance(found, Dataset)
                else [_renamed(item, directory, shown) for item in found]
            )
    raise UsageError(f"there is no dataset `{address}` at `{ref}`", hint="name a ref that has its `seed.yaml`")


def _renamed(item: Diagnostic, directory: Path, shown: str) -> Diagnostic:
    path = item.location.path.replace(directory.as_posix(), shown)
    return item._replace(location=item.location._replace(path=path))


def all_versions(places: SeedPlaces) -> Iterator[tuple[str, Path]]:
    """Every version of every dataset: the dataset's name and the version's directory."""
    for name, home in places.homes().items():
        for directory in version_directories(home):
            yield name, directory
