"""The variants of a small preview and a small platform: each way that a rendered tree can differ in kind."""

from __future__ import annotations

from dataclasses import dataclass

from tests.acceptance.previews import PLATFORM, PREVIEW, merged


@dataclass(frozen=True)
class Variant:
    """What differs from the small preview and from the small platform, by top-level key."""

    preview: str = "{}"
    platform: str = "{}"

    def texts(self) -> tuple[str, str]:
        """preview.yaml and platform.yaml."""
        return merged(PREVIEW, self.preview), merged(PLATFORM, self.platform)


ALL_DATABASES = """
databases:
  postgres: {version: "17", env: DATABASE_URL, extensions: [pg_trgm, unaccent], storage: 3Gi}
  redis: {version: "7.4", env: [REDIS_URL, CELERY_BROKER_URL]}
  mongodb: {version: "8.0", env: MONGO_URL}
"""
EPHEMERAL = """
runtime: django
databases:
  postgres: {version: "17", persistence: ephemeral, extensions: [pg_trgm, unaccent], storage: 3Gi}
  redis: {version: "7.4", persistence: ephemeral}
  mongodb: {version: "8.0"}
"""
MIGRATIONS = """
migrations:
- {name: postgres, command: [python, manage.py, migrate, --noinput], timeout: 3m, check: [python, manage.py, migrate, --check]}
- {name: search, command: [flyway, migrate], image: "registry.example.com/flyway:11.8", check: [flyway, validate]}
- {name: late, command: [python, late.py]}
"""
NO_SPOT = "spot: never"
SEED = "seed: {dataset: orders, version: 2026.11.1}"
HOOKS = "hooks: {release: [warm, caches], postdeploy: {command: [create, users], timeout: 2m}}"
SHARED_VOLUME = """
processes:
  web: {command: [serve], port: 8000}
  worker: {command: [work], replicas: 2}
volumes: {media: {path: /data/media, size: 1Gi, processes: [web, worker]}}
"""
EVERYTHING = f"""
runtime: django
team: payments
user: 1234
{ALL_DATABASES}
{SEED}
{HOOKS}
processes:
  web: {{command: [gunicorn, shop.wsgi], port: 8000, health: /healthz, replicas: 2}}
  worker: {{command: [celery, worker]}}
services: {{mailpit: {{image: "registry.example.com/mailpit:v1.27", port: 1025, env: {{host: EMAIL_HOST, port: EMAIL_PORT}}}}}}
volumes: {{media: {{path: /app/media, size: 1Gi, processes: [web]}}}}
migrations: {{command: [python, manage.py, migrate]}}
dependencies: {{billing: {{env: BILLING_URL}}}}
env:
  LOG_LEVEL: debug
  SESSION_KEY: {{generate: secret, length: 64}}
  STRIPE: {{secret: "preview/shop/stripe#key"}}
secrets: [{{from: preview/shop, keys: [SENTRY_DSN]}}, {{from: preview/shop/all}}]
"""
ALB = "endpoint: {kind: alb, alb: {ingressClass: previews, shards: 4, certificateArn: 'arn:aws:acm:eu-west-1:1:certificate/0a', scheme: internet-facing}}"
PLAIN_INGRESS = "endpoint: {kind: ingress, ingress: {className: traefik, tlsSecret: wildcard}}"
GUARDED = """
endpoint:
  kind: gateway
  gateway: {name: previews, namespace: gateway-system}
  annotations: {external-dns.alpha.kubernetes.io/exclude: "true"}
  authAnnotations: {example.com/auth: oidc}
  authLabels: {auth: oidc}
  namespaceLabels: {gateway-access: previews}
  sourceNamespaces: [envoy-gateway-system]
  sourceRanges: [10.20.0.0/16]
"""
PATCH = """
patches:
  - target: {kind: Deployment, name: web}
    patch: |
      - op: add
        path: /spec/template/spec/priorityClassName
        value: previews
  - target: {group: apps, version: v1, kind: Deployment, labelSelector: previewctl.dev/role=process}
    patch: |
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: any}
      spec: {minReadySeconds: 3}
"""

VARIANTS = {
    "least": Variant(),
    "everything": Variant(EVERYTHING),
    "gateway-without-a-listener-s-name": Variant(
        platform="endpoint: {kind: gateway, gateway: {name: previews, namespace: gateways}}"
    ),
    "gateway-with-platform-authentication": Variant("endpoint: {auth: platform}", GUARDED),
    "gateway-listed-by-search-engines": Variant("endpoint: {robots: index}"),
    "alb": Variant(platform=ALB),
    "ingress": Variant(platform=PLAIN_INGRESS),
    "ingress-with-the-controller-s-certificate": Variant(
        platform="endpoint: {kind: ingress, ingress: {className: traefik}}"
    ),
    "spot-preferred": Variant(f"spot: preferred\n{ALL_DATABASES}\n{HOOKS}"),
    "spot-required": Variant(f"spot: required\n{ALL_DATABASES}\n{HOOKS}"),
    "spot-never": Variant(f"spot: never\n{ALL_DATABASES}\n{HOOKS}"),
    "spot-with-another-taint": Variant(
        f"{ALL_DATABASES}\n{HOOKS}", "spot: {taint: example.com/spot, policy: preferred}"
    ),
    "django": Variant("runtime: django"),
    "vue": Variant(
        "runtime: vue\nprocesses: {}\nenv: {TITLE: Shop}\ndependencies: {billing: {path: /api, config: billingUrl}}"
    ),
    "vue-with-a-process-of-its-own": Variant(
        "runtime: vue\nprocesses: {web: {port: 8081, health: /healthz, replicas: 2}}"
    ),
    "postgres": Variant('databases: {postgres: {version: "17"}}'),
    "redis": Variant('databases: {redis: {version: "7.4"}}'),
    "mongodb": Variant('databases: {mongodb: {version: "8.0"}}'),
    "all-databases": Variant(ALL_DATABASES),
    "fixed-password": Variant('databases: {postgres: {version: "17", auth: fixed}}'),
    "fixed-password-and-seed": Variant(f'databases: {{postgres: {{version: "17", auth: fixed}}}}\n{SEED}\n{HOOKS}'),
    "ephemeral-postgres": Variant(f'databases: {{postgres: {{version: "17", persistence: ephemeral}}}}\n{NO_SPOT}'),
    "ephemeral-redis": Variant(f'databases: {{redis: {{version: "7.4", persistence: ephemeral}}}}\n{NO_SPOT}'),
    "ephemeral-mongodb": Variant(f'databases: {{mongodb: {{version: "8.0", persistence: ephemeral}}}}\n{NO_SPOT}'),
    "ephemeral-mongodb-with-migrations": Variant(
        f'databases: {{mongodb: {{version: "8.0", persistence: ephemeral}}}}\n{SEED}\n'
        "migrations: {command: [migrate-mongo, up], check: [sh, -c, check]}"
    ),
    "ephemeral-with-a-fixed-password": Variant(
        f'databases: {{postgres: {{version: "17", persistence: ephemeral, auth: fixed, extensions: [pg_trgm]}}}}\n{SEED}\n{NO_SPOT}'
    ),
    "ephemeral-for-all": Variant(f"{EPHEMERAL}\n{SEED}\n{NO_SPOT}\n{MIGRATIONS}"),
    "ephemeral-on-spot": Variant(f"{EPHEMERAL}\n{SEED}\nspot: required\n{MIGRATIONS}"),
    "checked-migrations": Variant(f"{ALL_DATABASES}\n{MIGRATIONS}"),
    "seed-for-postgres": Variant(f'databases: {{postgres: {{version: "17"}}}}\n{SEED}'),
    "seed-for-mongodb": Variant(f'databases: {{mongodb: {{version: "8.0"}}}}\n{SEED}'),
    "seed-for-all": Variant(f"{ALL_DATABASES}\n{SEED}"),
    "postdeploy-marked-in-redis": Variant(f'databases: {{redis: {{version: "7.4"}}}}\n{HOOKS}'),
    "postdeploy-marked-in-mongodb": Variant(f'databases: {{mongodb: {{version: "8.0"}}}}\n{HOOKS}'),
    "several-migrations": Variant(
        f"{ALL_DATABASES}\nmigrations:\n"
        '- {name: flyway, command: [flyway, migrate], image: "registry.example.com/flyway:11.8", timeout: 3m}\n'
        "- {name: indexes, command: [python, indexes.py]}\n- {name: documents, command: [python, documents.py]}"
    ),
    "volume-of-one-pod": Variant("volumes: {media: {path: /data, size: 1Gi, processes: [web]}}"),
    "shared-volume-on-one-node": Variant(SHARED_VOLUME),
    "shared-volume-of-a-shared-class": Variant(SHARED_VOLUME, "defaults: {storageClass: gp3, sharedStorageClass: efs}"),
    "storage-class": Variant(ALL_DATABASES, "defaults: {storageClass: gp3}"),
    "patches": Variant(PATCH),
    "excluded-ranges": Variant(platform='network: {excludedRanges: [203.0.113.0/24, "2001:db8::/32"]}'),
    "override-to-a-preview": Variant("dependencies: {billing: {env: BILLING_URL}}\noverrides: {billing: pr-7}"),
    "override-to-a-url": Variant(
        "dependencies: {billing: {env: BILLING_URL}}\noverrides: {billing: 'https://billing.example.net/v2'}",
        "urls: true",
    ),
    "stubs": Variant(
        "dependencies: {billing: {env: BILLING_URL, optional: true}, ledger: {env: {host: LEDGER_HOST}, optional: true}}\n"
        "overrides: {billing: stub, ledger: stub}",
        "services: {shop: {}, billing: {health: /ready}, ledger: {}}",
    ),
    "stub-of-a-frontend": Variant(
        "runtime: vue\nprocesses: {}\ndependencies: {billing: {path: /api, optional: true}}\noverrides: {billing: stub}"
    ),
    "staging-by-address-range": Variant(
        "dependencies: {ledger: {env: LEDGER_URL}}",
        "services: {shop: {repository: acme/shop}, ledger: {repository: acme/ledger, "
        "staging: {internal: 'http://ledger.corp:8443', ranges: [10.9.0.0/16], port: 8443}}}",
    ),
    "many-replicas": Variant("processes: {web: {command: [serve], port: 8000, replicas: 8}}"),
    "no-replicas": Variant("processes: {web: {command: [serve], port: 8000}, worker: {command: [work], replicas: 0}}"),
    "no-endpoint": Variant("processes: {worker: {command: [work]}}"),
    "sleep": Variant('lifetime: {sleep: {weekdays: "20:00-07:00", weekends: true}}'),
    "kube-green": Variant(
        'lifetime: {sleep: {weekdays: "20:00-07:00", weekends: true, timezone: Europe/Berlin}}',
        "sleep: {kind: kubeGreen}",
    ),
    "downscaler": Variant(
        'lifetime: {sleep: {weekdays: "20:00-07:00", timezone: Europe/Berlin}}', "sleep: {kind: downscaler}"
    ),
    "generator-git": Variant(platform="services: {shop: {repository: acme/shop, generator: git}}"),
    "all-keys-of-a-secret": Variant("secrets: [{from: preview/shop}]"),
}
