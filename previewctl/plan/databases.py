"""Decides the databases of a preview: images, volumes and the identity of their data."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from previewctl.plan.model import DatabasePlan
from previewctl.spec.preview import MongoDB, Postgres, PreviewSpec, Redis
from previewctl.spec.quantities import Quantity, parse_quantity

if TYPE_CHECKING:
    from previewctl.plan.facts import Facts, SeedData
    from previewctl.spec.platform import PlatformSpec

POSTGRES_USER = "app"
DATABASE_NAME = "app"


class Engine(NamedTuple):
    """What does not change between previews: the stock image, its port, and the key in `databases`."""

    name: str
    image: str
    port: int
    default_storage: str | None = None


ENGINES = (
    Engine("postgres", "postgres:{version}-bookworm", 5432),
    Engine("redis", "redis:{version}-bookworm", 6379, "1Gi"),
    Engine("mongodb", "mongo:{version}", 27017),
)


def seed_of(spec: PreviewSpec, facts: Facts) -> SeedData | None:
    """The seed data that the preview starts with, if its lock was found."""
    return facts.seeds.get((spec.seed.dataset, spec.seed.version)) if spec.seed else None


def seed_image(platform: PlatformSpec, seed: SeedData, engine: str) -> str:
    """The image that carries a dataset for one engine."""
    registry = f"{platform.seeds.registry}/" if platform.seeds.registry else ""
    return f"{registry}{seed.dataset}/{engine}:{seed.tag}"


def plan_databases(spec: PreviewSpec, platform: PlatformSpec, facts: Facts) -> tuple[DatabasePlan, ...]:
    """The databases in the order postgres, redis, mongodb."""
    declared = {"postgres": spec.databases.postgres, "redis": spec.databases.redis, "mongodb": spec.databases.mongodb}
    seed = seed_of(spec, facts)
    return tuple(
        _plan(engine, database, seed, platform, facts.epoch)
        for engine in ENGINES
        if (database := declared[engine.name]) is not None
    )


def _plan(
    engine: Engine, database: Postgres | Redis | MongoDB, seed: SeedData | None, platform: PlatformSpec, epoch: int
) -> DatabasePlan:
    used = seed if seed and engine.name in seed.engines else None
    baked = used if engine.name == "postgres" else None
    storage = _storage(engine, database.storage, platform)
    auth = database.auth if isinstance(database, Postgres) else "generated"
    identity = data_identity(engine.name, database.version, storage, used, auth)
    ephemeral, data = database.persistence == "ephemeral", f"{engine.name}-{identity}-{epoch}"
    return DatabasePlan(
        engine=engine.name,
        version=database.version,
        image=seed_image(platform, baked, engine.name) if baked else engine.image.format(version=database.version),
        host=engine.name,
        port=engine.port,
        variables=database.env,
        storage=storage,
        identity=identity,
        data=data,
        claim="" if ephemeral else data,
        seeded=used is not None,
        extensions=database.extensions if isinstance(database, Postgres) else (),
        ephemeral=ephemeral,
        auth=auth,
    )


def data_identity(engine: str, version: str, storage: Quantity, seed: SeedData | None, auth: str) -> str:
    """12 hexadecimal digits that change with the engine's major version, the volume's size and the seed's content.

    No volume is ever converted in place: another identity is another claim. The size counts because Kubernetes refuses
    to shrink a claim, and a refused claim would block every sync from then on; the password's origin because a data
    directory keeps the password that it was made with.
    """
    parts = [engine, version.partition(".")[0], str(storage), seed.content_hash if seed else ""]
    parts += [auth] if auth != "generated" else []
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _storage(engine: Engine, declared: Quantity | None, platform: PlatformSpec) -> Quantity:
    if declared:
        return declared
    return parse_quantity(engine.default_storage) if engine.default_storage else platform.defaults.storage
