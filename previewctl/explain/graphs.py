"""Explains the codes about the graph of services and previews."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV245": """Reports a dependency that neither the catalogue nor any file knows.

Why:
    Nobody has said where its staging is, and nothing can be a preview of it. Mostly the name is misspelt, or the service was
    renamed and one of its consumers was forgotten.

Bad:
    dependencies:
      biling-api: {env: BILLING_API_URL}

Good:
    dependencies:
      billing-api: {env: BILLING_API_URL}

Fix:
    Correct the name, or add the service to `services` in platform.yaml.
""",
    "PV246": """Reports previews of a service that the catalogue does not have.

Why:
    ApplicationSets are made from the catalogue. What is published for a service that is not in it never runs, and nothing
    removes it.

Bad:
    service: orders-service

Good:
    service: orders-api

Fix:
    Add the service to `services` in platform.yaml, or correct its name in preview.yaml.
""",
    "PV247": """Reports a dependency that points at a preview which is not published.

Why:
    Nothing answers at that URL: the pull request was closed, has lost its label, or was never published.

Bad:
    dependencies:
      billing-api: {env: BILLING_API_URL}
    overrides:
      billing-api: pr-99

Good:
    dependencies:
      billing-api: {env: BILLING_API_URL}

Fix:
    Publish that preview, or remove the override. `previewctl sync` points published previews at staging again.
""",
    "PV248": """Reports services that depend on each other in a circle.

Why:
    That works, for no preview waits for another one. But none of them can start with all the others ready, so each has to
    bear a dependency that does not answer yet, and two branches of such services can only be tested together.

Bad:
    dependencies:
      billing-api: {env: BILLING_API_URL}
    # billing/preview.yaml
    apiVersion: previewctl.dev/v1
    kind: Preview
    service: billing-api
    runtime: container
    image: registry.example.com/billing-api
    processes: {web: {port: 8000}}
    dependencies:
      orders-api: {env: ORDERS_API_URL}

Good:
    dependencies:
      billing-api: {env: BILLING_API_URL}
    # billing/preview.yaml
    apiVersion: previewctl.dev/v1
    kind: Preview
    service: billing-api
    runtime: container
    image: registry.example.com/billing-api
    processes: {web: {port: 8000}}

Fix:
    Nothing has to be done. If the circle was not meant, remove the dependency that does not belong there.
""",
    "PV249": """Reports a preview that is due to be reaped before one that depends on it.

Why:
    A preview ends when nobody has used it for `lifetime.idle`, or at the latest after `lifetime.max`. One that another preview
    uses is held, so it stays longer than its file says; and when its own pull request ends, its consumer falls back to staging
    in the middle of a test.

Bad:
    # previews/billing-api/pr-7/preview.yaml
    lifetime: {idle: 1d}
    # previews/orders-api/pr-42/preview.yaml
    overrides: {billing-api: pr-7}
    lifetime: {idle: 7d}

Good:
    # previews/billing-api/pr-7/preview.yaml
    lifetime: {idle: 7d}
    # previews/orders-api/pr-42/preview.yaml
    overrides: {billing-api: pr-7}
    lifetime: {idle: 7d}

Fix:
    Give both the same `lifetime`, or point the consumer at staging.
""",
    "PV250": """Reports a published preview whose record cannot be read.

Why:
    The record is all that is known of a preview: where it points, who points at it, and which files are its own. Without it the
    preview counts as not published, and its ApplicationSet may fail on it.

Bad:
    # previews/orders-api/pr-42/preview.json
    {"preview": {}}

Good:
    # previews/orders-api/pr-41/preview.yaml
    overrides: {}

Fix:
    Publish the preview again, or remove its directory. Nothing but previewctl should write below `previews/`.
""",
    "PV251": """Reports a record that stops the ApplicationSet of its service.

Why:
    The generator reads every record of a service. One that it cannot read is an error of the whole ApplicationSet: Argo CD then
    neither creates, updates nor deletes any of the service's previews until the file is mended.

Bad:
    # previews/orders-api/pr-42/preview.json
    {"preview": {"tree": "0123456789ab"

Good:
    # previews/orders-api/pr-41/preview.yaml
    overrides: {}

Fix:
    Publish that preview again, or remove its directory.
""",
}
