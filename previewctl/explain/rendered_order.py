"""Explains the codes about the order of a rendered tree: databases, seeds, migrations and the app."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV510": """Reports a Job that may run before its database is ready.

Why:
    Argo CD waits for health between waves and between phases, and never within one. All of PreSync comes before the
    first object of the phase Sync, so a migration there runs while the database does not exist, and the sync fails, or
    runs against the database that the commit before has left.

Bad:
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
        argocd.argoproj.io/hook: PreSync
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
    Make it a hook of the phase Sync, in a wave above the database's.
""",
    "PV511": """Reports migrations that may run before the seed is in place.

Why:
    A seed that is loaded after the migrations, or beside them, meets tables of another shape, or none. Two Jobs of one
    wave run at the same time.

Bad:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: seed
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: seed, command: [/seed/load]}]}}
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
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: seed
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-10"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: seed, command: [/seed/load]}]}}
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
    Put the seed into a wave of its own, below that of the migrations.
""",
    "PV512": """Reports what may run before its data is seeded and migrated.

Why:
    The app's pods start as soon as their wave is reached. When the seed or the migrations come in the same wave, in a
    later one or in PostSync, the new code answers requests over tables that it does not know.

Bad:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: migrate
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "0"
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
    Put the app into the last wave, and each Job that prepares its data into a lower one, as a hook of the phase Sync.
""",
    "PV513": """Reports an app that may start before its database is ready.

Why:
    Within one wave nothing waits. An app in its database's wave starts while that is still starting, crashes, and is
    started again after ever longer pauses.

Bad:
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
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "-20"}}
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
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Fix:
    Give the app a wave above the database's.
""",
    "PV514": """Reports a claim whose wave waits for a pod of a later one.

Why:
    A volume is bound when the first pod that mounts it is scheduled, on most clouds. Until then Argo CD calls the claim
    Progressing and does not begin the next wave, in which that pod stands. Both wait for ever. The same happens to a
    claim that no pod mounts.

Bad:
    kind: PersistentVolumeClaim
    apiVersion: v1
    metadata: {name: media, annotations: {argocd.argoproj.io/sync-wave: "-10"}}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      strategy: {type: Recreate}
      template:
        spec:
          containers: [{name: app, image: shop}]
          volumes: [{name: media, persistentVolumeClaim: {claimName: media}}]

Good:
    kind: PersistentVolumeClaim
    apiVersion: v1
    metadata: {name: media, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      strategy: {type: Recreate}
      template:
        spec:
          containers: [{name: app, image: shop}]
          volumes: [{name: media, persistentVolumeClaim: {claimName: media}}]

Fix:
    Give the claim the wave of the pod that mounts it, and remove a claim that nothing mounts.
""",
    "PV515": """Reports hooks whose change alone is never synced.

Why:
    Argo CD does not compare hooks. When nothing but a hook changes, the Application stays synced and the new hook never
    runs. A stamp on the pods of the last wave is a change that Argo CD sees, and it stays one until the hooks have
    passed. In an earlier wave it makes a failed hook look synced.

Bad:
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
        metadata: {labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Good:
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
    Put a digest of the hooks and of the data's identity into an annotation of the pod templates of the last wave.
""",
}
"""By code: the sections that the docstring of a rule has. The examples are built objects."""
