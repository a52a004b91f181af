"""What is wrong around the files: comments, settings, several files, previewctl itself."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV017": """Reports a `# previewctl:` comment that silences nothing.

Why:
    A comment that names no code, a code that does not exist, or one that cannot be silenced, gives the impression
    that something was decided. It was not.

Bad:
    team: payments  # previewctl: ignore[PV999] we know

Good:
    team: payments

Fix:
    Name the code or its slug in brackets, and why: `# previewctl: ignore[PV209] merges next week`. What protects
    the platform cannot be ignored: mend the finding.
""",
    "PV018": """Reports a comment that silences a finding which is not there.

Why:
    The finding was mended, or the comment stands on the wrong line. Left in place, it would silence the next
    mistake there.

Bad:
    team: payments  # previewctl: ignore[PV209] merges next week

Good:
    team: payments

Fix:
    Remove the comment, or move it to the line of the finding or alone above it. `--fix` removes it.
""",
    "PV019": """Reports settings of previewctl that cannot be read or mean nothing.

Why:
    A setting that is misspelt is not followed, and nobody would notice until the check that it was meant for is
    missed.

Bad:
    # pyproject.toml
    [tool.previewctl]
    selct = ["PV2"]

Good:
    # pyproject.toml
    [tool.previewctl]
    select = ["PV2"]

Fix:
    Write one of `platform`, `offline`, `select` and `ignore`, as docs/linting.md has them.
""",
    "PV119": """Reports two files of one run that are about the same service.

Why:
    Previews are named by service and pull request. Of two files with one name the second would replace what the
    first has rendered.

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
    This is a bug in previewctl, and not in your file. The other rules have looked at it, so the other findings
    stand.

Bad:
    # no input is known to cause it

Good:
    # any file

Fix:
    Report it with the file, or the smallest part of it that shows the failure.
""",
}
