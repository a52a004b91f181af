"""What the settings of a Django project say about its preview."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.repository.django_reading import read_django
from tests.repository.trees import MANAGE, checks, django, tree, values

if TYPE_CHECKING:
    from pathlib import Path

    from previewctl.repository.reading import Reading, Value

IMPORTS = "import os\nimport environ\nimport dj_database_url\nenv = environ.Env()\n"
PACKAGES = "psycopg[binary]==3.2\nredis==5\ncelery==5.4\n"


def read(root: Path, settings: str, requirements: str = PACKAGES, **more: str) -> Reading:
    return read_django(django(root, IMPORTS + settings, requirements_dot_txt=requirements, **more))


def concluded(root: Path, settings: str, requirements: str = PACKAGES, **more: str) -> dict[str, Value]:
    found = values(read(root, settings, requirements, **more))
    del found["runtime"], found["migrations.command"]
    return found


def test_a_project_has_a_runtime_and_migrations(tmp_path: Path) -> None:
    found = read_django(django(tmp_path, ""))
    assert [(item.path, item.value, str(item.evidence)) for item in found.conclusions] == [
        (("runtime",), "django", "manage.py:2"),
        (("migrations", "command"), ["python", "manage.py", "migrate", "--noinput"], "manage.py"),
    ]


def test_nothing_is_concluded_without_settings(tmp_path: Path) -> None:
    assert read_django(tree(tmp_path, {"manage.py": MANAGE})).conclusions == ()


def test_manage_py_in_a_directory_is_to_be_looked_at(tmp_path: Path) -> None:
    found = read_django(tree(tmp_path, {"src/manage.py": MANAGE, "src/shop/settings.py": ""}))
    assert "src" in checks(found)["migrations.command"]


WSGI = 'WSGI_APPLICATION = "shop.wsgi.application"\n'
ASGI = 'ASGI_APPLICATION = "shop.asgi.application"\n'


@pytest.mark.parametrize(
    ("settings", "requirements", "command"),
    [
        (WSGI, "gunicorn\n", ["gunicorn", "shop.wsgi", "-b", "0.0.0.0:8000"]),
        (WSGI + ASGI, "daphne\ngunicorn\n", ["daphne", "-b", "0.0.0.0", "-p", "8000", "shop.asgi:application"]),
        (WSGI + ASGI, "channels[daphne]\n", ["daphne", "-b", "0.0.0.0", "-p", "8000", "shop.asgi:application"]),
        (WSGI + ASGI, "uvicorn\ngunicorn\n", ["gunicorn", "shop.wsgi", "-b", "0.0.0.0:8000"]),
        (ASGI, "uvicorn\n", ["uvicorn", "shop.asgi:application", "--host", "0.0.0.0", "--port", "8000"]),
        (WSGI, "django\n", None),
        ("", "gunicorn\n", None),
        ('WSGI_APPLICATION = "other.wsgi.application"\n', "gunicorn\n", None),
        ('WSGI_APPLICATION = env("X")\n', "gunicorn\n", None),
    ],
)
def test_the_server_that_is_installed_serves_the_site(
    tmp_path: Path, settings: str, requirements: str, command: list[str] | None
) -> None:
    found = concluded(tmp_path, settings, requirements, shop__wsgi_dot_py="", shop__asgi_dot_py="")
    assert found.get("processes.web.command") == command
    assert found.get("processes.web.port") == (8000 if command else None)


def test_an_image_that_serves_the_site_needs_no_command(tmp_path: Path) -> None:
    found = concluded(
        tmp_path, WSGI, "gunicorn\n", shop__wsgi_dot_py="", Dockerfile='FROM x\nCMD ["gunicorn", "shop.wsgi"]\n'
    )
    assert "processes.web.command" not in found


def test_an_image_with_a_server_for_development_does(tmp_path: Path) -> None:
    dockerfile = "FROM x\nCMD python manage.py runserver 0.0.0.0:8000\n"
    assert "processes.web.command" in concluded(
        tmp_path, WSGI, "gunicorn\n", shop__wsgi_dot_py="", Dockerfile=dockerfile
    )


CELERY = 'from celery import Celery\napp = Celery("shop")\n'


def test_a_celery_application_has_a_worker(tmp_path: Path) -> None:
    assert concluded(tmp_path, "", shop__celery_dot_py=CELERY) == {
        "processes.worker.command": ["celery", "-A", "shop", "worker"]
    }


@pytest.mark.parametrize(
    ("settings", "celery"),
    [
        ("CELERY_BEAT_SCHEDULE = {}\n", CELERY),
        ('INSTALLED_APPS = ["django_celery_beat"]\n', CELERY),
        ('THIRD_PARTY_APPS = ["django_celery_beat"]\n', CELERY),
        ("", CELERY + "app.conf.beat_schedule = {}\n"),
        ("", CELERY + "app.conf.beat_schedule['x'] = {}\n"),
    ],
)
def test_a_schedule_needs_a_beat(tmp_path: Path, settings: str, celery: str) -> None:
    found = concluded(tmp_path, settings, shop__celery_dot_py=celery)
    assert found["processes.beat.command"] == ["celery", "-A", "shop", "beat", "-s", "/tmp/celerybeat-schedule"]


@pytest.mark.parametrize(
    "setting",
    [
        'CELERY_BEAT_SCHEDULE_FILENAME = "/tmp/beat"',
        'CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"',
    ],
)
def test_settings_that_say_where_beat_keeps_its_schedule_are_left_alone(tmp_path: Path, setting: str) -> None:
    found = concluded(tmp_path, f"CELERY_BEAT_SCHEDULE = {{}}\n{setting}\n", shop__celery_dot_py=CELERY)
    assert found["processes.beat.command"] == ["celery", "-A", "shop", "beat"]


def test_no_beat_without_a_schedule_and_no_worker_without_an_application(tmp_path: Path) -> None:
    assert "processes.beat.command" not in concluded(tmp_path / "a", "", shop__celery_dot_py=CELERY)
    assert concluded(tmp_path / "b", "CELERY_BEAT_SCHEDULE = {}\n", shop__celery_dot_py="# Celery(\n") == {}


@pytest.mark.parametrize(
    ("settings", "engine", "variables"),
    [
        ('DATABASES = {"default": env.db()}', "postgres", ["DATABASE_URL"]),
        ('DATABASES = {"default": env.db("DB_URL")}', "postgres", ["DB_URL"]),
        ('DATABASES = {"default": env.db("MAIN", default="postgres:///x")}', "postgres", ["MAIN"]),
        ('DATABASES = {"default": dj_database_url.config()}', "postgres", ["DATABASE_URL"]),
        ('DATABASES = {"default": dj_database_url.config(env="PG_URL")}', "postgres", ["PG_URL"]),
        ('DATABASES["default"].update(dj_database_url.config())', "postgres", ["DATABASE_URL"]),
        ('X = dj_database_url.parse(os.environ["DATABASE_URL"])', "postgres", ["DATABASE_URL"]),
        ('CACHES = {"default": env.cache("REDIS_URL")}', "redis", ["REDIS_URL"]),
        ('CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL")', "redis", ["CELERY_BROKER_URL"]),
        ('BROKER = env("QUEUE", default="redis://localhost")', "redis", ["QUEUE"]),
        ('MONGO = env("MONGODB_URI")', "mongodb", ["MONGODB_URI"]),
        (
            'def get(name, default=None):\n    return os.environ.get(name, default)\nX = get("REDIS_URL")',
            "redis",
            ["REDIS_URL"],
        ),
    ],
)
def test_a_variable_that_holds_a_url_belongs_to_its_database(
    tmp_path: Path, settings: str, engine: str, variables: list[str]
) -> None:
    assert concluded(tmp_path, settings) == {f"databases.{engine}.env": variables}


@pytest.mark.parametrize(
    "settings",
    [
        'DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3"}}',
        'CELERY_BROKER_URL = env("CELERY_BROKER_URL", default="amqp://localhost")',
        'DATABASE_URL = env("DATABASE_URL", default="mysql://localhost/x")',
        'CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}',
        'CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": f"redis://{somewhere()}/0"}}',
        'X = parse("redis://localhost")',
    ],
)
def test_no_database_is_invented(tmp_path: Path, settings: str) -> None:
    assert concluded(tmp_path, settings) == {}


PARTS = """
HOST = os.environ.get("SHOP_HOST")
DATABASES = {"default": {
    "ENGINE": "django.db.backends.postgresql", "HOST": HOST, "PORT": env.int("SHOP_PORT", 5432),
    "NAME": os.environ["SHOP_NAME"], "USER": env("SHOP_USER"), "PASSWORD": env("SHOP_PASSWORD"),
}}
"""


def test_host_name_and_user_are_told_by_their_keys(tmp_path: Path) -> None:
    found = read(tmp_path, PARTS)
    expected = {"SHOP_HOST": "host", "SHOP_PORT": "port", "SHOP_NAME": "name", "SHOP_USER": "user"}
    env = {key: value for key, value in values(found).items() if key.startswith("env.")}
    assert env == {f"env.{name}": f"${{databases.postgres.{part}}}" for name, part in expected.items()}
    assert "`SHOP_PASSWORD`" in checks(found)["databases.postgres"]


def test_keys_may_be_assigned_one_by_one(tmp_path: Path) -> None:
    settings = 'DATABASES["default"] = {"ENGINE": "django.db.backends.postgresql", "HOST": env("H")}'
    assert concluded(tmp_path, settings)["env.H"] == "${databases.postgres.host}"


def test_the_default_connection_may_have_a_name(tmp_path: Path) -> None:
    settings = 'MAIN = {"ENGINE": "django.db.backends.postgresql", "HOST": env("H")}\nDATABASES = {"default": MAIN}'
    assert concluded(tmp_path, settings)["env.H"] == "${databases.postgres.host}"


def test_a_condition_is_to_be_looked_at(tmp_path: Path) -> None:
    found = read(tmp_path, 'if env("DB"):\n    DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql"}}')
    assert "condition" in checks(found)["databases.postgres"]


def test_an_engine_in_a_variable_needs_the_driver(tmp_path: Path) -> None:
    settings = 'DATABASES = {"default": {"ENGINE": env("E", default="django.db.backends.sqlite3"), "HOST": env("H", default="")}}'
    found = read(tmp_path / "a", settings)
    assert values(found)["env.E"] == "django.db.backends.postgresql"
    assert "requirements.txt:1" in checks(found)["env.E"]
    assert concluded(tmp_path / "b", settings, "django\n") == {}


def test_usual_names_tell_where_other_code_puts_them_together(tmp_path: Path) -> None:
    settings = 'DATABASES = {}\nDATABASES["default"] = made(env("POSTGRES_HOST"), env("POSTGRES_DB"))'
    assert concluded(tmp_path, settings) == {
        "env.POSTGRES_HOST": "${databases.postgres.host}",
        "env.POSTGRES_DB": "${databases.postgres.name}",
        "databases.postgres": {},
    }


@pytest.mark.parametrize("engine", ["mysql", "oracle"])
def test_other_databases_are_named_and_not_concluded(tmp_path: Path, engine: str) -> None:
    settings = f'DATABASES = {{"default": {{"ENGINE": "django.db.backends.{engine}", "HOST": env("DB_HOST")}}}}'
    found = read(tmp_path, settings)
    assert not any(key.startswith(("databases", "env")) for key in values(found))
    assert any("`shop/settings.py:5`" in note for note in found.notes)


def test_postgis_is_named(tmp_path: Path) -> None:
    found = read(tmp_path, 'DATABASES = {"default": env.db(default="postgis:///x")}')
    assert any("PostGIS" in note for note in found.notes)


def test_a_second_database_is_named_and_a_replica_is_none(tmp_path: Path) -> None:
    settings = 'DATABASES = {"default": env.db(), "%s": env.db("OTHER_DATABASE_URL")}'
    second = read(tmp_path / "a", settings % "warehouse")
    assert values(second)["databases.postgres.env"] == ["DATABASE_URL"]
    assert any("`warehouse`" in note for note in second.notes)
    assert concluded(tmp_path / "b", settings % "replica")["databases.postgres.env"] == [
        "DATABASE_URL",
        "OTHER_DATABASE_URL",
    ]


def test_a_url_without_a_driver_is_to_be_looked_at(tmp_path: Path) -> None:
    assert "driver" in checks(read(tmp_path, 'DATABASES = {"default": env.db()}', "django\n"))["databases.postgres.env"]


def test_redis_and_mongodb_take_host_and_port(tmp_path: Path) -> None:
    found = concluded(
        tmp_path, 'R = env("REDIS_HOST")\nP = env("REDIS_PORT")\nM = env("MONGO_HOST")', "redis\npymongo\n"
    )
    assert found == {
        "databases.redis": {},
        "env.REDIS_HOST": "${databases.redis.host}",
        "env.REDIS_PORT": "${databases.redis.port}",
        "databases.mongodb": {},
        "env.MONGO_HOST": "${databases.mongodb.host}",
    }


def test_a_cache_tells_its_variable_whatever_it_is_called(tmp_path: Path) -> None:
    settings = 'CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": env("SHARED")}}'
    assert concluded(tmp_path, settings) == {"databases.redis.env": ["SHARED"]}


def test_a_channel_layer_tells_its_hosts(tmp_path: Path) -> None:
    layer = (
        'CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [%s]}}}'
    )
    assert concluded(tmp_path / "a", layer % 'env("SHARED")') == {"databases.redis.env": ["SHARED"]}
    assert concluded(tmp_path / "b", layer % '(env("SHARED"), 6379)')["env.SHARED"] == "${databases.redis.host}"


@pytest.mark.parametrize(
    "settings",
    [
        'CELERY_BROKER_URL = "redis://localhost:6379/0"',
        'HOST = "redis"\nCELERY_BROKER_URL = f"redis://{HOST}:6379"',
        'CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [("redis", 6379)]}}}',
    ],
)
def test_a_fixed_address_of_redis_is_to_be_changed(tmp_path: Path, settings: str) -> None:
    found = read(tmp_path, settings)
    assert values(found)["databases.redis"] == {}
    assert "REDIS_URL" in checks(found)["databases.redis"]


def test_a_client_of_mongodb_is_told_and_no_database_concluded(tmp_path: Path) -> None:
    found = read(tmp_path, "", "pymongo==4\n")
    assert any("`requirements.txt:1` asks for `pymongo`" in note for note in found.notes)
    assert not any(key.startswith("databases") for key in values(found))


def test_djongo_is_mongodb(tmp_path: Path) -> None:
    assert concluded(tmp_path, 'DATABASES = {"default": {"ENGINE": "djongo"}}') == {"databases.mongodb": {}}


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ('SECRET_KEY = os.environ["KEY"]', "KEY"),
        ('SECRET_KEY = os.getenv("KEY", "unsafe")', "KEY"),
        ('KEY = env("DJANGO_KEY")\nSECRET_KEY = KEY', "DJANGO_KEY"),
        ('SECRET_KEY = env("KEY") if env.bool("LIVE", False) else "x"', "KEY"),
    ],
)
def test_the_secret_key_is_generated_under_its_variable(tmp_path: Path, settings: str, name: str) -> None:
    assert concluded(tmp_path, settings) == {f"env.{name}": {"generate": "secret"}}


def test_a_secret_key_in_the_code_is_not_repeated(tmp_path: Path) -> None:
    found = read(tmp_path, 'SECRET_KEY = "hunter2-hunter2"')
    assert "hunter2" not in repr(found)


@pytest.mark.parametrize(
    ("settings", "name", "value"),
    [
        ('ALLOWED_HOSTS = env.list("HOSTS")', "HOSTS", "${endpoint.host}"),
        ('ALLOWED_HOSTS = [host.strip() for host in env("HOSTS").split(",")]', "HOSTS", "${endpoint.host}"),
        ('ALLOWED_HOSTS = ["localhost"] + env.list("HOSTS")', "HOSTS", "${endpoint.host}"),
        ('CSRF_TRUSTED_ORIGINS = env.list("ORIGINS")', "ORIGINS", "${endpoint.url}"),
        ('CORS_ALLOWED_ORIGINS = env.list("ORIGINS")', "ORIGINS", "${consumers.origins}"),
    ],
)
def test_hosts_and_origins_are_those_of_the_preview(tmp_path: Path, settings: str, name: str, value: str) -> None:
    assert concluded(tmp_path, settings) == {f"env.{name}": value}


@pytest.mark.parametrize(
    "settings",
    [
        'ALLOWED_HOSTS = ["*"] if env.bool("DEBUG", False) else ["x"]',
        "ALLOWED_HOSTS = [f\"{env('SUB')}.example.com\"]",
        'ALLOWED_HOSTS = ["." + env("DOMAIN")]',
        'ALLOWED_HOSTS = HOSTS[env("STAGE")]',
        'ALLOWED_HOSTS = hosts_of(env("STAGE"))',
        'CSRF_TRUSTED_ORIGINS = [env("DOMAIN")]',
        'CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in env.list("ORIGIN_HOSTS")]',
        'ALLOWED_HOSTS = env.list("ALLOWED_HOSTS")',
    ],
)
def test_a_variable_that_only_decides_or_is_a_part_gets_no_address(tmp_path: Path, settings: str) -> None:
    assert concluded(tmp_path, settings) == {}


def test_one_variable_for_both_kinds_of_origins_has_both(tmp_path: Path) -> None:
    settings = 'O = env.list("ORIGINS")\nCSRF_TRUSTED_ORIGINS = O\nCORS_ALLOWED_ORIGINS = O'
    assert concluded(tmp_path, settings) == {"env.ORIGINS": "${endpoint.url},${consumers.origins}"}


@pytest.mark.parametrize("expression", ['os.environ["ORIGINS"].split(" ")', '[env("ORIGIN_URL")]'])
def test_origins_that_take_no_commas_are_to_be_looked_at(tmp_path: Path, expression: str) -> None:
    assert len(checks(read(tmp_path, f"CORS_ALLOWED_ORIGINS = {expression}"))) == 1


def test_fixed_hosts_are_named(tmp_path: Path) -> None:
    assert any("fixed ALLOWED_HOSTS" in note for note in read(tmp_path / "a", 'ALLOWED_HOSTS = ["shop.org"]').notes)
    assert read(tmp_path / "b", 'ALLOWED_HOSTS = ["*"]').notes == ()
    assert read(tmp_path / "c", 'ALLOWED_HOSTS = []\nif X:\n    ALLOWED_HOSTS = env.list("H")').notes == ()


def test_uploads_are_named_where_they_are_kept_on_disk(tmp_path: Path) -> None:
    assert any("MEDIA_ROOT" in note for note in read(tmp_path / "a", 'MEDIA_ROOT = "/media"').notes)
    stored = 'MEDIA_ROOT = "/media"\nSTORAGES = {"default": {"BACKEND": "storages.backends.s3.S3Storage"}}'
    assert read(tmp_path / "b", stored).notes == ()


def test_settings_that_differ_are_set_for_all_processes(tmp_path: Path) -> None:
    wsgi = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.live")\n'
    files = {
        "manage.py": MANAGE,
        "shop/wsgi.py": wsgi,
        "shop/settings.py": "X = 1\n",
        "shop/live.py": "from .settings import *\nSECRET_KEY = 1\n",
    }
    found = read_django(tree(tmp_path, files))
    assert values(found)["env.DJANGO_SETTINGS_MODULE"] == "shop.live"
    assert any("`manage.py` has `shop.settings`" in note for note in found.notes)


def test_settings_that_agree_are_not(tmp_path: Path) -> None:
    files = {"manage.py": MANAGE, "shop/wsgi.py": MANAGE, "shop/settings.py": ""}
    assert "env.DJANGO_SETTINGS_MODULE" not in values(read_django(tree(tmp_path, files)))


@pytest.mark.parametrize(
    ("route", "path"),
    [
        ('path("healthz", view)', "/healthz"),
        ('path("api/health/", view)', "/api/health/"),
        ('re_path(r"^ping/$", view)', "/ping/"),
        ('path("<int:id>/health/", view)', None),
        ('path("orders/", view)', None),
    ],
)
def test_a_route_that_is_called_so_says_whether_the_site_is_well(tmp_path: Path, route: str, path: str | None) -> None:
    found = concluded(tmp_path, 'ROOT_URLCONF = "shop.urls"', shop__urls_dot_py=f"urlpatterns = [{route}]\n")
    assert found.get("processes.web.health") == path
