"""`previewctl seed`: the commands about datasets."""

from __future__ import annotations

from previewctl.cli.commands import Command
from previewctl.cli.groups import group

app = group(
    "seed",
    "Datasets: the version-controlled data that the databases of previews start with.",
    {
        "list": Command("seed.list", "Datasets", function="list_datasets"),
        "show": Command("seed.show", "Datasets"),
        "new": Command("seed.new", "Datasets"),
        "lock": Command("seed.lock", "Datasets"),
        "diff": Command("seed.diff", "Datasets"),
        "check": Command("seed.check", "Datasets"),
        "verify": Command("seed.verify", "Datasets"),
        "build": Command("seed.build", "Images"),
    },
)
