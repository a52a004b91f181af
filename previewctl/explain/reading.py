"""What is wrong with a file before it has a shape."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV001": """Reports a file that is missing, is a directory or cannot be read.

Why:
    Nothing can be said about a file that is not there. Pipes, sockets and devices are refused too, because reading
    one could wait for ever.

Bad:
    # the path does not exist
    # previewctl lint previw.yaml

Good:
    # previewctl lint preview.yaml

Fix:
    Check the path; the help names a file that is called nearly the same. Standard input is `-`.
""",
    "PV002": """Reports a file of more than 1 MiB.

Why:
    No configuration is that large, so it is the wrong file, or data stands in it that belongs elsewhere. The limit
    keeps a pull request from filling the memory of whoever checks it.

Bad:
    # two megabytes of text

Good:
    # a few kilobytes

Fix:
    Name the right file. Seed data has files of its own.
""",
    "PV003": """Reports a file that is not UTF-8.

Why:
    YAML is read as UTF-8 by everything that comes after previewctl. In another encoding letters would change on the
    way.

Bad:
    # saved as Latin-1 or UTF-16

Good:
    # saved as UTF-8, with or without a byte order mark

Fix:
    Save the file as UTF-8.
""",
    "PV004": """Reports a character that YAML does not allow, such as NUL or an escape.

Why:
    Control characters change what a terminal or a review shows, and other YAML readers refuse them.

Bad:
    # a control character in a value

Good:
    # the same value without it

Fix:
    Remove the character, or write it as an escape such as `\\x1b` in double quotes.
""",
    "PV005": """Reports text that is not YAML.

Why:
    The rest of the file cannot be understood, so this is the first thing to mend; other findings may follow.

Bad:
    team: @payments

Good:
    team: payments

Fix:
    The help says what the reader stumbled over: a quote or a bracket that is not closed, a missing space behind a
    colon, a character that has a meaning of its own.
""",
    "PV006": """Reports a tab where YAML wants spaces.

Why:
    YAML is indented with spaces only. Editors show both alike.

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
    Readers of YAML disagree on which of the two counts, and most say nothing. One of them is not what somebody
    thinks it is.

Bad:
    processes:
      web: {port: 8000}
      web: {port: 8080}

Good:
    processes:
      web: {port: 8080}

Fix:
    Remove one of the two, or merge their values.
""",
    "PV008": """Reports a second YAML document in one file.

Why:
    A preview.yaml is about one service. What stands behind `---` would be ignored without a word.

Bad:
    team: payments
    ---
    team: storefront

Good:
    team: payments

Fix:
    Remove the line with `---`, or move what follows into a file of its own.
""",
    "PV009": """Reports a file with nothing in it.

Why:
    An empty file is a mistake more often than not: one that was never saved, or of which everything is a comment.

Bad:
    ---
    # to do

Good:
    apiVersion: previewctl.dev/v1

Fix:
    Write its first key, or remove the file. `previewctl init` writes one from what the repository says.
""",
    "PV010": """Reports a file whose top is not a mapping.

Why:
    A preview.yaml is a mapping: lines of the form `key: value`. A list or a single text at the top has no keys.

Bad:
    ---
    - service: orders-api

Good:
    service: orders-api

Fix:
    Write `key: value` lines. A key without a space behind its colon is a text: the help says so.
""",
    "PV011": """Reports an alias whose anchor is not defined above it.

Why:
    `*name` repeats the value that `&name` marks, and YAML looks for it upwards only.

Bad:
    env:
      LOG_LEVEL: *level

Good:
    env:
      LOG_LEVEL: &level debug
      CELERY_LOG_LEVEL: *level

Fix:
    Write `&name` before the value to repeat, or put a text that starts with `*` into quotes.
""",
    "PV012": """Reports nesting that is deeper than any configuration needs.

Why:
    Forty levels are more than a preview.yaml has use for. Deeper ones are a bracket that was never closed, or an
    attempt to exhaust the reader.

Bad:
    # and so on, forty times
    env: {A: {A: {A: {A: {A: x}}}}}

Good:
    env: {A: x}

Fix:
    Close the brackets above, or make the structure flatter.
""",
    "PV013": """Reports aliases or merge keys that expand to too much.

Why:
    A few lines of aliases that repeat aliases stand for millions of values. Whoever reads them runs out of memory.

Bad:
    env:
      A: &a [x, x, x, x, x, x, x, x, x, x]
      B: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
      C: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
      D: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
      E: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
      F: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]

Good:
    env:
      A: x

Fix:
    Write out what is meant, or move data into files of its own.
""",
    "PV014": """Reports a YAML tag.

Why:
    Tags make readers construct things: dates, sets, objects. preview.yaml has texts, numbers, booleans, lists and
    mappings, and nothing else.

Bad:
    team: !!binary cGF5bWVudHM=

Good:
    team: payments

Fix:
    Remove the tag. A text that starts with `!` goes into quotes.
""",
    "PV015": """Reports a mapping key that is not a plain text.

Why:
    Keys are names. A list, a mapping or nothing at all cannot be one.

Bad:
    env:
      [A, B]: debug

Good:
    env:
      A: debug
      B: debug

Fix:
    Write the key as a text, in quotes if need be. A text with `{{ … }}` needs quotes.
""",
    "PV016": """Reports a merge key whose value is not a mapping.

Why:
    `<<` copies the keys of another mapping to its place. A text or a list of texts has none.

Bad:
    env:
      <<: defaults
      LOG_LEVEL: debug

Good:
    env:
      LOG_LEVEL: debug

Fix:
    Name an anchor whose value is a mapping, as in `<<: *defaults`, or quote the key if it is meant literally.
""",
    "PV304": """Reports a seed.lock that cannot be read.

Why:
    The lock says which data a preview starts with: its hash names the image and the volume. Without it nothing can
    be planned.

Bad:
    databases:
      postgres: {version: 17}
    seed: {dataset: orders, version: 2026.11.1}
    # seed-data/orders/seed.lock
    dataset: orders

Good:
    team: payments

Fix:
    Make the lock anew from the dataset, and commit it beside the data. A lock has `dataset`, `version`,
    `contentHash` and `engines`.
""",
}
