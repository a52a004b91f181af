"""Whatever the files of a repository hold, no reader raises."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from previewctl.repository.app_json import read_app_json
from previewctl.repository.compose import read_compose
from previewctl.repository.django import read_settings
from previewctl.repository.django_reading import read_django
from previewctl.repository.dockerfile import environment
from previewctl.repository.dockerfile_reading import read_dockerfile
from previewctl.repository.files import Repository
from previewctl.repository.okteto import read_okteto
from previewctl.repository.procfile import read_procfile
from previewctl.repository.published_image import read_published_image
from previewctl.repository.python_packages import read_packages
from previewctl.repository.render_yaml import read_render_yaml
from previewctl.repository.roots import service_roots
from previewctl.repository.score import read_score
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
APP_JSON = """\
{"name": "x", "addons": ["heroku-postgresql:a", {"plan": "heroku-redis", "as": "CACHE", "options": {"version": "7"}}, 1],
 "env": {"A": "b", "SECRET_KEY": {"generator": "secret"}, "B": {"value": "c", "required": false}, "DATABASE_URL": "postgres://x"},
 "formation": {"web": {"quantity": 2, "size": "x"}, "worker": 1}, "scripts": {"postdeploy": "python manage.py migrate && x"},
 "environments": {"review": {"addons": [], "env": {"A": "c"}}, "test": {"scripts": {}}}, "buildpacks": []}
"""
COMPOSE = """\
x-app: &app {build: {context: ., dockerfile: Dockerfile}, environment: &env {DATABASE_URL: "postgres://u:p@db/x", A: "${B:-c}"}}
services:
  web: {<<: *app, command: gunicorn shop.wsgi -b :80, ports: ["8000:80"], volumes: ["media:/srv/media", ".:/app"], deploy: {replicas: 2}}
  worker: {extends: {file: okteto.yml, service: web}, environment: [A=b, QUEUE, DB_HOST=db], user: "1000:1000", scale: 3}
  clock: {<<: *app, extends: web, command: [celery, -A, shop, beat], profiles: [x]}
  db: {image: "postgres:${PG:-16}-alpine", healthcheck: {test: [CMD, curl, "http://localhost/x"]}}
  search: {image: "opensearchproject/opensearch:2.19.1", expose: [9200], command: "x ${Y}", restart: "no"}
  other: {build: ./other, image: "r.io/x"}
volumes: {media: {}}
include: [x]
"""
SECOND = """\
services:
  web: {command: !override [run], ports: !reset [], environment: {A: !reset null, SEARCH_HOST: search}, volumes: ["x:/srv/media"]}
  db: !reset null
  new: {image: "axllent/mailpit:v1.27"}
"""
RENDER = """\
previews: {generation: automatic, expireAfterDays: 3}
databases: [{name: main, postgresMajorVersion: "16"}]
envVarGroups: [{name: g, envVars: [{key: A, value: b, previewValue: c}]}]
projects: [{name: p, environments: [{name: e, services: [{type: cron, name: n}]}]}]
services:
  - {type: web, name: a, runtime: python, startCommand: python manage.py migrate && gunicorn x -b :$PORT, healthCheckPath: /x,
     numInstances: 2, disk: {name: d, mountPath: /srv/d, sizeGB: 5}, preDeployCommand: ./x, image: {url: "r.io/x/y:1"},
     envVars: [{key: U, fromDatabase: {name: main, property: connectionString}}, {key: S, generateValue: true},
               {key: R, fromService: {name: c, type: keyvalue, property: host}}, {key: Q, sync: false}, {fromGroup: g}]}
  - {type: keyvalue, name: c}
  - {type: pserv, name: s, image: {url: "nats:2.10.1"}}
"""
OKTETO = """\
build: {app: {context: ., image: "r.io/x/y"}}
dependencies: {a: {repository: "https://github.com/x/rental.git", wait: true}}
deploy: {compose: [compose.yaml, {file: compose.prod.yaml}], commands: [x]}
dev: {web: {sync: [".:/src"]}}
services: {web: {image: x, ports: ["1:2"]}}
"""
SCORE = """\
apiVersion: score.dev/v1b1
metadata: {name: x, annotations: {a: b}}
service: {ports: {www: {port: 80, targetPort: 8080}}}
containers:
  main: {image: "r.io/x/y:1", command: [run], args: [x], variables: {A: "${resources.db.host}", U: "postgres://${resources.db.password}@h",
    N: "${metadata.name}", E: "https://${resources.dns.host}/x"}, volumes: {/srv/x: {source: "${resources.v}"}},
    readinessProbe: {httpGet: {path: /x}}, resources: {requests: {cpu: 1, memory: 1Gi}}}
  side: {image: x}
resources: {db: {type: postgres, params: {version: 16}}, dns: {type: dns}, v: {type: volume}, b: {type: s3}}
"""
WORKFLOW = "jobs:\n  a:\n    - uses: docker/build-push-action@v6\n      tags: ghcr.io/x/y:${{ github.sha }}\n"
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
    "app.json": APP_JSON,
    "compose.yaml": COMPOSE,
    "compose.prod.yaml": SECOND,
    "render.yaml": RENDER,
    "okteto.yml": OKTETO,
    "score.yaml": SCORE,
    ".github/workflows/image.yml": WORKFLOW,
}
OF_OTHER_TOOLS = (
    "app.json",
    "compose.yaml",
    "compose.prod.yaml",
    "render.yaml",
    "okteto.yml",
    "score.yaml",
    "Procfile",
)


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


SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-1, 70_000),
    st.floats(allow_nan=False),
    st.text(max_size=8),
    st.sampled_from(
        [
            "web",
            "db",
            "postgres:16",
            "postgres://u:p@db/x",
            "${A:-b}",
            "${resources.db.host}",
            "a b && c",
            ".",
            "8000:80",
        ]
    ),
)
TREES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=4), inner, max_size=3)),
    max_leaves=5,
)


@st.composite
def reshaped(draw: st.DrawFn, name: str) -> str:
    """The file of another tool, with values of any other form in the places where its keys stand."""
    document = yaml.load(PATHS[name], _Plain)
    for _ in range(draw(st.integers(1, 4))):
        here = document
        while isinstance(here, dict | list) and here:
            key = draw(st.sampled_from(sorted(here, key=str) if isinstance(here, dict) else range(len(here))))
            inner = here[key]
            if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
                here[key] = draw(TREES)
                break
            here = inner
    return json.dumps(document)


class _Plain(yaml.SafeLoader):
    """Reads tags of other tools as what they stand on."""


def _untagged(loader: yaml.SafeLoader, _suffix: str, node: yaml.Node) -> object:
    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.ScalarNode)
    return loader.construct_scalar(node)


_Plain.add_multi_constructor("!", _untagged)


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
        read_published_image(repository),
        read_app_json(repository, "app.json"),
        read_compose(repository, ["compose.yaml", "compose.prod.yaml"]),
        read_render_yaml(repository, "render.yaml"),
        read_okteto(repository, "okteto.yml"),
        read_score(repository, "score.yaml"),
    ):
        for conclusion in reading.conclusions:
            assert conclusion.evidence.path in PATHS
            assert conclusion.path
        mapped = {(item.key, item.evidence.path) for item in reading.mapped}
        dropped = {(item.key, item.evidence.path) for item in reading.dropped}
        assert {path for _, path in mapped | dropped} <= set(PATHS)
        assert not mapped & dropped


@given(st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
def test_mutated_files(data: st.DataObject) -> None:
    changed = set(data.draw(st.lists(st.sampled_from(sorted(PATHS)), min_size=1, max_size=6)))
    with tempfile.TemporaryDirectory() as name:
        for path, text in PATHS.items():
            file = Path(name, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            written = data.draw(mutated(text)) if path in changed else text
            file.write_text(written, encoding="utf-8", errors="replace")
        read_everything(Path(name))


@given(st.data())
@settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
def test_values_of_another_form_in_the_files_of_other_tools(data: st.DataObject) -> None:
    names = data.draw(
        st.lists(st.sampled_from([name for name in OF_OTHER_TOOLS if name != "Procfile"]), min_size=1, max_size=3)
    )
    with tempfile.TemporaryDirectory() as root:
        for name in OF_OTHER_TOOLS:
            Path(root, name).write_text(data.draw(reshaped(name)) if name in names else PATHS[name], encoding="utf-8")
        read_everything(Path(root))


@given(st.sampled_from(sorted(PATHS)), st.binary(max_size=300))
@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_bytes(path: str, content: bytes) -> None:
    with tempfile.TemporaryDirectory() as name:
        for other, text in PATHS.items():
            file = Path(name, other)
            file.parent.mkdir(parents=True, exist_ok=True)
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
