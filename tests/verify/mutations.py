"""The known traps, each as one edit of the rendered example, with the codes that it causes and no others."""

from __future__ import annotations

import re
from typing import NamedTuple

from tests.verify.trees import Edit

HOOK = "argocd.argoproj.io/hook: Sync"
POLICY = "argocd.argoproj.io/hook-delete-policy: BeforeHookCreation"
STAMP = re.compile(r"      annotations:\n        previewctl.dev/stamp: [0-9a-f]{12}\n")
POSTGRES = "databases/postgres/postgres.yaml"
NOT_WAITING = (("        - name: wait-migrate\n", "        - name: other\n"), ('- "--check"\n', '- "--plan"\n'))
"""What makes the init container that waits for the migrations one that does not."""
SIMPLE = "billing-api"
"""The example with one database and one process."""


class Mutation(NamedTuple):
    """An edit, the codes that it must and may cause, and the objects that the findings with those codes must name."""

    edit: Edit
    codes: set[str]
    named: tuple[str, ...]


def wave(old: int, new: int | str) -> tuple[str, str]:
    """Another sync wave."""
    return f'argocd.argoproj.io/sync-wave: "{old}"', f'argocd.argoproj.io/sync-wave: "{new}"'


def job(name: str, *pairs: tuple[str, str], service: str = "orders-api") -> Edit:
    """An edit of a hook."""
    return Edit("hooks.yaml", f"Job/{name}", pairs, service)


def deployment(name: str, *pairs: tuple[str, str], service: str = "orders-api") -> Edit:
    """An edit of a Deployment."""
    return Edit("deployments.yaml", f"Deployment/{name}", pairs, service)


def hook(value: str) -> tuple[str, str]:
    """Another phase."""
    return HOOK, f"argocd.argoproj.io/hook: {value}"


MUTATIONS = {
    "migrations-before-the-database": Mutation(
        job("migrate", hook("PreSync"), service=SIMPLE), {"PV510", "PV523"}, ("Job/migrate", "Deployment/postgres")
    ),
    "migrations-before-database-and-seed": Mutation(
        job("migrate", hook("PreSync")), {"PV510", "PV511", "PV523"}, ("Job/migrate", "Job/seed-postgres")
    ),
    "migrations-after-the-app": Mutation(
        job("migrate", hook("PostSync")), {"PV512", "PV515", "PV522", "PV528"}, ("Job/migrate", "Deployment/beat", "Job/release")
    ),
    "migrations-beside-the-database": Mutation(
        job("migrate", wave(-5, -20), service=SIMPLE), {"PV510"}, ("Job/migrate", "Deployment/postgres")
    ),
    "release-after-the-app": Mutation(
        job("release", hook("PostSync")), {"PV512", "PV515", "PV522"}, ("Job/release", "Deployment/web")
    ),
    "release-beside-the-app": Mutation(
        job("release", wave(-4, 0)), {"PV512", "PV515"}, ("Job/release", "Deployment/web")
    ),
    "release-before-the-migrations": Mutation(job("release", wave(-4, -6)), {"PV512"}, ("Job/release", "Job/migrate")),
    "migrations-beside-the-app-that-waits-for-them": Mutation(
        job("migrate", wave(-5, 0), service=SIMPLE), {"PV515"}, ("Job/migrate", "Deployment/web")
    ),
    "migrations-beside-an-app-that-does-not-wait": Mutation(
        deployment("web", wave(0, -5), *NOT_WAITING, service=SIMPLE),
        {"PV512", "PV515"},
        ("Job/migrate", "Deployment/web"),
    ),
    "claim-before-its-pod": Mutation(
        Edit(POSTGRES, "PersistentVolumeClaim/postgres", (wave(-20, -25),)),
        {"PV514"},
        ("PersistentVolumeClaim/postgres-", "Deployment/postgres"),
    ),
    "claim-of-the-app-before-its-pod": Mutation(
        Edit("deployments.yaml", "PersistentVolumeClaim/volume-media-4ad1bdf2", (wave(0, -20),)),
        {"PV514"},
        ("PersistentVolumeClaim/volume-media-4ad1bdf2", "Deployment/web"),
    ),
    "one-app-without-stamp": Mutation(
        deployment("worker", ("        previewctl.dev/stamp:", "        example.com/other:")), {"PV515"}, ("Deployment/worker",)
    ),
    "the-only-app-without-stamp": Mutation(
        deployment("web", ("        previewctl.dev/stamp:", "        example.com/other:"), service=SIMPLE),
        {"PV515"},
        ("Deployment/web", "Job/migrate"),
    ),
    "stamp-in-an-earlier-wave": Mutation(
        deployment("web", wave(0, -6), service=SIMPLE), {"PV515", "PV528"}, ("Deployment/web", "Job/migrate")
    ),
    "hook-after-the-deletion": Mutation(job("release", hook("PostDelete")), {"PV516"}, ("Job/release",)),
    "hook-before-the-deletion": Mutation(job("release", hook("PreDelete")), {"PV516"}, ("Job/release",)),
    "hook-without-a-deadline": Mutation(
        job("migrate", ("  activeDeadlineSeconds: 600\n", "")), {"PV517"}, ("Job/migrate",)
    ),
    "hook-that-stays": Mutation(
        job("migrate", (POLICY, "argocd.argoproj.io/hook-delete-policy: HookSucceeded")), {"PV518"}, ("Job/migrate",)
    ),
    "hook-that-deletes-itself": Mutation(
        job("seed-redis", ("  backoffLimit: 2\n", "  backoffLimit: 2\n  ttlSecondsAfterFinished: 60\n")),
        {"PV519"},
        ("Job/seed-redis",),
    ),
    "stateful-set": Mutation(
        Edit(POSTGRES, "Deployment/postgres", (("kind: Deployment", "kind: StatefulSet"),), SIMPLE),
        {"PV520"},
        ("StatefulSet/postgres",),
    ),
    "database-without-probes": Mutation(
        Edit(POSTGRES, "Deployment/postgres", (("startupProbe:", "x-startup:"), ("readinessProbe:", "x-readiness:"))),
        {"PV521"},
        ("Deployment/postgres",),
    ),
    "endpoint-before-the-last-wave": Mutation(
        Edit("concerns/endpoint-gateway/endpoint.yaml", "", (wave(0, -1),)), {"PV522"}, ("HTTPRoute/endpoint",)
    ),
    "secret-beside-its-pod": Mutation(
        Edit("databases/postgres/password.yaml", "ExternalSecret/postgres", (wave(-30, -20),), SIMPLE),
        {"PV523"},
        ("ExternalSecret/postgres", "Deployment/postgres"),
    ),
    "secret-after-its-pod": Mutation(
        Edit("databases/postgres/password.yaml", "ExternalSecret/postgres", (wave(-30, -3),), SIMPLE),
        {"PV523"},
        ("ExternalSecret/postgres", "Job/migrate"),
    ),
    "configuration-after-its-pod": Mutation(
        Edit("kustomization.yaml", "", (wave(-30, 0),), SIMPLE), {"PV523"}, ("ConfigMap/env", "Job/migrate")
    ),
    "database-on-an-empty-directory": Mutation(
        Edit(
            POSTGRES,
            "Deployment/postgres",
            (("          persistentVolumeClaim:\n            claimName: postgres\n", "          emptyDir: {}\n"),),
        ),
        {"PV514", "PV524"},
        ("Deployment/postgres", "Job/migrate"),
    ),
    "seed-after-the-migrations": Mutation(
        job("seed-redis", wave(-10, -4)), {"PV511", "PV512"}, ("Job/seed-redis", "Job/migrate")
    ),
    "seed-beside-the-migrations": Mutation(job("seed-redis", wave(-10, -5)), {"PV511"}, ("Job/seed-redis", "Job/migrate")),
    "app-beside-the-database": Mutation(
        deployment("web", wave(0, -20), *NOT_WAITING, service=SIMPLE),
        {"PV512", "PV513", "PV515"},
        ("Deployment/web", "Deployment/postgres", "Job/migrate"),
    ),
    "app-that-waits-beside-the-database": Mutation(
        deployment("worker", wave(0, -20)), {"PV528"}, ("Deployment/worker", "Job/migrate")
    ),
    "namespace-last": Mutation(Edit("namespace.yaml", "", (wave(-50, 0),)), {"PV525"}, ("Namespace/pv-orders-api-42",)),
    "service-without-pods": Mutation(
        Edit("deployments.yaml", "Service/web", (("    app.kubernetes.io/component: web\n  ports", "    app.kubernetes.io/component: wbe\n  ports"),)),
        {"PV526"},
        ("Service/web",),
    ),
    "misspelt-hook": Mutation(job("migrate", hook("Presync"), service=SIMPLE), {"PV527"}, ("Job/migrate",)),
    "wave-that-is-no-number": Mutation(
        Edit("databases/redis/redis.yaml", "Service/redis", (wave(-20, "first"),)), {"PV527"}, ("Service/redis",)
    ),
    "paused-service": Mutation(
        deployment("mailpit", ("  replicas: 1\n", "  replicas: 1\n  paused: true\n")), {"PV528"}, ("Deployment/mailpit",)
    ),
    "job-that-is-no-hook": Mutation(
        job("migrate", (f"    {HOOK}\n", ""), (f"    {POLICY}\n", ""), service=SIMPLE), {"PV529"}, ("Job/migrate",)
    ),
    "database-asleep": Mutation(
        Edit(POSTGRES, "Deployment/postgres", (("replicas: 1", "replicas: 0"),), SIMPLE),
        {"PV510", "PV513", "PV514"},
        ("Job/migrate", "Deployment/postgres", "Deployment/web"),
    ),
    "hook-that-counts-evictions": Mutation(
        job("migrate", ("action: Ignore", "action: Count")), {"PV560"}, ("Job/migrate",)
    ),
    "rollout-of-a-database": Mutation(
        Edit(POSTGRES, "Deployment/postgres", (("type: Recreate", "type: RollingUpdate"),), SIMPLE),
        {"PV561"},
        ("Deployment/postgres",),
    ),
    "redis-that-writes-nothing": Mutation(
        Edit("databases/redis/redis.yaml", "Deployment/redis", (('- "yes"', '- "no"'),)),
        {"PV562"},
        ("Deployment/redis",),
    ),
    "worker-that-takes-its-time": Mutation(
        Edit("runtimes/django/grace-worker.yaml", "", (("Seconds: 60", "Seconds: 600"),)),
        {"PV563"},
        ("Deployment/worker",),
    ),
    "claim-that-stays": Mutation(
        Edit(POSTGRES, "PersistentVolumeClaim/postgres", ((wave(-20, -20)[0], wave(-20, -20)[0] + "\n    argocd.argoproj.io/sync-options: Prune=false"),)),
        {"PV564"},
        ("PersistentVolumeClaim/postgres-",),
    ),
    "object-of-the-whole-cluster": Mutation(
        Edit("concerns/isolation/account.yaml", "", (("kind: ServiceAccount", "kind: PriorityClass"),)),
        {"PV565"},
        ("PriorityClass/",),
    ),
    "namespace-that-nobody-owns": Mutation(
        Edit("namespace.yaml", "", (("kind: Namespace", "kind: ConfigMap"),)), {"PV566"}, ("pv-orders-api-42",)
    ),
}  # fmt: skip
