"""What becomes of the lines of a Procfile."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.procfile import read_procfile
from tests.repository.trees import tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading, Value


def read(root: Path, text: str) -> Reading:
    return read_procfile(tree(root, {"Procfile": text}), "Procfile")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("web: gunicorn shop.wsgi", {"processes.web.command": ["gunicorn", "shop.wsgi"], "processes.web.port": 8000}),
        (
            "web: gunicorn shop.wsgi -b 0.0.0.0:$PORT",
            {"processes.web.command": ["gunicorn", "shop.wsgi", "-b", "0.0.0.0:8000"], "processes.web.port": 8000},
        ),
        (
            "web: a && b",
            {"processes.web.command": ["sh", "-c", "a && b"], "processes.web.port": 8000},
        ),
        ("worker: celery -A shop worker", {"processes.worker.command": ["celery", "-A", "shop", "worker"]}),
        ("Slow_Worker: celery -A shop worker", {"processes.slow-worker.command": ["celery", "-A", "shop", "worker"]}),
        ("release: python manage.py migrate", {"migrations.command": ["python", "manage.py", "migrate"]}),
        (
            "release: python manage.py migrate && python manage.py load_x",
            {
                "migrations.command": ["python", "manage.py", "migrate"],
                "hooks.release": ["python", "manage.py", "load_x"],
            },
        ),
        ("release: ./release.sh", {"hooks.release": ["./release.sh"]}),
        ("postdeploy: ./after.sh", {"hooks.release": ["./after.sh"]}),
        ("web: python manage.py runserver 0.0.0.0:8000", {"processes.web": {}}),
        ("assets: npm run watch", {}),
        ("# web: x", {}),
        ("no process", {}),
        ("web:", {}),
    ],
)
def test_a_line(tmp_path: Path, line: str, expected: dict[str, Value]) -> None:
    assert values(read(tmp_path, f"{line}\n")) == expected


def test_each_line_is_mapped_or_dropped(tmp_path: Path) -> None:
    found = read(tmp_path, "web: gunicorn shop.wsgi\nassets: npm run watch\n1: x\nrelease: ./x.sh\n")
    assert [(item.key, item.to, item.evidence.line) for item in found.mapped] == [
        ("web", "processes.web.command", 1),
        ("release", "hooks.release", 4),
    ]
    assert [(item.key, item.evidence.line) for item in found.dropped] == [("assets", 2), ("1", 3)]


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    assert read_procfile(tree(tmp_path, {"x": ""}), "Procfile").notes == ("`Procfile` could not be read",)
