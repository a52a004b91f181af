"""Which containers of a compose file run the app's own code, though nothing in the file builds their image."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.repository.compose import read_compose
from tests.repository.trees import tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading


def compose(root: Path, text: str) -> Reading:
    return read_compose(tree(root, {"compose.yaml": text}), ("compose.yaml",))


def test_an_image_that_is_called_like_the_repository_is_the_apps_own(tmp_path: Path) -> None:
    found = compose(
        tmp_path / "orders",
        """
        services:
          site: {image: "acme/orders:latest", command: gunicorn orders.wsgi, ports: ["8000:8000"]}
          jobs: {image: "acme/orders:latest", command: celery -A orders worker}
        """,
    )
    assert values(found)["image"] == "acme/orders"
    assert values(found)["processes.worker.command"] == ["celery", "-A", "orders", "worker"]
    assert not any(item.path[0] == "services" for item in found.conclusions)


def test_a_database_that_is_called_like_the_repository_stays_one(tmp_path: Path) -> None:
    found = compose(tmp_path / "redis", "services: {cache: {image: 'redis:7.2'}}")
    assert values(found) == {"databases.redis.version": "7.2"}


def test_a_container_that_runs_the_mounted_repository_is_no_part_of_a_preview(tmp_path: Path) -> None:
    found = compose(tmp_path, "services: {assets: {image: 'node:22', volumes: ['.:/app'], ports: ['3000']}}")
    assert not found.conclusions
    assert {item.reason for item in found.dropped} == {
        "it runs code of the repository that is mounted into it, and not what is in its image"
    }


def test_a_container_that_mounts_a_file_of_its_own_is_one(tmp_path: Path) -> None:
    found = compose(tmp_path, "services: {mq: {image: 'rabbitmq:4.0', volumes: ['./mq.conf:/etc/mq.conf']}}")
    assert values(found)["services.mq.image"] == "rabbitmq:4.0"


MONOREPO = """
    services:
      web: {build: {context: ., dockerfile: ui/web/Dockerfile}, ports: ["3000"]}
      jobs: {build: {context: ., dockerfile: docker/Dockerfile}, command: celery -A shop worker}
"""


def test_a_frontend_with_a_package_of_its_own_is_not_the_site(tmp_path: Path) -> None:
    files = {"compose.yaml": MONOREPO, "ui/web/package.json": "{}", "api/manage.py": "", "docker/Dockerfile": ""}
    found = read_compose(tree(tmp_path, files), ("compose.yaml",))
    assert "processes.web" not in values(found)
    reason = "it is built for `ui/web`, so it is a service of its own: `previewctl init ui/web`"
    assert {item.reason for item in found.dropped if item.key.startswith("services.web.")} == {reason}


def test_a_package_beside_the_site_is_for_its_assets(tmp_path: Path) -> None:
    files = {"compose.yaml": MONOREPO, "ui/web/package.json": "{}", "ui/web/manage.py": "", "docker/Dockerfile": ""}
    assert values(read_compose(tree(tmp_path, files), ("compose.yaml",)))["processes.web.port"] == 3000
