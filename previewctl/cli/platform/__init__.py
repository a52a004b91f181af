"""`previewctl platform`: the commands of a platform team."""

from __future__ import annotations

from previewctl.cli.commands import Command
from previewctl.cli.groups import group

app = group(
    "platform",
    "The GitOps repository of an organisation's previews.",
    {"init": Command("platform.init", "GitOps repository")},
)
