"""Checks the files of a dataset from outside: their sizes, their names, and whether an engine loads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import INVALID_SEED, SEED_FILE_ORDER, SEED_TOO_LARGE, UNKNOWN_SEED_FILE
from previewctl.diagnostics.excerpt import quoted
from previewctl.seed_rules.limits import Limits, shown_size
from previewctl.seeds.files import DECLARATION, ENGINES

if TYPE_CHECKING:
    from previewctl.seed_rules.collecting import Findings
    from previewctl.seeds.dataset import Dataset

_WHAT_LOADS = "data is `postgres/NN_name.sql` or `.csv`, `redis/NN_name.redis`, or `mongodb/<collection>.ndjson`"


def check_sizes(dataset: Dataset, limits: Limits, findings: Findings) -> None:
    """No file, and not all of them together, may be larger than the platform allows."""
    for file in dataset.files:
        if file.size > limits.file:
            message = f"this file has {shown_size(file.size)}, and {shown_size(limits.file)} is the most"
            findings.add(SEED_TOO_LARGE, file.path, message, "keep the rows that previews need, or split the file")
    total = sum(file.size for file in dataset.files)
    if total > limits.dataset:
        message = f"the dataset has {shown_size(total)}, and {shown_size(limits.dataset)} is the most"
        findings.add(SEED_TOO_LARGE, DECLARATION, message, "keep the rows that previews need")


def check_strays(dataset: Dataset, findings: Findings) -> None:
    """Everything in the directory is data of an engine that `seed.yaml` names, and each of those has some."""
    for stray in dataset.strays:
        message = f"{quoted(stray.path)} is not loaded: it is {stray.reason}"
        findings.add(UNKNOWN_SEED_FILE, _printable(stray.path), message, f"remove it, or move it: {_WHAT_LOADS}")
    for engine in ENGINES:
        files, declared = dataset.files_of(engine), dataset.engine(engine)
        if files and declared is None:
            message = f"this is data for {engine}, which `engines` does not name"
            solution = f"add `{engine}: {{version: …, image: …}}` to `engines` in seed.yaml"
            findings.add(UNKNOWN_SEED_FILE, files[0].path, message, solution)
        elif declared and not files:
            message = f"`engines` names {engine}, and there is no data for it"
            findings.add(INVALID_SEED, DECLARATION, message, f"add files to `{engine}/`, or remove the engine")


def _printable(path: str) -> str:
    return path if path.isprintable() else path.encode("unicode_escape", "surrogatepass").decode("ascii")


def check_order(dataset: Dataset, findings: Findings) -> None:
    """Where order counts, names start with numbers: all different, and all with as many digits."""
    for engine in ("postgres", "redis"):
        first: dict[int, str] = {}
        width = 0
        for file in dataset.files_of(engine):
            name = file.path.rpartition("/")[2]
            if file.number is None:
                message = f"nothing says when `{name}` loads: its name has no number"
                findings.add(SEED_FILE_ORDER, file.path, message, f"call it `NN_{name}`, such as `01_{name}`")
                continue
            number = int(file.number[:18])
            width = width or len(file.number)
            if number in first:
                message = f"`{name}` and `{first[number]}` have the same number"
                findings.add(SEED_FILE_ORDER, file.path, message, "give each file a number of its own")
            elif len(file.number) != width:
                message = f"`{name}` sorts elsewhere than it loads: other numbers have {width} digits"
                findings.add(
                    SEED_FILE_ORDER, file.path, message, "write all numbers with as many digits: `01`, `02`, `10`"
                )
            first.setdefault(number, name)
