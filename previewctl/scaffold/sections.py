"""What stands around the values of a new preview.yaml: the words above each section, and in place of one that is missing."""

from __future__ import annotations

from typing import NamedTuple

SCHEMA = "https://previewctl.dev/schemas/preview.schema.json"
HEAD = f"""\
# yaml-language-server: $schema={SCHEMA}
#
# How this service is previewed. `previewctl lint` checks it, `previewctl explain KEY` says what a key is for.
apiVersion: previewctl.dev/v1
kind: Preview
"""


class Section(NamedTuple):
    """A key at the top: the comment above it, and what is written in its place. `backend`: frontends have no such thing."""

    key: str
    title: str = ""
    absent: str = ""
    backend: bool = False


SECTIONS = (
    Section("service"),
    Section("team", absent="# team: payments  # a label on everything\n"),
    Section("runtime"),
    Section("image"),
    Section("processes", "The processes of the image. All of them get the same variables."),
    Section("databases", "They run inside the preview's own namespace."),
    Section("services", "Anything else that the app talks to, as a plain container."),
    Section("volumes", "Files that survive a restart."),
    Section(
        "seed",
        absent="# The data that the databases start with: a directory below seed-data/.\n# seed: {dataset: NAME, version: 1}\n",
        backend=True,
    ),
    Section("migrations", "What brings the database to the branch's schema, before the app starts."),
    Section(
        "dependencies",
        "The services that this one calls: their staging, unless an override points elsewhere.",
        (
            "# The services that this one calls: their staging, unless an override points elsewhere.\n# dependencies:\n"
            "#   OTHER-SERVICE: {env: OTHER_SERVICE_URL}\n# overrides:\n#   OTHER-SERVICE: pr-123\n"
        ),
    ),
    Section("env", "Variables of every process. `previewctl explain env` says what a value can be."),
    Section("secrets", "Secrets of AWS Secrets Manager whose keys become variables."),
    Section("hooks", "`release` runs for every commit after the migrations, `postdeploy` once per database."),
    Section("checks"),
    Section("endpoint"),
    Section("user"),
    Section("resources"),
    Section("lifetime"),
)
"""In the order in which they are written."""

FRONTEND_DEPENDENCIES = (
    "# The services that this one calls: `path` is passed on by the web server, so that the browser needs no CORS;\n"
    "# `config` is a key of the runtime config.js. Their staging, unless an override points elsewhere.\n"
    "# dependencies:\n#   OTHER-SERVICE: {path: /api}\n# overrides:\n#   OTHER-SERVICE: pr-123\n"
)
