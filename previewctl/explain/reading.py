"""Explains the codes of reading: what no rule reports, for without a YAML document there is nothing to check."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV001": """Reports a file that is missing, is a directory or cannot be read.

Why:
    Nothing can be said about a file that cannot be opened. Mostly its name is misspelt, or the command runs in another
    directory than its author had in mind.

Bad:
    # previewctl lint preview.yml, where the file is called preview.yaml

Good:
    # previewctl lint preview.yaml

Fix:
    Name a file that exists and that you may read. Without a name previewctl looks for preview.yaml here and above.
""",
    "PV002": """Reports a file over 1 MiB.

Why:
    A preview.yaml is written and read by people, and the largest has a few hundred lines. A larger file is something else,
    or one that is made to keep its reader busy.

Bad:
    env: {FIXTURES: "[… more than a megabyte of text …]"}

Good:
    env: {FIXTURES_FILE: /app/fixtures.json}

Fix:
    Put large values into files of the image, and name these.
""",
    "PV003": """Reports a file that is not UTF-8.

Why:
    YAML is Unicode, and UTF-8 is what everything that reads this file expects. Other encodings show as wrong letters in
    labels and variables, or not at all.

Bad:
    team: crédit  # saved as Latin-1

Good:
    team: credit

Fix:
    Save the file as UTF-8; the message says where the first byte stands that is none.
""",
    "PV004": r"""Reports a character that YAML does not allow, such as NUL.

Why:
    Control characters, invisible line breaks and halves of surrogate pairs are read differently by each reader, and no
    process can be given a NUL. They come in by copying, and nobody sees them.

Bad:
    env: {GREETING: "hello\0"}

Good:
    env: {GREETING: "hello"}

Fix:
    Remove the character. Where it is meant, write its escape in double quotes.
""",
    "PV005": """Reports text that is not YAML.

Why:
    The parser cannot say where a value ends and the next key starts, so nothing below this place has a meaning. The message
    guesses from the text around it what was meant.

Bad:
    team:payments

Good:
    team: payments

Fix:
    Mend the line that the carets show, or the one above it: a space after each colon, quotes around a text with `: ` or `#`.
""",
    "PV006": """Reports a tab where YAML wants spaces.

Why:
    YAML shows by indentation what belongs together, and a tab is as wide as an editor likes. So it does not allow tabs there.

Bad:
    processes:
    \tweb: {port: 8000}

Good:
    processes:
      web: {port: 8000}

Fix:
    Indent with spaces, two for each level.
""",
    "PV007": """Reports a key that stands twice in one mapping.

Why:
    Most readers of YAML keep the last of two values without a word, so the first one is lost. After a merge of two branches
    that is easily overlooked.

Bad:
    env:
      LOG_LEVEL: debug
      LOG_LEVEL: info

Good:
    env:
      LOG_LEVEL: debug

Fix:
    Remove one of the two, or merge their values.
""",
    "PV008": """Reports a second YAML document in one file.

Why:
    One file is about one service. What stands below a `---` would be read by nobody.

Bad:
    team: payments
    ---
    team: checkout

Good:
    team: payments

Fix:
    Remove the `---`, or move what follows into a file of its own.
""",
    "PV009": """Reports a file with nothing in it.

Why:
    An empty preview.yaml says nothing about a service, not even its name. Mostly it was created and never written.

Bad:
    ---
    # TODO

Good:
    team: payments

Fix:
    Write the file (`previewctl init` makes a first one), or remove it.
""",
    "PV304": """Reports a seed.lock that cannot be read.

Why:
    The lock pins the content of a dataset: its hash names the image that carries the data. Without it a preview could start
    with other data than the reviewers saw.

Bad:
    databases: {postgres: {version: "17"}}
    seed: {dataset: orders, version: 2026.11.1}
    # seed-data/orders/seed.lock
    dataset: orders
    version: 2026.11.1
    contentHash: "0123"
    engines: {postgres: {version: "17"}}

Good:
    databases: {postgres: {version: "17"}}
    seed: {dataset: orders, version: 2026.11.1}
    # seed-data/orders/seed.lock
    dataset: orders
    version: 2026.11.1
    contentHash: 0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
    engines: {postgres: {version: "17"}}

Fix:
    Take the lock from Git as it was when its data was built. It has `dataset`, `version`, `contentHash` with 64 digits, and
    `engines`.
""",
}
"""By code: the sections that the docstring of a rule has."""
