"""`previewctl secrets`: the commands about secrets."""

from __future__ import annotations

from previewctl.cli.commands import Command
from previewctl.cli.groups import group

app = group(
    "secrets",
    "Secrets of AWS Secrets Manager, by name: whether they are there, who gets them, and the policy for reading them.",
    {
        "check": Command("secrets.check", "Secrets"),
        "diff": Command("secrets.diff", "Secrets"),
        "flow": Command("secrets.flow", "Secrets"),
        "policy": Command("secrets.policy", "Secrets"),
    },
)
