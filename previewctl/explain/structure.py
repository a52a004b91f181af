"""Explains the codes about the structure of a YAML document: its top, its aliases, its keys."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV010": """Reports a file whose top is not a mapping.

Why:
    A preview.yaml consists of keys and their values. A list or a single text at its top has no keys to look at.

Bad:
    ---
    - service: orders-api
    - runtime: container

Good:
    service: orders-api
    runtime: container

Fix:
    Write lines such as `key: value` at the top, without `- ` before them.
""",
    "PV011": """Reports an alias whose anchor is not defined above it.

Why:
    `*name` repeats the value that `&name` marks further up. Without that there is nothing to repeat. A text that starts with
    `*` needs quotes.

Bad:
    processes:
      web: {port: 8000}
      worker: &worker {command: [python, work.py]}
      reports: *wroker

Good:
    processes:
      web: {port: 8000}
      worker: &worker {command: [python, work.py]}
      reports: *worker

Fix:
    Write the name as it stands behind the `&`, or put the text in quotes.
""",
    "PV012": """Reports nesting deeper than any configuration needs.

Why:
    A preview.yaml has some six levels. Forty are a file that went wrong, or one that is made to exhaust what reads it.

Bad:
    env: {A: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[x]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]]}

Good:
    env: {A: x}

Fix:
    Close the brackets above, or make the structure flatter.
""",
    "PV013": """Reports aliases or merge keys that expand to too much.

Why:
    Each alias repeats a whole value, so a few lines of aliases of aliases become millions of values. Some readers of YAML run
    out of memory over such a file.

Bad:
    env:
      A: &a [x, x, x, x, x, x, x, x, x, x]
      B: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
      C: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
      D: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
      E: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]

Good:
    env:
      A: &a x
      B: *a

Fix:
    Remove aliases that repeat other aliases, or move data into files of the image.
""",
    "PV014": """Reports a YAML tag.

Why:
    A tag such as `!!binary` or `!Ref` asks the reader to make something else of a value, and each reader knows other ones.
    previewctl knows texts, numbers, booleans, lists and mappings.

Bad:
    team: !!binary cGF5bWVudHM=

Good:
    team: payments

Fix:
    Write the plain value. A text that starts with `!` goes into quotes.
""",
    "PV015": """Reports a mapping key that is not a plain string.

Why:
    YAML allows lists, mappings and null as keys, and nothing in a preview.yaml has such a name. Often it is a template's
    `{{ … }}` without quotes, which YAML reads as two mappings.

Bad:
    env: {[FIRST, SECOND]: debug}

Good:
    env: {FIRST: debug, SECOND: debug}

Fix:
    Write the key as a text, in quotes if need be.
""",
    "PV016": """Reports a merge key whose value is not a mapping.

Why:
    `<<` takes over the keys of another mapping. A text or a list of texts has no keys.

Bad:
    processes:
      web: {<<: worker, port: 8000}

Good:
    processes:
      worker: &worker {command: [python, work.py]}
      web: {<<: *worker, port: 8000}

Fix:
    Name an anchor whose value is a mapping, with a `*` before it.
""",
}
"""By code: the sections that the docstring of a rule has."""
