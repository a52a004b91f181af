"""Explains the codes about datasets: their findings stand in the files of `seed-data/`, not in preview.yaml."""

from __future__ import annotations

_HEAD = """\
    # seed-data/orders/seed.yaml
    name: orders
    version: 2026.11.1
    engines: {{{engines}}}
"""
_POSTGRES = 'postgres: {version: "17", image: "postgres:17.7-bookworm"}'
_REDIS = 'redis: {version: "7.4", image: "redis:7.4.7-bookworm"}'
_MONGODB = 'mongodb: {version: "8.0", image: "mongo:8.0.16-noble"}'


def _text(summary: str, why: str, bad: str, good: str, fix: str, engines: str = _POSTGRES) -> str:
    head = _HEAD.format(engines=engines)
    return f"{summary}\n\nWhy:\n    {why}\n\nBad:\n{head}{bad}\nGood:\n{head}{good}\nFix:\n    {fix}\n"


def _file(path: str, *lines: str) -> str:
    return "".join(f"    {line}\n" for line in (f"# seed-data/orders/{path}", *lines))


_ROWS = _file("postgres/01_customer.csv", "id,email", "1,ada@example.com")

TEXTS: dict[str, str] = {
    "PV320": f"""Reports a seed.yaml that does not say what a dataset is.

Why:
    The content hash, the image and the check of migrations rest on it. An image whose tag can come to mean another one would
    change the order of texts under the indexes that the data was loaded with.

Bad:
    # seed-data/orders/seed.yaml
    name: orders
    version: 2026.11.1
    engines: {{postgres: {{version: "17", image: "postgres:17"}}}}
{_ROWS}
Good:
    # seed-data/orders/seed.yaml
    name: orders
    version: 2026.11.1
    engines: {{{_POSTGRES}}}
{_ROWS}
Fix:
    Write `name` as the directory is called, `version`, and for each engine its release series and its exact image.
""",
    "PV321": """Reports a seed.lock that pins something else than its dataset.

Why:
    Previews start from the image that the lock names. Data that changed without its lock would be reviewed, and never be
    deployed.

Bad:
    # a row was added to postgres/03_customers.csv, and seed.lock is as it was

Good:
    # previewctl seed lock orders, and both are committed

Fix:
    Run `previewctl seed lock`, and commit the lock with the data. Where previews use the version already, give the data
    another one: they are seeded anew when they name it.
""",
    "PV322": """Reports seed data that is larger than the platform allows.

Why:
    Every preview gets a copy of it on a volume of its own, and waits until it is there. GitHub refuses files over 100 MiB.

Bad:
    # seed-data/orders/postgres/03_events.csv has 180 MiB

Good:
    # seed-data/orders/postgres/03_events.csv has the rows of the orders in it, 2 MiB

Fix:
    Keep the rows that previews need. The platform decides the bounds: `seeds.fileSize` and `seeds.datasetSize` in
    platform.yaml.
""",
    "PV323": """Reports seed data that is no text in UTF-8.

Why:
    The databases of previews are UTF-8, and so is everything that shows a difference to reviewers. Other encodings load as
    wrong letters, or not at all. A pointer of Git LFS loads as one strange row.

Bad:
    # seed-data/orders/postgres/01_customer.csv, saved as Latin-1

Good:
    # seed-data/orders/postgres/01_customer.csv, saved as UTF-8

Fix:
    Save the file as UTF-8 without a byte order mark; fetch what Git LFS keeps with `git lfs pull`.
""",
    "PV324": _text(
        "Reports seed files whose names do not say in which order they load.",
        "Rows need their tables, and often the rows of other tables. Two files with the same number load in an order that nobody\n"
        "    has chosen, and `10_` stands before `9_` in every listing.",
        _ROWS + _file("postgres/01_order.csv", "id,customer_id", "1,1"),
        _ROWS + _file("postgres/02_order.csv", "id,customer_id", "1,1"),
        "Start each name in `postgres/` and `redis/` with a number of its own, all with as many digits.",
    ),
    "PV325": _text(
        "Reports a file in a dataset that no engine loads.",
        "Whoever put it there believes that previews get it. Links are not followed: a pull request could point them at any file\n"
        "    of the machine that builds the image.",
        _ROWS + _file("postgres/02_order.txt", "1;1"),
        _ROWS + _file("postgres/02_order.csv", "id,customer_id", "1,1"),
        "Remove the file, or give it the directory and the ending of what it is: `postgres/NN_name.sql` or `.csv`,\n"
        "    `redis/NN_name.redis`, `mongodb/<collection>.ndjson`.",
    ),
    "PV326": _text(
        "Reports a SQL statement that has no place in seed data.",
        "Seed data comes with a pull request and runs as a superuser while the image is built. Statements about roles, other\n"
        "    databases, files, programs and other servers fail in a preview, or do what nobody has asked for.",
        _file("postgres/01_roles.sql", "CREATE ROLE reporting LOGIN PASSWORD 'x';"),
        _file("postgres/01_schema.sql", "CREATE TABLE report (id integer PRIMARY KEY);"),
        "Remove the statement. `pg_dump --no-owner --no-privileges` leaves most of them out.",
    ),
    "PV327": _text(
        "Reports a Redis command that has no place in seed data.",
        "Seed data writes keys. Commands that change the server, run code, reach other servers or delete everything do what\n"
        "    nobody has asked for, and a word that Redis does not know stops the loading.",
        _file("redis/01_flags.redis", "FLUSHALL", "SET flag:beta on"),
        _file("redis/01_flags.redis", "SET flag:beta on"),
        "Write the keys that there should be, one command on each line.",
        _REDIS,
    ),
    "PV328": _text(
        "Reports seed data that its engine could not load.",
        "The image would not be built, or a hook of the preview would fail, minutes later and with a message about a line that\n"
        "    nobody has at hand.",
        _file("mongodb/events.ndjson", '{"_id": 1, "at": {"$date": "yesterday"}}'),
        _file("mongodb/events.ndjson", '{"_id": 1, "at": {"$date": "2026-11-01T08:00:00Z"}}'),
        "Mend the line: rows of CSV have a value for each column, lines in `mongodb/` are documents of Extended JSON.",
        _MONGODB,
    ),
    "PV329": _text(
        "Reports seed data that looks like that of a real person.",
        "It stands in Git for ever, in every clone, and in previews that are less guarded than production. Addresses of real\n"
        "    domains get mail as soon as a preview sends some.",
        _file("postgres/01_customer.csv", "id,email", "1,ada.lovelace@analytical-engines.org"),
        _ROWS,
        "Write made-up values: addresses at example.com, telephone numbers that are kept for fiction, test numbers of cards. What\n"
        "    is nobody's goes below `allow` in seed.yaml: `emailDomains`, `columns` or `texts`.",
    ),
    "PV330": _text(
        "Reports a secret in seed data.",
        "Whoever can read the repository can use it, and programs search for tokens of such forms.",
        _file("postgres/01_account.csv", "id,access_key", "1,AKIAR7TQXN5WZ2LCKD4V"),
        _file("postgres/01_account.csv", "id,access_key", "1,made-up"),
        "Revoke it, because it stays in Git's history, and write a made-up value. What opens nothing goes below `allow.texts` in\n"
        "    seed.yaml.",
    ),
    "PV331": _text(
        "Reports seed data at other migrations than its seed.yaml says.",
        "The migrations in seed.yaml and in the lock decide whether a branch can use the data. Where the rows of\n"
        "    `django_migrations` say something else, Django would run migrations twice, or skip some.",
        "    migrations: {orders: 0002_order_total}\n"
        + _file(
            "postgres/01_django_migrations.csv", "id,app,name,applied", "1,orders,0001_initial,2026-11-01 08:00:00+00"
        ),
        "    migrations: {orders: 0001_initial}\n"
        + _file(
            "postgres/01_django_migrations.csv", "id,app,name,applied", "1,orders,0001_initial,2026-11-01 08:00:00+00"
        ),
        "Write the last applied migration of each app below `migrations`, or dump the data anew.",
    ),
}
"""By code: the sections that the docstring of a rule has."""
