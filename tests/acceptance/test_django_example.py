"""The example's Django service on its seed: real PostgreSQL, Redis, Django, psycopg, gunicorn and Celery.

The seed is baked and restored by the image's own scripts, and everything that the service is told is what was rendered
for its preview: commands, variables, and the Host header of the probe. Only hosts and ports are those of this machine.

MongoDB is left out, as no package registry of this project has its server: without MONGO_URL the service keeps no events
(orders/events.py), so what is NOT tested here is that an order's page shows its events. billing-api and the mail server are
stand-ins.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import subprocess
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest

from previewctl.integrations import processes, redis
from previewctl.integrations.app_migrations import App, migrate
from previewctl.integrations.postgres_seed import bake, restore
from previewctl.seeds.dataset import Dataset, read_dataset
from previewctl.seeds.image import identity_of
from tests.acceptance import neighbours, previews
from tests.acceptance.rendered_service import Service
from tests.examples.test_django_services import python
from tests.realparts import postgres
from tests.realparts import redis as real_redis

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path
    from queue import Queue

    from previewctl.integrations.postgres import Server

__all__ = ["python"]

pytestmark = [
    pytest.mark.acceptance,
    pytest.mark.slow,
    pytest.mark.timeout(300),
    pytest.mark.skipif(
        os.environ.get("PREVIEWCTL_EXAMPLES") != "1",
        reason="NOT TESTED: installs the example's requirements: set PREVIEWCTL_EXAMPLES=1",
    ),
]

SECONDS = 60
LISTEN = "0.0.0.0:8000"


class Answer(NamedTuple):
    status: int
    text: str

    @property
    def json(self) -> Any:
        return json.loads(self.text)


class Running(NamedTuple):
    """The service, and what it runs on; every process of it writes into `logs`."""

    service: Service
    database: Server
    variables: Mapping[str, str]
    port: int
    messages: Queue[str]
    logs: Path
    recorded: int

    def ask(self, path: str, body: object = None, *, host: str | None = None) -> Answer:
        """A request to gunicorn, with the Host header of a probe unless another is given."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Host": host or self.service.probe("web").host, "Content-Type": "application/json"}
        try:
            text = None if body is None else json.dumps(body)
            connection.request("GET" if text is None else "POST", path, text, headers)
            response = connection.getresponse()
            return Answer(response.status, response.read().decode())
        finally:
            connection.close()

    def log(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-4_000:] for path in sorted(self.logs.iterdir()))


@pytest.fixture(scope="module")
def service() -> str:
    """Whose interpreter the fixture `python` makes."""
    return "orders-api"


@pytest.fixture(scope="module")
def dataset() -> Dataset:
    found = read_dataset(previews.SEEDS / "orders")
    assert isinstance(found, Dataset)
    return found


@pytest.fixture(scope="module")
def password() -> str:
    return secrets.token_hex(16)


@pytest.fixture(scope="module")
def database(dataset: Dataset, password: str) -> Iterator[Server]:
    """The restored seed, of the dataset's own major version where it is on this machine."""
    with (
        postgres.programs(dataset.engines[0].version) as binaries,
        processes.scratch_directory("previewctl-seed-") as scratch,
    ):
        baked = bake(binaries, dataset, identity_of(dataset).tag, scratch)
        volume = scratch / "volume"
        volume.mkdir()
        processes.hand_over(volume)
        restore(binaries, baked, volume / "pgdata", password)
        with postgres.serving(binaries, volume / "pgdata") as server:
            yield server


@pytest.fixture(scope="module")
def broker(dataset: Dataset) -> Iterator[redis.Server]:
    """Redis with the seed's flags."""
    with real_redis.server() as server, processes.scratch_directory("previewctl-seed-") as scratch:
        redis.load(server, redis.unpack(dataset, identity_of(dataset), scratch))
        yield server


@pytest.fixture(scope="module")
def running(
    python: Path, database: Server, broker: redis.Server, password: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Running]:
    """The migrated database, gunicorn and the worker."""
    orders, logs, port = Service("orders-api"), tmp_path_factory.mktemp("logs"), processes.free_port()
    with neighbours.billing() as invoices, neighbours.mailbox() as (mail, messages):
        variables = orders.variables(
            "web", password, {"postgres:5432": f"127.0.0.1:{database.port}", "redis:6379": f"127.0.0.1:{broker.port}"}
        )
        del variables["MONGO_URL"], variables["CATALOG_API_URL"]
        variables |= {
            "BILLING_API_URL": f"http://127.0.0.1:{invoices}",
            "EMAIL_HOST": "127.0.0.1",
            "EMAIL_PORT": str(mail),
            "SECRET_KEY": secrets.token_hex(32),
            "PATH": f"{python.parent}:{os.defpath}",
            "HOME": str(logs.parent),
            "PYTHONDONTWRITEBYTECODE": "1",
        }
        recorded = count(database, "django_migrations")
        migrate(App(orders.directory, str(python)), variables["DATABASE_URL"])
        one = Running(orders, database, variables, port, messages, logs, recorded)
        web = [part.replace(LISTEN, f"127.0.0.1:{port}") for part in orders.command("web")]
        assert web != orders.command("web")
        with started(one, "web", web) as process, started(one, "worker", orders.command("worker")):
            wait_until_it_listens(one, process)
            yield one


@contextmanager
def started(one: Running, name: str, command: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of the service; it and its children are gone afterwards."""
    with (one.logs / name).open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=one.service.directory,
            env=dict(one.variables),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield process
        assert process.poll() is None, f"{name} has ended\n{one.log()}"
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            pass
        finally:
            processes.kill(process)


def wait_until_it_listens(one: Running, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + SECONDS
    while process.poll() is None and time.monotonic() < end:
        try:
            one.ask(one.service.probe("web").path)
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"gunicorn does not answer\n{one.log()}")


def count(database: Server, table: str) -> int:
    return int(database.query(f"SELECT count(*) FROM {table}")[0][0])


def statuses(database: Server) -> dict[str, dict[str, int]]:
    """The summary of orders, by the database itself."""
    rows = database.query("SELECT status, count(*), sum(total_cents) FROM orders_order GROUP BY status")
    return {status: {"orders": int(orders), "cents": int(cents)} for status, orders, cents in rows}


def test_the_seed_is_at_the_last_migration_and_django_has_been_there(running: Running) -> None:
    assert count(running.database, "django_migrations") == running.recorded > 0
    # What Django does after every `migrate`, and no dataset has to bring.
    assert count(running.database, "auth_permission") > 0


def test_a_probe_is_answered_and_only_the_previews_host_gets_a_page(running: Running) -> None:
    probe = running.service.probe("web")
    assert probe.path == "/healthz"
    assert running.ask(probe.path) == Answer(200, "ok\n"), running.log()
    assert running.ask("/readyz") == Answer(200, "ok\n"), running.log()
    assert running.ask("/api/orders/", host="elsewhere.example.com").status == 400


def test_pages_show_the_rows_of_the_seed(running: Running) -> None:
    shown = running.ask("/api/orders/40/")
    assert shown.status == 200, running.log()
    assert (shown.json["number"], shown.json["customer"]) == ("SO-00040", "Ben Placeholder")
    assert (shown.json["total_cents"], shown.json["events"]) == (10_000, [])
    found = running.ask("/api/customers/?q=ada%20pl").json["results"]
    assert found == [{"id": 1, "name": "Ada Placeholder", "country": "NL"}]


def test_an_order_is_confirmed_by_the_worker(running: Running) -> None:
    """By way of gunicorn, PostgreSQL's sequences, the broker, and the seed's flag `confirmation-mail`."""
    last = int(running.database.query("SELECT max(id) FROM orders_order")[0][0])
    lines = [{"sku": "MUG-1", "quantity": 2, "unit_cents": 1250}]
    placed = running.ask("/api/orders/", {"customer": 1, "lines": lines})
    assert placed.status == 201, placed.text + running.log()
    order = placed.json
    assert (order["id"], order["total_cents"], order["invoice"]) == (last + 1, 2500, f"INV-{order['number']}")

    message = running.messages.get(timeout=SECONDS)

    assert f"Subject: Your order {order['number']}" in message
    assert "To: ada.placeholder@example.com" in message
    assert f"{running.variables['PUBLIC_URL']}/api/orders/{order['id']}/" in message


def test_a_task_that_is_sent_from_outside_runs_to_its_end(running: Running) -> None:
    """The summary is kept in Redis: until the worker has computed it anew, the page shows the old one."""
    before = statuses(running.database)
    assert running.ask("/api/orders/summary/").json == before
    running.database.execute("UPDATE orders_order SET status = 'cancelled' WHERE number = 'SO-00040'")
    after = statuses(running.database)
    assert running.ask("/api/orders/summary/").json == before != after

    # `celery call` sends the task and goes.
    sent = subprocess.run(
        ["celery", *running.service.command("worker")[1:-1], "call", "orders.tasks.refresh_summary"],
        cwd=running.service.directory,
        env=dict(running.variables),
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    assert sent.returncode == 0, sent.stderr

    end = time.monotonic() + SECONDS
    while running.ask("/api/orders/summary/").json == before and time.monotonic() < end:
        time.sleep(0.1)
    assert running.ask("/api/orders/summary/").json == after, running.log()
