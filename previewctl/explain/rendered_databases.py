"""Explains the codes about databases of a rendered tree."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV520": """Reports a database that can never be seen to have failed.

Why:
    Argo CD never calls a StatefulSet Degraded. One whose pod cannot start, over a seed image that is broken, keeps the
    sync running for ever, and the pod that is broken is not replaced even by the mended template. The preview of a
    closed pull request stays.

Bad:
    kind: StatefulSet
    apiVersion: apps/v1
    metadata: {name: postgres, annotations: {argocd.argoproj.io/sync-wave: "-20"}}
    spec:
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers: [{name: postgres, image: "postgres:17", readinessProbe: {exec: {command: [pg_isready]}}, volumeMounts: [{name: data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: postgres}}]

Good:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: postgres, annotations: {argocd.argoproj.io/sync-wave: "-20"}}
    spec:
      strategy: {type: Recreate}
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers: [{name: postgres, image: "postgres:17", readinessProbe: {exec: {command: [pg_isready]}}, volumeMounts: [{name: data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: postgres}}]

Fix:
    Make it a Deployment with the strategy Recreate, a `progressDeadlineSeconds`, and a claim of its own.
""",
    "PV521": """Reports a database that counts as ready before it answers.

Why:
    Without a probe a pod is ready as soon as its containers run. A database takes a while longer, so migrations and the
    app start against a server that refuses them.

Bad:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: postgres, annotations: {argocd.argoproj.io/sync-wave: "-20"}}
    spec:
      strategy: {type: Recreate}
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers: [{name: postgres, image: "postgres:17", volumeMounts: [{name: data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: postgres}}]

Good:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: postgres, annotations: {argocd.argoproj.io/sync-wave: "-20"}}
    spec:
      strategy: {type: Recreate}
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers: [{name: postgres, image: "postgres:17", readinessProbe: {exec: {command: [pg_isready]}}, volumeMounts: [{name: data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: postgres}}]

Fix:
    Give its container a readiness probe that asks the server, and a startup probe as well if it is a sidecar.
""",
    "PV524": """Reports a database that loses what only a sync puts into it.

Why:
    A pod that is replaced, because its node was reclaimed, starts with empty directories. Hooks run in a sync, and
    nothing syncs because of a pod. The database comes back ready, and the app meets missing tables.

Bad:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: postgres, annotations: {argocd.argoproj.io/sync-wave: "-20"}}
    spec:
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers: [{name: postgres, image: "postgres:17", readinessProbe: {exec: {command: [pg_isready]}}, volumeMounts: [{name: data}]}]
          volumes: [{name: data, emptyDir: {}}]
    ---
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: migrate
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: migrate, command: [python, manage.py, migrate]}]}}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Good:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: postgres, annotations: {argocd.argoproj.io/sync-wave: "-20"}}
    spec:
      strategy: {type: Recreate}
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers: [{name: postgres, image: "postgres:17", readinessProbe: {exec: {command: [pg_isready]}}, volumeMounts: [{name: data}]}]
          volumes: [{name: data, persistentVolumeClaim: {claimName: postgres}}]
    ---
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: migrate
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: migrate, command: [python, manage.py, migrate]}]}}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Fix:
    Mount a claim, or let the database's own pod restore and migrate before it is ready.
""",
}
"""By code: the sections that the docstring of a rule has. The examples are built objects."""
