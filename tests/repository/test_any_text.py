"""Whatever the files of a repository hold, no reader raises."""

from __future__ import annotations

import tempfile
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from previewctl.repository.django import read_settings
from previewctl.repository.django_reading import read_django
from previewctl.repository.dockerfile import environment
from previewctl.repository.dockerfile_reading import read_dockerfile
from previewctl.repository.files import Repository
from previewctl.repository.procfile import read_procfile
from previewctl.repository.python_packages import read_packages
from previewctl.repository.roots import service_roots
from previewctl.repository.vue import read_vue

SETTINGS = """\
import os, environ, dj_database_url
from .base import *
env = environ.Env(DEBUG=(bool, False))
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = [h for h in env.list("HOSTS", default=[])] + ["x"]
DATABASES = {"default": {**BASE, "ENGINE": "django.db.backends.postgresql", "HOST": env("DB_HOST")}}
DATABASES["other"]["HOST"] = dj_database_url.config("X", default="postgres://x")
CACHES = {"default": {"BACKEND": "django_redis.cache.RedisCache", "LOCATION": f"redis://{HOST}:6379"}}
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core", "CONFIG": {"hosts": [("x", 1)]}}}
ROOT_URLCONF = "shop.urls"; WSGI_APPLICATION = "shop.wsgi.application"
BASE = BASE2 = BASE
"""
DOCKERFILE = """\
FROM --platform=x python:3 AS base
ENV A=1 B="x\\
y" C
RUN <<EOF
ENV X=1
EOF
FROM base
EXPOSE 8000/tcp
HEALTHCHECK CMD ["curl", "http://localhost:8000/healthz"]
ENTRYPOINT ["sh", "-c", "x"]
CMD gunicorn "x
USER 1000:1000
"""
PYPROJECT = """\
[project]
dependencies = ["celery[redis]>=5", "gunicorn"]
[project.optional-dependencies]
x = ["a"]
[tool.poetry.group.dev.dependencies]
x = "1"
[dependency-groups]
dev = [{include-group = "x"}, "b"]
"""
PROCFILE = "web: gunicorn shop.wsgi -b :$PORT\nworker: celery -A 'shop\nrelease: python manage.py migrate && x\n: x\n"
PACKAGE = '{"dependencies": {"vue": "3", "nuxt": {}}, "devDependencies": ["x"]}'
CONFIG = "export default { ssr: false, server: { proxy: { '/api': 'x', \"^/ws\": {} } } }; import.meta.env.VITE_API_URL"
MANAGE = 'import os\nos.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n'
CELERY = 'app = Celery("x")\napp.conf.beat_schedule["x"] = 1\n'
URLS = 'urlpatterns = [path("healthz/", x), re_path(r"^ping$", y)]\n'

PATHS = {
    "manage.py": MANAGE,
    "shop/settings.py": SETTINGS,
    "shop/base.py": "from .settings import *\n",
    "shop/urls.py": URLS,
    "shop/wsgi.py": MANAGE,
    "shop/celery.py": CELERY,
    "Dockerfile": DOCKERFILE,
    "pyproject.toml": PYPROJECT,
    "requirements.txt": "-r requirements.txt\ncelery[redis]\n-r ../x\n",
    "Pipfile": '[packages]\nx = "*"\n',
    "setup.cfg": "[options]\ninstall_requires = x\n",
    "Procfile": PROCFILE,
    "package.json": PACKAGE,
    "vite.config.ts": CONFIG,
    "nuxt.config.ts": CONFIG,
    "src/main.ts": CONFIG,
}


@st.composite
def mutated(draw: st.DrawFn, text: str) -> str:
    """A text with pieces of it taken away, doubled, or replaced."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 20)))
        piece = draw(
            st.one_of(
                st.just(""), st.just(text[start:end] * 2), st.text(max_size=6), st.sampled_from("()[]{}\"'\\\n\t:=$")
            )
        )
        text = text[:start] + piece + text[end:]
    return text


def read_everything(root: Path) -> None:
    repository = Repository(root)
    service_roots(repository)
    read_settings(root)
    environment(root)
    read_packages(repository)
    for reading in (
        read_django(repository),
        read_dockerfile(repository),
        read_procfile(repository, "Procfile"),
        read_vue(repository),
    ):
        for conclusion in reading.conclusions:
            assert conclusion.evidence.path in PATHS
            assert conclusion.path


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_mutated_files(data: st.DataObject) -> None:
    changed = set(data.draw(st.lists(st.sampled_from(sorted(PATHS)), min_size=1, max_size=6)))
    with tempfile.TemporaryDirectory() as name:
        for path, text in PATHS.items():
            file = Path(name, path)
            file.parent.mkdir(exist_ok=True)
            written = data.draw(mutated(text)) if path in changed else text
            file.write_text(written, encoding="utf-8", errors="replace")
        read_everything(Path(name))


@given(st.sampled_from(sorted(PATHS)), st.binary(max_size=300))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes(path: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        for other, text in PATHS.items():
            file = Path(name, other)
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        Path(name, path).write_bytes(content)
        read_everything(Path(name))


def test_deeply_nested_code_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "manage.py").write_text(MANAGE)
    for text in (
        "X = " + "(" * 5_000,
        "X = " + "-" * 50_000 + "1",
        "X" + " + X" * 20_000,
        "X" + ".x" * 20_000,
        "if 1:\n" + "".join(f"{' ' * i}if 1:\n" for i in range(1, 95)) + " " * 95 + "X = 1",
    ):
        (tmp_path / "shop" / "settings.py").write_text(text)
        read_everything(tmp_path)
