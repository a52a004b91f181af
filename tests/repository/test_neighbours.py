"""Commands of compose files name other containers, which have names of their own in a preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.compose import read_compose
from tests.repository.trees import checks, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading


def compose(root: Path, command: str) -> Reading:
    text = f"""
        services:
          web: {{build: ., ports: ["8000"]}}
          jobs: {{build: ., command: {command}}}
          db: {{image: "postgres:16"}}
          cache_store: {{image: "redis:7.2"}}
          message_queue: {{image: "rabbitmq:4.0"}}
          front: {{image: "nginx:1.27"}}
    """
    return read_compose(tree(root, {"compose.yaml": text}), ("compose.yaml",))


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        ("wait-for db:5432 -- ./work", ["wait-for", "postgres:5432", "--", "./work"]),
        ("wait -a tcp://cache_store:6379 ./work", ["wait", "-a", "tcp://redis:6379", "./work"]),
        ("wait message_queue:5672 ./work", ["wait", "message-queue:5672", "./work"]),
        ("bash -c './wait db:5432 && ./work'", ["bash", "-c", "./wait postgres:5432 && ./work"]),
        ("./work shop.db:5432 my-db:5432 db:app", ["./work", "shop.db:5432", "my-db:5432", "db:app"]),
    ],
)
def test_a_command_names_its_neighbours_as_they_are_called(tmp_path: Path, command: str, expected: list[str]) -> None:
    found = compose(tmp_path, f'"{command}"')
    assert values(found)["processes.jobs.command"] == expected
    assert "processes.jobs.command" not in checks(found)


def test_one_that_is_not_part_of_the_preview_is_to_check(tmp_path: Path) -> None:
    found = compose(tmp_path, "wait-for front:80 -- ./work")
    assert checks(found)["processes.jobs.command"] == "it names `front`, which is not part of the preview"
