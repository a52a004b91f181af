"""Explains the codes about the shape of a file: which keys it has, and what stands in them."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV100": """Reports a value that does not fit its field.

Why:
    Nearly every mistake of this kind has a code of its own, such as PV103 for a text where a number belongs. This one stands for
    those that previewctl has no words for; the message says what the validation said.

Bad:
    processes: {web: {port: eight thousand}}

Good:
    processes: {web: {port: 8000}}

Fix:
    Write what the message asks for; `previewctl explain processes.web.port` describes a field.
""",
    "PV101": """Reports a key that must be there and is not.

Why:
    Without it nobody can say what is meant, and a guess would be wrong for somebody: which image, which port, which version.

Bad:
    services: {mailpit: {image: "axllent/mailpit:v1.27"}}

Good:
    services: {mailpit: {image: "axllent/mailpit:v1.27", port: 1025}}

Fix:
    Add the key that the message names.
""",
    "PV102": """Reports a key that means nothing at its place.

Why:
    A key that is misspelt, or that stands one level too high or too low, would change nothing, and its author would look for the
    reason in the cluster.

Bad:
    processes: {web: {port: 8000, helth: /healthz}}

Good:
    processes: {web: {port: 8000, health: /healthz}}

Fix:
    Take one of the keys that the message names, and mind the indentation.
""",
    "PV103": """Reports a value of another type than its field's.

Why:
    A text is not a list, and `"8000"` in quotes is not a number. What looks alike is read differently, so previewctl does not
    guess: a command as one text, for one, would need a shell.

Bad:
    processes: {web: {command: python serve.py, port: 8000}}

Good:
    processes: {web: {command: [python, serve.py], port: 8000}}

Fix:
    Write the value in the form that the message asks for.
""",
    "PV104": """Reports a value that is none of those a field knows.

Why:
    The field chooses between a few things that previewctl can do. For any other word there is nothing that it could choose.

Bad:
    runtime: rails

Good:
    runtime: container

Fix:
    Write one of the values that the message names.
""",
    "PV105": """Reports a text that does not have its field's form.

Why:
    Names become DNS names, labels and paths, and durations and amounts are calculated with. A text of another form would be
    refused by Kubernetes later, far away from this file.

Bad:
    lifetime: {idle: 3 days}

Good:
    lifetime: {idle: 3d}

Fix:
    Write the text in the form that the message shows.
""",
    "PV106": """Reports a number or a length outside of its bounds.

Why:
    There are 65,535 ports, and a name has to fit into what is made of it. Beyond its bounds a value has no meaning, or would
    harm the platform that all previews share.

Bad:
    processes: {web: {port: 80000}}

Good:
    processes: {web: {port: 8000}}

Fix:
    Write a value inside of the bounds that the message names.
""",
    "PV107": """Reports a key without a value.

Why:
    `key:` alone is null in YAML. It can mean an empty text, the default or a line that was never finished, so previewctl asks.

Bad:
    team:

Good:
    team: payments

Fix:
    Give the key a value, or remove it; `""` is an empty text.
""",
    "PV108": """Reports a placeholder that cannot be read.

Why:
    `${…}` stands for a value that previewctl fills in. Variables of a shell have the same form and are none of its business:
    nothing expands them in a preview.

Bad:
    env: {GREETING: "hello ${USER}"}

Good:
    env: {GREETING: "hello $${USER}"}

Fix:
    Write `${kind.name}`, such as `${endpoint.url}`, or `$${` for a literal `${`.
""",
    "PV109": """Reports an apiVersion that this previewctl does not read.

Why:
    The version says what the keys mean. An older previewctl could read a newer file in another way than it is meant.

Bad:
    apiVersion: previewctl.dev/v2

Good:
    apiVersion: previewctl.dev/v1

Fix:
    Write `previewctl.dev/v1`, or install the previewctl that the file was written for.
""",
}
"""By code: the sections that the docstring of a rule has."""
