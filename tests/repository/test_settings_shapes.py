"""Less usual shapes of Django projects: settings in classes, names of modules that are put together, lists that grow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.commands import role_of
from previewctl.repository.django_modules import settings_names
from previewctl.repository.django_reading import read_django
from previewctl.repository.dockerfile import parse_dockerfile
from tests.repository.trees import checks, django, tree, values

if TYPE_CHECKING:
    from pathlib import Path


def test_a_class_of_settings_may_compute_its_databases(tmp_path: Path) -> None:
    found = read_django(
        django(
            tmp_path,
            """
            import os
            class Site:
                @property
                def DATABASES(self):
                    return {"default": {
                        "ENGINE": "django.db.backends.postgresql", "HOST": os.environ.get("STORE_HOST", "db"), "NAME": "shop",
                    }}
                def CACHES(self):
                    return {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": "redis://cache:6379"}}
            """,
        )
    )
    assert values(found)["env.STORE_HOST"] == "${databases.postgres.host}"
    assert "databases.redis" not in values(found)


@pytest.mark.parametrize(
    ("code", "module"),
    [
        ('stage = "production"\nif DEBUG:\n    stage = "development"\n', "shop.settings.production"),
        ('stage = "local"\nif LIVE:\n    stage = "live"\n', "shop.settings.live"),
        ('stage = os.environ["STAGE"]\n', None),
    ],
)
def test_a_module_that_is_put_together_is_not_the_one_for_development(
    tmp_path: Path, code: str, module: str | None
) -> None:
    text = f'import os\n{code}os.environ.setdefault("DJANGO_SETTINGS_MODULE", f"shop.settings.{{stage}}")\n'
    names = settings_names(tree(tmp_path, {"shop/wsgi.py": text}))
    assert [name.module for name in names] == ([module] if module else [])


def test_a_project_that_names_no_settings_is_one_of_django_all_the_same(tmp_path: Path) -> None:
    text = "import sys\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n"
    found = read_django(tree(tmp_path, {"manage.py": text}))
    assert values(found) == {"runtime": "django"}
    assert "DJANGO_SETTINGS_MODULE" in checks(found)["runtime"]
    assert len(found.notes) == 1


def test_another_program_of_that_name_is_none(tmp_path: Path) -> None:
    assert not read_django(tree(tmp_path, {"manage.py": "print('an app')\n"})).conclusions


@pytest.mark.parametrize(
    "added", ["ALLOWED_HOSTS.append(HOST)", "ALLOWED_HOSTS.extend([HOST])", "ALLOWED_HOSTS += [HOST]"]
)
def test_a_host_that_is_added_later_is_that_of_the_preview(tmp_path: Path, added: str) -> None:
    found = read_django(
        django(tmp_path, f'import os\nALLOWED_HOSTS = []\nHOST = os.environ.get("SITE_NAME")\nif HOST:\n    {added}\n')
    )
    assert values(found)["env.SITE_NAME"] == "${endpoint.host}"
    assert checks(found)["env.SITE_NAME"] == "the settings use it under a condition"
    assert not any("fixed ALLOWED_HOSTS" in note for note in found.notes)


def test_hosts_that_are_added_as_text_stay_fixed(tmp_path: Path) -> None:
    found = read_django(django(tmp_path, 'ALLOWED_HOSTS = ["a"]\nALLOWED_HOSTS.append("b")\n'))
    assert any("fixed ALLOWED_HOSTS" in note for note in found.notes)


@pytest.mark.parametrize(
    ("command", "role"),
    [
        ("celery -A shop.worker beat", "beat"),
        ("celery --app=worker beat", "beat"),
        ("celery -A worker worker", "worker"),
        ("celery -A beat worker -B", "worker"),
        ("celery -A flowers flower", "flower"),
    ],
)
def test_what_celery_does_is_told_by_its_command_and_not_by_its_module(command: str, role: str) -> None:
    assert role_of(command) == role


@pytest.mark.parametrize(
    ("lines", "port"),
    [
        ("EXPOSE 80 8080", 8080),
        ("EXPOSE 80\nEXPOSE 8080", 8080),
        ("EXPOSE 8000\nEXPOSE 9000", 8000),
        ("EXPOSE 80", 80),
        ("EXPOSE 443/tcp 80", 443),
        ("EXPOSE 5432 53/udp 8000/tcp", 8000),
        ("EXPOSE $PORT", None),
    ],
)
def test_of_several_ports_an_ordinary_user_may_listen_on_the_one_that_counts(
    tmp_path: Path, lines: str, port: int | None
) -> None:
    image = parse_dockerfile(tree(tmp_path, {"Dockerfile": f"FROM python:3\n{lines}\n"}))
    assert image is not None
    assert (image.port or (None, 0))[0] == port
