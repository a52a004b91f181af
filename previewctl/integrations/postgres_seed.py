"""Bakes and restores PostgreSQL seeds on this machine, with the very scripts of the images."""

from __future__ import annotations

import shutil
from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

from previewctl.assets import asset_root
from previewctl.integrations.postgres import SUPERUSER, Server
from previewctl.integrations.processes import ProcessError, environment, hand_over, run
from previewctl.seeds.image import load_order

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from previewctl.integrations.postgres import Binaries
    from previewctl.seeds.dataset import Dataset

DATABASE = "app"
_BAKE_SECONDS = 1_800
_RESTORE_SECONDS = 600


class Baked(NamedTuple):
    """A finished data directory, the scripts that made it, and what the loading printed."""

    data: Path
    scripts: Path
    output: str


def bake(binaries: Binaries, dataset: Dataset, tag: str, scratch: Path) -> Baked:
    """Loads the files of a dataset into `scratch`/seed/pgdata; ProcessError where one cannot be loaded.

    `scratch` is a directory of `processes.scratch_directory`, so that the user who runs PostgreSQL may write there.
    """
    files, scripts, target = scratch / "files", scratch / "scripts", scratch / "seed"
    shutil.copytree(asset_root("templates") / "seed/postgres", scripts)
    files.mkdir()
    target.mkdir()
    for file in dataset.files_of("postgres"):
        shutil.copyfile(dataset.directory / file.path, files / file.path.rpartition("/")[2], follow_symlinks=False)
    order = scratch / "order"
    order.write_text(load_order(dataset.files_of("postgres")), encoding="utf-8")
    for path in (files, scripts, target, order):
        hand_over(path)
    data = target / "pgdata"
    variables = {"PGDATA": str(data), "SEED_FILES": str(files), "SEED_ORDER": str(order), "SEED_TAG": tag}
    variables["TMPDIR"] = str(scratch)  # what a build that is interrupted leaves goes with it
    try:
        done = run(["sh", scripts / "build"], variables=script_variables(binaries, variables), timeout=_BAKE_SECONDS)
    except KeyboardInterrupt:
        # The script may have been starting the server, which then goes on without it.
        if (data / "PG_VERSION").exists():
            Server(binaries, data, scratch).end()
        raise
    finally:
        # Whoever is interrupted leaves no server behind: it runs in a session of its own.
        if (data / "postmaster.pid").exists():
            with suppress(ProcessError):
                Server(binaries, data, scratch).stop("immediate")
    if done.code:
        raise ProcessError("the data could not be loaded: " + _end(f"{done.out}\n{done.err}"))
    return Baked(data, scripts, done.out)


def restore(binaries: Binaries, baked: Baked, data: Path, password: str) -> str:
    """Puts the baked directory into `data` as the init container does; gives the line that it prints."""
    done = run(
        restore_command(baked), variables=restore_variables(binaries, baked, data, password), timeout=_RESTORE_SECONDS
    )
    if done.code:
        raise ProcessError("the seed could not be restored: " + _end(f"{done.out}\n{done.err}"))
    return done.out.strip()


def restore_command(baked: Baked) -> list[str | Path]:
    """The command line of the init container."""
    return ["sh", baked.scripts / "restore"]


def restore_variables(binaries: Binaries, baked: Baked, data: Path, password: str) -> dict[str, str]:
    """The environment of the init container."""
    variables = {"SEED_BAKED": str(baked.data), "PGDATA": str(data), "PGPASSWORD": password}
    return script_variables(binaries, variables)


def script_variables(binaries: Binaries, variables: Mapping[str, str]) -> dict[str, str]:
    """What the image itself sets, and `variables`; the programs come first on the PATH."""
    path = f"{binaries.directory}:{environment().get('PATH', '/usr/bin:/bin')}"
    return {"PATH": path, "POSTGRES_USER": SUPERUSER, "POSTGRES_DB": DATABASE, **variables}


def _end(text: str) -> str:
    return " / ".join(line.strip() for line in text.splitlines()[-8:] if line.strip())
