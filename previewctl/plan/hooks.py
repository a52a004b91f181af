"""Decides the Jobs of a sync: seeds, migrations, release and postdeploy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.plan.databases import DATABASE_NAME, POSTGRES_USER, seed_image, seed_of
from previewctl.plan.model import Amounts, DatabasePlan, HookPlan, Step
from previewctl.plan.waves import Wave
from previewctl.spec.durations import Duration
from previewctl.spec.quantities import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.plan.facts import Facts, SeedData
    from previewctl.spec.platform import PlatformSpec
    from previewctl.spec.preview import Hook, PreviewSpec

HOOK_RESOURCES = Amounts(cpu=parse_quantity("100m"), memory=parse_quantity("512Mi"))
_TIMEOUT = Duration(600)
_DATABASE_USER = 999
_PSQL = ("psql", "--no-psqlrc", "--quiet", "--tuples-only", "--no-align", "--set=ON_ERROR_STOP=1")
_MARKED = "/scratch/done"
_SEED_MARKER = "previewctl.seed"
"""The file in PostgreSQL's data directory that names the seed it holds; the init container writes it."""


def plan_hooks(
    spec: PreviewSpec, platform: PlatformSpec, facts: Facts, databases: tuple[DatabasePlan, ...], image: str, user: int
) -> tuple[HookPlan, ...]:
    """The Jobs in the order of their waves."""
    seed = seed_of(spec, facts)
    return (
        *_seeds(databases, platform, seed),
        *_migrations(spec, image, user),
        *_release(spec.hooks.release, image, user),
        *_postdeploy(spec.hooks.postdeploy, databases, image, user),
    )


def _seeds(databases: Iterable[DatabasePlan], platform: PlatformSpec, seed: SeedData | None) -> Iterator[HookPlan]:
    for database in databases:
        if database.engine == "postgres":
            yield from _seed_postgres(database, seed)
        elif database.seeded and seed:
            image = seed_image(platform, seed, database.engine)
            yield _job(
                f"seed-{database.engine}", Wave.SEEDS, (_database_step("load", image, ("/seed/load",), database),)
            )


def _seed_postgres(database: DatabasePlan, seed: SeedData | None) -> Iterator[HookPlan]:
    """Its data is in place before the server starts: the Job checks that, and creates the extensions."""
    statements = []
    if database.seeded and seed:
        found = f"pg_read_file('{_SEED_MARKER}', 0, 200, true)"
        statements.append(
            f"DO $check$ BEGIN IF coalesce(btrim({found}, E' \\n'), '') <> '{seed.tag}' THEN "
            f"RAISE EXCEPTION 'the volume does not hold seed {seed.tag}'; END IF; END $check$"
        )
    statements += [f'CREATE EXTENSION IF NOT EXISTS "{name}" CASCADE' for name in sorted(database.extensions)]
    if statements:
        command = (*_PSQL, *(part for statement in statements for part in ("--command", statement)))
        yield _job("seed-postgres", Wave.SEEDS, (_database_step("extensions", database.image, command, database),))


def _migrations(spec: PreviewSpec, image: str, user: int) -> Iterator[HookPlan]:
    """All of them in one Job, in order: each but the last is an init container."""
    if not spec.migrations:
        return
    steps = tuple(_app_step(item.name, item.image or image, item.command, user) for item in spec.migrations)
    seconds = sum((item.timeout or _TIMEOUT).seconds for item in spec.migrations)
    yield _job("migrate", Wave.MIGRATIONS, steps, Duration(seconds), retries=3)


def _release(hook: Hook | None, image: str, user: int) -> Iterator[HookPlan]:
    if hook:
        yield _job("release", Wave.RELEASE, (_app_step("release", image, hook.command, user),), hook.timeout)


def _postdeploy(hook: Hook | None, databases: tuple[DatabasePlan, ...], image: str, user: int) -> Iterator[HookPlan]:
    """Once per database: the mark is read first, and written only after the command has succeeded."""
    if not hook or not databases:
        return
    database = min(databases, key=lambda item: _MARKING.index(item.engine))
    read, write = _mark_commands(database)
    unless_marked = ("sh", "-c", f'test -e {_MARKED} || exec "$@"', "postdeploy", *hook.command)
    steps = (
        _database_step("read-mark", database.image, ("sh", "-ec", read), database, scratch=True),
        _app_step("postdeploy", image, unless_marked, user, scratch=True),
        _database_step("write-mark", database.image, ("sh", "-ec", write), database),
    )
    yield _job("postdeploy", Wave.POSTDEPLOY, steps, hook.timeout)


_MARKING = ("postgres", "mongodb", "redis")
"""Where the mark of postdeploy goes, by preference: what keeps it best comes first."""


def _mark_commands(database: DatabasePlan) -> tuple[str, str]:
    """Shell commands, run with `-e`, that read the mark and that write it; a database that fails to answer fails them."""
    if database.engine == "postgres":
        count = "select count(*) from pg_tables where schemaname = 'previewctl' and tablename = 'postdeploy'"
        table = "create schema if not exists previewctl; create table if not exists previewctl.postdeploy ()"
        psql = " ".join(_PSQL)
        return _unless_marked(f'{psql} --command "{count}"'), f'{psql} --command "{table}"'
    if database.engine == "redis":
        client = f"redis-cli -h {database.host}"
        write = f'test "$({client} set previewctl:postdeploy 1)" = OK'
        return _unless_marked(f"{client} exists previewctl:postdeploy"), write
    shell = f"mongosh --quiet --norc 'mongodb://{database.host}/{DATABASE_NAME}?replicaSet=rs0' --eval"
    mark = '{_id: "postdeploy"}'
    write = f"{shell} 'db.previewctl.updateOne({mark}, {{$set: {{done: true}}}}, {{upsert: true}})'"
    return _unless_marked(f"{shell} 'print(db.previewctl.countDocuments({mark}))'"), write


def _unless_marked(count: str) -> str:
    """Runs `count`, which prints 0 or 1, and leaves a file for 1; anything else is an answer that nobody expects."""
    return f'found=$({count}); case "$found" in 0) ;; 1) touch {_MARKED} ;; *) echo "$found" >&2; exit 1 ;; esac'


def _app_step(name: str, image: str, command: tuple[str, ...], user: int, *, scratch: bool = False) -> Step:
    return Step(name=name, image=image, command=command, app=True, user=user, scratch=scratch)


def _database_step(
    name: str, image: str, command: tuple[str, ...], database: DatabasePlan, *, scratch: bool = False
) -> Step:
    is_postgres = database.engine == "postgres"
    variables = {
        "postgres": (("PGHOST", database.host), ("PGUSER", POSTGRES_USER), ("PGDATABASE", DATABASE_NAME)),
        "redis": (("SEED_HOST", database.host),),
        # The shell of MongoDB writes its settings there.
        "mongodb": (("SEED_HOST", database.host), ("HOME", "/tmp")),  # noqa: S108
    }
    return Step(
        name=name,
        image=image,
        command=command,
        app=False,
        user=_DATABASE_USER,
        variables=variables[database.engine],
        password=is_postgres,
        scratch=scratch,
    )


def _job(name: str, wave: Wave, steps: tuple[Step, ...], timeout: Duration | None = None, retries: int = 2) -> HookPlan:
    return HookPlan(
        name=name, wave=wave, steps=steps, timeout=timeout or _TIMEOUT, retries=retries, resources=HOOK_RESOURCES
    )
