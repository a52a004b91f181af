"""What is wrong with the shape of a file."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV100": """Reports a value that does not fit its field.

Why:
    It is the finding for what no other code has words for.

Bad:
    # no input is known to cause it

Good:
    team: payments

Fix:
    The message says what was expected. If it is unclear, please report it.
""",
    "PV101": """Reports a key that must be there and is not.

Why:
    Without it the preview cannot be planned, and a default would be a guess.

Bad:
    databases:
      postgres: {env: DATABASE_URL}

Good:
    databases:
      postgres: {version: 17, env: DATABASE_URL}

Fix:
    Add the key. `previewctl explain databases.postgres.version` says what it is for.
""",
    "PV102": """Reports a key that means nothing at its place.

Why:
    A key that is misspelt, or stands one level too high or too low, would be ignored in silence. So nothing unknown
    is accepted.

Bad:
    processes:
      web: {port: 8000, helth: /healthz}

Good:
    processes:
      web: {port: 8000, health: /healthz}

Fix:
    Take the suggested key, or one of those that the help lists for this place.
""",
    "PV103": """Reports a value of another type than its field's.

Why:
    A text where a number or a list is wanted is read differently by different programs. A command is a list,
    because no shell reads it.

Bad:
    processes:
      web: {port: 8000, command: gunicorn shop.wsgi}

Good:
    processes:
      web: {port: 8000, command: [gunicorn, shop.wsgi]}

Fix:
    Write the type that the message names. Numbers and booleans stand without quotes, lists in brackets.
""",
    "PV104": """Reports a value that is none of those a field knows.

Why:
    The field chooses between a few behaviours, and this is the name of none.

Bad:
    spot: prefered

Good:
    spot: preferred

Fix:
    Write one of the values that the help lists.
""",
    "PV105": """Reports a text that does not have its field's form.

Why:
    Names become names of Kubernetes objects and hosts, durations and amounts are calculated with. A text of another
    form would be refused later, by something that explains less.

Bad:
    processes:
      Web Server: {port: 8000}
    endpoint: {process: web}

Good:
    processes:
      web: {port: 8000}

Fix:
    The help says which form is wanted, with an example.
""",
    "PV106": """Reports a number or a length outside of its bounds.

Why:
    Beyond these bounds Kubernetes, or the platform, would refuse it.

Bad:
    processes:
      web: {port: 80000}

Good:
    processes:
      web: {port: 8000}

Fix:
    Write a value within the bounds that the message names.
""",
    "PV107": """Reports a key without a value.

Why:
    In YAML a key with nothing behind it is null. Whether that means the default, an empty text or a line that was
    never finished, nobody can tell.

Bad:
    env:
      LOG_LEVEL:

Good:
    env:
      LOG_LEVEL: ""

Fix:
    Give it a value, or remove the key. `""` is an empty text.
""",
    "PV108": """Reports a placeholder that cannot be read.

Why:
    `${` begins a placeholder of previewctl. No shell reads these values, so `${HOME}` would not be the home
    directory.

Bad:
    env:
      CACHE: ${HOME}/cache

Good:
    env:
      CACHE: $${HOME}/cache

Fix:
    Write `${kind.name}`, such as `${endpoint.url}`, or `$${` for a literal `${`.
""",
    "PV109": """Reports an apiVersion that this previewctl does not read.

Why:
    The version says what the keys mean. A file of a later version may look alike and mean something else.

Bad:
    apiVersion: previewctl.dev/v2

Good:
    apiVersion: previewctl.dev/v1

Fix:
    Write a version that the help names, or install the previewctl that reads this one.
""",
}
