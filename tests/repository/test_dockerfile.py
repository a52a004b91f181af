"""What a Dockerfile says about the service that it builds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.dockerfile import environment, parse_dockerfile
from previewctl.repository.dockerfile_reading import read_dockerfile, serves
from tests.repository.trees import tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Value


def names(root: Path, text: str) -> set[str]:
    tree(root, {"Dockerfile": text})
    return set(environment(root))


def concluded(root: Path, text: str) -> dict[str, Value]:
    return values(read_dockerfile(tree(root, {"Dockerfile": text})))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FROM x\nENV A=1 B='two words'\n", {"A", "B"}),
        ("FROM x\nENV A the rest = of it\n", {"A"}),
        ("FROM x\nENV A=1 \\\n    # a comment\n\n    B=2\n", {"A", "B"}),
        ('FROM x\nenv A="x C=3"\n', {"A"}),
        ("FROM x AS build\nENV A=1\nFROM y\nENV B=1\n", {"B"}),
        ("FROM x AS base\nENV A=1\nFROM base\nENV B=1\n", {"A", "B"}),
        ("FROM x AS base\nENV A=1\nFROM y AS build\nENV C=1\nFROM base AS final\n", {"A"}),
        ("FROM --platform=$P x as base\nENV A=1\nFROM base\n", {"A"}),
        ("FROM x\nRUN <<EOF\nENV A=1\nEOF\nENV B=1\n", {"B"}),
        ("FROM x\nARG A=1\nLABEL B=1\n", set()),
        ("", set()),
    ],
)
def test_the_variables_of_the_last_stage(tmp_path: Path, text: str, expected: set[str]) -> None:
    assert names(tmp_path, text) == expected


def test_there_are_none_without_a_dockerfile(tmp_path: Path) -> None:
    assert environment(tmp_path) == frozenset()
    assert environment(tmp_path / "gone") == frozenset()
    assert read_dockerfile(tree(tmp_path, {"x": ""})).conclusions == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("EXPOSE 8080", {"processes.web.port": 8080}),
        ("EXPOSE 8080/tcp 9090", {"processes.web.port": 8080}),
        ("EXPOSE 5432\nEXPOSE 8080", {"processes.web.port": 8080}),
        ("EXPOSE $PORT", {}),
        ("EXPOSE 99999", {}),
        ('EXPOSE 80\nCMD ["gunicorn", "-b", "0.0.0.0:9000", "shop.wsgi"]', {"processes.web.port": 9000}),
        ("USER 1001", {"user": 1001}),
        ("USER 1001:1001", {"user": 1001}),
        ("USER 0", {}),
        ("USER root", {}),
        ("USER $UID", {}),
        ("HEALTHCHECK CMD curl -f http://localhost:8000/healthz || exit 1", {"processes.web.health": "/healthz"}),
        (
            'HEALTHCHECK --interval=5s CMD ["curl", "-f", "http://127.0.0.1:$PORT/up/"]',
            {"processes.web.health": "/up/"},
        ),
        ("HEALTHCHECK CMD wget -qO- http://localhost/health", {"processes.web.health": "/health"}),
        ("HEALTHCHECK CMD curl http://localhost:8000/", {}),
        ("HEALTHCHECK CMD curl http://example.com/healthz", {}),
        ("HEALTHCHECK CMD curl http://localhost/x\nHEALTHCHECK NONE", {}),
    ],
)
def test_port_user_and_health(tmp_path: Path, text: str, expected: dict[str, Value]) -> None:
    assert concluded(tmp_path, f"FROM x\n{text}\n") == expected


def test_a_user_with_a_name_is_told(tmp_path: Path) -> None:
    found = read_dockerfile(tree(tmp_path, {"Dockerfile": "FROM x\nUSER app\n"}))
    assert found.conclusions == ()
    assert "`Dockerfile:2` runs the image as `app`" in found.notes[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('CMD ["gunicorn", "shop.wsgi"]', True),
        ("CMD gunicorn shop.wsgi", True),
        ('ENTRYPOINT ["/entry.sh"]\nCMD ["gunicorn", "shop.wsgi"]', True),
        ("CMD python manage.py runserver", False),
        ('CMD ["bash"]', False),
        ("CMD celery -A shop worker", False),
        ("RUN x", False),
    ],
)
def test_whether_an_image_serves_the_site_by_itself(tmp_path: Path, text: str, expected: bool) -> None:
    assert serves(parse_dockerfile(tree(tmp_path, {"Dockerfile": f"FROM x\n{text}\n"}))) is expected
