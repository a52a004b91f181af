"""Explains the codes about objects of a rendered tree that stand in the wrong place."""

from __future__ import annotations

TEXTS: dict[str, str] = {
    "PV522": """Reports a route or an Ingress that other waves wait for.

Why:
    An Ingress or a route without an address stays Progressing, and all later waves and phases wait for it. When the
    load balancer has no room, the app is never started, and a closed pull request's preview is never deleted.

Bad:
    kind: Ingress
    apiVersion: networking.k8s.io/v1
    metadata: {name: endpoint, annotations: {argocd.argoproj.io/sync-wave: "-1"}}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Good:
    kind: Ingress
    apiVersion: networking.k8s.io/v1
    metadata: {name: endpoint, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Fix:
    Put it into the last wave, after which nothing comes, and have no PostSync hooks.
""",
    "PV523": """Reports configuration that may come after what reads it.

Why:
    A pod does not start without the Secret and the ConfigMap that it names. If those stand in a later wave, the pod's
    wave never gets healthy and they are never made. An ExternalSecret in the pod's own wave is applied after the pod,
    and its Secret is written some time later.

Bad:
    kind: ExternalSecret
    apiVersion: external-secrets.io/v1
    metadata: {name: keys, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template: {spec: {containers: [{name: app, image: shop, envFrom: [{secretRef: {name: keys}}]}]}}

Good:
    kind: ExternalSecret
    apiVersion: external-secrets.io/v1
    metadata: {name: keys, annotations: {argocd.argoproj.io/sync-wave: "-30"}}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template: {spec: {containers: [{name: app, image: shop, envFrom: [{secretRef: {name: keys}}]}]}}

Fix:
    Put what pods read into a wave below theirs, and into no later phase.
""",
    "PV525": """Reports a Namespace that stands behind what lives in it.

Why:
    Argo CD moves a Namespace forward in a sync, so that its wave says nothing there. When the Application is deleted it
    goes by the waves, from the last to the first, and a Namespace in a late wave takes everything with it before its
    turn.

Bad:
    kind: Namespace
    apiVersion: v1
    metadata: {name: pv-shop-7, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    ---
    kind: ResourceQuota
    apiVersion: v1
    metadata: {name: preview, namespace: pv-shop-7, annotations: {argocd.argoproj.io/sync-wave: "-40"}}

Good:
    kind: Namespace
    apiVersion: v1
    metadata: {name: pv-shop-7, annotations: {argocd.argoproj.io/sync-wave: "-50"}}
    ---
    kind: ResourceQuota
    apiVersion: v1
    metadata: {name: preview, namespace: pv-shop-7, annotations: {argocd.argoproj.io/sync-wave: "-40"}}

Fix:
    Give the Namespace the lowest wave of all.
""",
    "PV526": """Reports a Service that selects no pods.

Why:
    A Service whose selector fits no pod template has no endpoints: whoever calls it gets no connection, and nothing
    says why.

Bad:
    kind: Service
    apiVersion: v1
    metadata: {name: web}
    spec: {selector: {app: wbe}, ports: [{port: 8000}]}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Good:
    kind: Service
    apiVersion: v1
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 8000}]}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Fix:
    Write labels of the pod template that is meant into the Service's selector.
""",
    "PV528": """Reports objects that wait for each other.

Why:
    When an object of a wave can only become healthy after something of a later wave, or never at all, such as a paused
    Deployment, the sync goes on for ever. While it does, no other commit is synced and the preview cannot be deleted.

Bad:
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: mail, labels: {previewctl.dev/role: service}, annotations: {argocd.argoproj.io/sync-wave: "-5"}}
    spec:
      paused: true
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: mail}}
        spec: {containers: [{name: app, image: shop}]}
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
    metadata: {name: mail, labels: {previewctl.dev/role: service}, annotations: {argocd.argoproj.io/sync-wave: "-5"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: mail}}
        spec: {containers: [{name: app, image: shop}]}
    ---
    kind: Deployment
    apiVersion: apps/v1
    metadata: {name: web, labels: {previewctl.dev/role: process}, annotations: {argocd.argoproj.io/sync-wave: "0"}}
    spec:
      template:
        metadata: {annotations: {previewctl.dev/stamp: 5d41402abc4b}, labels: {app: web}}
        spec: {containers: [{name: app, image: shop}]}

Fix:
    Break the circle that is shown: start what is paused, or move it into the wave in which what it waits for stands.
""",
}
"""By code: the sections that the docstring of a rule has. The examples are built objects."""
