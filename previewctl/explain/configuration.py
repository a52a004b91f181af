"""Explains the codes about previewctl itself: comments that silence it, its settings, and its own failures."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV017": """Reports a `# previewctl:` comment that silences nothing.

Why:
    A comment that is misspelt, names no code or names one that cannot be silenced has no effect, and its author believes
    that it has. What protects the platform cannot be silenced in the file that it is about.

Bad:
    team: payments  # previewctl: ignore[PV999] we know

Good:
    services:
      # previewctl: ignore[PV414] the newest one is what we test against
      search: {image: "getmeili/meilisearch:latest", port: 7700}

Fix:
    Write `# previewctl: ignore[CODE] reason` behind the line, or on a line of its own above it. Several codes stand between
    commas.
""",
    "PV018": """Reports a comment that silences a finding which is not there.

Why:
    The mistake was mended and the comment stayed. It would hide the next one on this line without anybody knowing.

Bad:
    services:
      # previewctl: ignore[PV414] the newest one is what we test against
      search: {image: "getmeili/meilisearch:v1.24.0", port: 7700}

Good:
    services:
      search: {image: "getmeili/meilisearch:v1.24.0", port: 7700}

Fix:
    Remove the comment, or the code in it; `--fix` does. If the finding is still there, the comment stands on another line: it
    belongs on the finding's line, or alone above it.
""",
    "PV019": """Reports settings of previewctl that cannot be read or mean nothing.

Why:
    Settings that are misspelt change nothing, and a rule that somebody believes to be switched off goes on reporting. A list of
    rules that cannot be read could also switch off more than was meant.

Bad:
    # .previewctl.toml
    ignore = ["PV999"]

Good:
    # .previewctl.toml
    ignore = ["PV414"]

Fix:
    Mend `.previewctl.toml` or `[tool.previewctl]` in pyproject.toml; `previewctl rules` lists all codes.
""",
    "PV119": """Reports two files of one run that are about the same service.

Why:
    Previews are named by service and pull request. Of two files with one name the second would replace what the first has
    rendered.

Bad:
    # orders/preview.yaml
    service: orders-api
    # copy/preview.yaml
    service: orders-api

Good:
    # orders/preview.yaml
    service: orders-api
    # billing/preview.yaml
    service: billing-api

Fix:
    Give each service a name of its own, the one that the catalogue has for it.
""",
    "PV901": """Reports a rule that failed; the run goes on.

Why:
    That is a mistake in previewctl and not in the file. The other rules have run, but nobody knows what this one would have
    found, so the file does not count as checked.

Bad:
    # the rule `two-writers` (PV206) failed: KeyError('web')

Good:
    # all rules have run

Fix:
    Report it, with the smallest file that shows it. What the other rules say stands.
""",
}
"""By code: the sections that the docstring of a rule has."""
