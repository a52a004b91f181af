"""Explains the codes about hooks and Jobs of a rendered tree."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV516": """Reports a hook of the deletion in the namespace that is deleted.

Why:
    A PostDelete hook runs when all objects are gone, its own namespace included, so it can never run and the
    Application is never removed. A PreDelete hook that fails keeps all that it should clear away.

Bad:
    kind: Namespace
    apiVersion: v1
    metadata: {name: pv-shop-7, annotations: {argocd.argoproj.io/sync-wave: "-50"}}
    ---
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      namespace: pv-shop-7
      annotations:
        argocd.argoproj.io/hook: PostDelete
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Good:
    kind: Namespace
    apiVersion: v1
    metadata: {name: pv-shop-7, annotations: {argocd.argoproj.io/sync-wave: "-50"}}
    ---
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      namespace: pv-shop-7
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Fix:
    Do without it: deleting the namespace frees everything in it. What has to be done elsewhere belongs into a workflow.
""",
    "PV517": """Reports a hook that may keep a sync, and a preview, for ever.

Why:
    A Job that cannot start, for lack of an image or a node, runs for ever. Argo CD syncs no other commit while it
    waits, and does not delete the Application of a closed pull request either.

Bad:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Good:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Fix:
    Set `activeDeadlineSeconds`.
""",
    "PV518": """Reports a hook that does not run again in the next sync.

Why:
    A Job runs once. Unless the hook of the sync before is deleted first, the next sync meets it, cannot change its
    pods, and fails.

Bad:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/hook-delete-policy: HookSucceeded
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Good:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/hook-delete-policy: "BeforeHookCreation,HookSucceeded"
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Fix:
    Add `BeforeHookCreation` to the hook's delete policy, or leave the policy out, which means the same.
""",
    "PV519": """Reports a Job that deletes itself while Argo CD looks after it.

Why:
    A Job with a time to live can be gone before Argo CD has seen that it succeeded, and the sync fails over a missing
    object. One that is no hook is out of sync as soon as it is gone, and runs again.

Bad:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      ttlSecondsAfterFinished: 60
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Good:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      annotations:
        argocd.argoproj.io/hook: Sync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Fix:
    Remove `ttlSecondsAfterFinished`. The delete policy of the hook clears the Job away.
""",
    "PV527": """Reports an annotation whose value Argo CD passes over.

Why:
    Argo CD says nothing about a hook, a delete policy or a wave that it cannot read. An object with an unknown hook is
    never applied, and a wave that is no integer is wave 0.

Bad:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      annotations:
        argocd.argoproj.io/hook: presync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Good:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: report
      annotations:
        argocd.argoproj.io/hook: PreSync
        argocd.argoproj.io/sync-wave: "-5"
    spec:
      activeDeadlineSeconds: 600
      template: {spec: {containers: [{name: report, command: [python, report.py]}]}}

Fix:
    Write the value as Argo CD spells it: `PreSync`, `Sync`, `PostSync`, `SyncFail` or `Skip`, and a whole number for
    the wave.
""",
    "PV529": """Reports a Job that the next image cannot change.

Why:
    The pods of a Job cannot be changed. A seed or a migration that is no hook works in the first sync, and the next
    image makes the sync fail.

Bad:
    kind: Job
    apiVersion: batch/v1
    metadata:
      name: migrate
      annotations:
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
    Make it a hook: it is then deleted and made again in each sync.
""",
}
"""By code: the sections that the docstring of a rule has. The examples are built objects."""
