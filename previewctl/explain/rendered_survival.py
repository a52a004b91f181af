"""Explains the codes about what a reclaimed node takes away, and about what outlives a preview."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV560": """Reports a hook on spot nodes that counts a reclaimed node as a failure.

Why:
    A spot node goes away with two minutes' notice, and its pods are evicted. Without a rule for that, the Job counts the
    evicted pod against `backoffLimit` like a migration that failed, and a few reclaimed nodes fail the sync.

Bad:
    kind: Job
    apiVersion: batch/v1
    metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: Sync}}
    spec:
      activeDeadlineSeconds: 600
      template:
        spec:
          tolerations: [{key: previewctl.dev/spot, operator: Exists}]
          containers: [{name: migrate, command: [python, manage.py, migrate]}]
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "1"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Good:
    kind: Job
    apiVersion: batch/v1
    metadata: {name: migrate, annotations: {argocd.argoproj.io/hook: Sync}}
    spec:
      activeDeadlineSeconds: 600
      podFailurePolicy:
        rules: [{action: Ignore, onPodConditions: [{type: DisruptionTarget, status: "True"}]}]
      template:
        spec:
          tolerations: [{key: previewctl.dev/spot, operator: Exists}]
          containers: [{name: migrate, command: [python, manage.py, migrate]}]
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "1"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Fix:
    Add a `podFailurePolicy` whose rule ignores pods with the condition `DisruptionTarget`. It needs `restartPolicy: Never`.
""",
    "PV561": """Reports a Deployment that starts its next pod while the one before still has the volume.

Why:
    A rollout starts the new pod first and ends the old one when the new one is ready. A volume for one node, or for one pod,
    is still at the old one, so the new pod waits for it and never gets ready, and the old one is never ended. Where both are
    on one node, two servers write to the same files.

Bad:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: media}
    spec:
      template:
        spec:
          containers: [{name: media, image: shop, volumeMounts: [{name: media}]}]
          volumes: [{name: media, persistentVolumeClaim: {claimName: media}}]

Good:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: media}
    spec:
      strategy: {type: Recreate}
      template:
        spec:
          containers: [{name: media, image: shop, volumeMounts: [{name: media}]}]
          volumes: [{name: media, persistentVolumeClaim: {claimName: media}}]

Fix:
    Set `strategy: {type: Recreate}`: the old pod ends before the next one starts.
""",
    "PV562": """Reports a database with a volume that is told not to write safely to it.

Why:
    With `fsync` or `full_page_writes` off, PostgreSQL does not wait for the disk. It is fast, and right for data that goes
    away with its pod anyway. On a volume, a node that is reclaimed leaves files that are neither the old state nor the new
    one, and the next pod starts on them. Redis that neither appends nor saves leaves its volume empty.

Bad:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: postgres}
    spec:
      strategy: {type: Recreate}
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers:
            - {name: postgres, image: "postgres:17", args: ["-c", "fsync=off"], readinessProbe: {exec: {}}, volumeMounts: [{name: data}]}
          volumes: [{name: data, persistentVolumeClaim: {claimName: postgres}}]

Good:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: postgres}
    spec:
      strategy: {type: Recreate}
      template:
        metadata: {labels: {app: postgres}}
        spec:
          containers:
            - {name: postgres, image: "postgres:17", readinessProbe: {exec: {}}, volumeMounts: [{name: data}]}
          volumes: [{name: data, persistentVolumeClaim: {claimName: postgres}}]

Fix:
    Take the setting out of the arguments, or give the database no claim.
""",
    "PV563": """Reports a pod that takes longer to end than a spot node gives it.

Why:
    A spot node goes away two minutes after its notice. A pod with a longer `terminationGracePeriodSeconds` is killed in the
    middle of what it still had to do.

Bad:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: worker}
    spec:
      template:
        spec:
          terminationGracePeriodSeconds: 600
          tolerations: [{key: previewctl.dev/spot, operator: Exists}]
          containers: [{name: worker, image: shop}]

Good:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: worker}
    spec:
      template:
        spec:
          terminationGracePeriodSeconds: 60
          tolerations: [{key: previewctl.dev/spot, operator: Exists}]
          containers: [{name: worker, image: shop}]

Fix:
    Set `terminationGracePeriodSeconds` to 120 or less and split the work into shorter tasks, or keep it off spot nodes.
""",
    "PV564": """Reports an object that is told to stay when its preview is deleted.

Why:
    `Delete=false`, `Prune=false` and `helm.sh/resource-policy: keep` tell Argo CD to leave an object where it is. In a preview
    nobody comes back for it: it costs money for ever, and the next preview of the same number finds it.

Bad:
    kind: ConfigMap
    apiVersion: v1
    metadata: {name: config, annotations: {argocd.argoproj.io/sync-options: Delete=false}}

Good:
    kind: ConfigMap
    apiVersion: v1
    metadata: {name: config}

Fix:
    Take the annotation off.
""",
    "PV565": """Reports an object that does not stand in the preview's own namespace.

Why:
    A preview is deleted with its namespace. What belongs to the whole cluster, or stands in another namespace, is shared by
    all previews that render it: each overwrites the others', and the first one to be deleted takes it from all.

Bad:
    kind: Namespace
    apiVersion: v1
    metadata: {name: pv-shop-42}
    ---
    kind: ConfigMap
    apiVersion: v1
    metadata: {name: config, namespace: staging}

Good:
    kind: Namespace
    apiVersion: v1
    metadata: {name: pv-shop-42}
    ---
    kind: ConfigMap
    apiVersion: v1
    metadata: {name: config, namespace: pv-shop-42}

Fix:
    Put it into the preview's namespace, or leave it to the platform.
""",
    "PV566": """Reports objects in a namespace that is no object of the tree.

Why:
    Argo CD deletes what it has applied. A namespace that `CreateNamespace=true` made is not among that, so one empty namespace
    stays behind for every pull request.

Bad:
    kind: ConfigMap
    apiVersion: v1
    metadata: {name: config, namespace: pv-shop-42}

Good:
    kind: Namespace
    apiVersion: v1
    metadata: {name: pv-shop-42}
    ---
    kind: ConfigMap
    apiVersion: v1
    metadata: {name: config, namespace: pv-shop-42}

Fix:
    Add the Namespace to the tree, in the lowest wave.
""",
}
