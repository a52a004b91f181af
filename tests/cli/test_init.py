"""The command `init`: what it asks, what it never does, and what it makes of files that mean no good."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.cli.running import git, inside
from tests.cli.terminal import on_a_terminal

if TYPE_CHECKING:
    from tests.cli.running import Run

IMAGE = ("--image", "registry.example.com/shop")
PROCFILE = "web: gunicorn shop.wsgi\nworker: celery -A shop worker\n"
COMPOSE = """\
services:
  web:
    build: .
    command: gunicorn shop.wsgi -b 0.0.0.0:9000
    environment: {DATABASE_URL: "postgres://db/shop", LEVEL: info}
  db: {image: "postgres:16"}
"""
PRODUCTION = """\
services:
  web:
    environment: {LEVEL: warning}
  cache: {image: "redis:7.4"}
"""


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """A service's directory with a Procfile."""
    directory = tmp_path / "shop"
    directory.mkdir()
    (directory / "Procfile").write_text(PROCFILE, encoding="utf-8")
    return directory


def init(directory: Path, *arguments: str) -> Run:
    return inside(directory, "init", *arguments)


def written(directory: Path) -> str:
    return (directory / "preview.yaml").read_text(encoding="utf-8")


# What it writes, and where


def test_the_file_stands_in_the_directory_and_stdout_is_empty(shop: Path) -> None:
    done = init(shop, *IMAGE)
    assert (done.code, done.out) == (0, "")
    assert "written: preview.yaml" in done.err
    assert "command: [celery, -A, shop, worker]  # from Procfile:2\n" in written(shop)
    assert sorted(path.name for path in shop.iterdir()) == ["Procfile", "preview.yaml"]


def test_another_directory_is_an_argument(shop: Path) -> None:
    done = init(shop.parent, "shop", *IMAGE)
    assert done.code == 0
    assert f"written: {Path('shop', 'preview.yaml')}" in done.err
    assert "service: shop  # from the directory's name\n" in written(shop)


def test_the_name_is_that_of_the_repository_on_github(shop: Path) -> None:
    git(shop, "init", "--quiet")
    git(shop, "remote", "add", "origin", "git@github.com:acme/Web_Shop.git")
    assert init(shop, *IMAGE).code == 0
    assert "service: web-shop  # from the repository's name\n" in written(shop)


def test_a_service_below_the_top_of_a_repository_has_its_directorys_name(shop: Path) -> None:
    git(shop.parent, "init", "--quiet")
    git(shop.parent, "remote", "add", "origin", "git@github.com:acme/mono.git")
    assert init(shop, *IMAGE).code == 0
    assert "service: shop  # from the directory's name\n" in written(shop)


def test_out_names_the_file(shop: Path) -> None:
    assert init(shop, *IMAGE, "--out", "draft.yaml").code == 0
    assert sorted(path.name for path in shop.iterdir()) == ["Procfile", "draft.yaml"]


def test_out_is_possible_beside_a_preview_that_exists(shop: Path) -> None:
    (shop / "preview.yaml").write_text("mine", encoding="utf-8")
    assert init(shop, *IMAGE, "--out", "draft.yaml").code == 0
    assert written(shop) == "mine"


def test_a_dry_run_prints_the_file_and_writes_none(shop: Path) -> None:
    done = init(shop, *IMAGE, "--dry-run")
    assert done.code == 0
    assert "service: shop" in done.out
    assert "written:" not in done.err
    assert [path.name for path in shop.iterdir()] == ["Procfile"]


def test_a_dry_run_prints_what_would_be_written(shop: Path) -> None:
    dry = init(shop, *IMAGE, "--dry-run").out
    init(shop, *IMAGE)
    assert dry == written(shop)


def test_quiet_prints_findings_alone_and_twice_nothing(shop: Path) -> None:
    (shop / "okteto.yml").write_text("dependencies: {billing-api: {}}\n", encoding="utf-8")
    once = init(shop, *IMAGE, "--dry-run", "-q").err
    assert once.count("\n") == 1
    assert "PV210" in once
    twice = init(shop, *IMAGE, "-qq")
    assert (twice.code, twice.out, twice.err) == (0, "", "")


def test_json_holds_the_text_and_what_every_value_is_from(shop: Path) -> None:
    done = init(shop, *IMAGE, "--format", "json")
    data = json.loads(done.out)
    assert (done.code, done.err, data["version"], data["path"]) == (0, "", 1, "preview.yaml")
    assert data["text"] == written(shop)
    by_key = {item["key"]: item for item in data["conclusions"]}
    assert by_key["processes.worker.command"] == {
        "key": "processes.worker.command",
        "value": ["celery", "-A", "shop", "worker"],
        "source": "Procfile:2",
        "check": "",
        "others": {},
    }
    assert {"key": "web", "to": "processes.web.command", "source": "Procfile:1"} in data["mapped"]


def test_json_of_a_dry_run_has_no_path_and_no_other_output(shop: Path) -> None:
    done = init(shop, *IMAGE, "--format", "json", "--dry-run")
    data = json.loads(done.out)
    assert (data["path"], done.err) == (None, "")
    assert "service: shop" in data["text"]


def test_an_empty_directory_gets_a_file_that_lints(tmp_path: Path) -> None:
    assert init(tmp_path, "--service", "empty", *IMAGE).code == 0
    assert inside(tmp_path, "lint").code == 0


# What it never does


@pytest.mark.parametrize("name", ["preview.yaml", "preview.yml"])
def test_a_file_that_exists_is_never_overwritten(shop: Path, name: str) -> None:
    (shop / name).write_text("mine", encoding="utf-8")
    done = init(shop, *IMAGE)
    assert done.code == 2
    assert done.err.startswith(f"error: {name} exists already\nhint: see what would be written with --dry-run")
    assert (shop / name).read_text(encoding="utf-8") == "mine"
    assert len(list(shop.iterdir())) == 2


def test_a_file_that_out_names_is_not_overwritten_either(shop: Path) -> None:
    (shop / "draft.yaml").write_text("mine", encoding="utf-8")
    assert init(shop, *IMAGE, "--out", "draft.yaml").code == 2
    assert (shop / "draft.yaml").read_text(encoding="utf-8") == "mine"


def test_a_link_that_leads_nowhere_is_not_followed(shop: Path) -> None:
    (shop / "preview.yaml").symlink_to(shop / "elsewhere.yaml")
    assert init(shop, *IMAGE).code == 2
    assert not (shop / "elsewhere.yaml").exists()


def test_nothing_is_left_where_the_file_cannot_be_written(shop: Path) -> None:
    done = init(shop, *IMAGE, "--out", "nowhere/preview.yaml")
    assert done.code == 2
    assert "error: nowhere/preview.yaml cannot be written" in done.err
    assert [path.name for path in shop.iterdir()] == ["Procfile"]


@pytest.mark.parametrize("more", [(), ("--dry-run",)])
def test_a_directory_is_no_file_to_write(shop: Path, more: tuple[str, ...]) -> None:
    done = init(shop, *IMAGE, "--out", ".", *more)
    assert (done.code, done.err) == (2, "error: . is a directory\nhint: name a file\n")


def test_a_directory_that_is_not_there_is_told(shop: Path) -> None:
    assert init(shop, "nowhere").err.startswith("error: nowhere is not a directory")


def test_no_code_of_the_repository_runs(shop: Path) -> None:
    mark = shop / "ran"
    code = f"open({str(mark)!r}, 'w').close()\n"
    (shop / "manage.py").write_text(f'{code}os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")\n')
    (shop / "shop").mkdir()
    for name in ("__init__.py", "settings.py", "wsgi.py", "urls.py", "celery.py", "conftest.py"):
        (shop / "shop" / name).write_text(code)
    (shop / "setup.py").write_text(code)
    assert init(shop, *IMAGE).code == 0
    assert "runtime: django" in written(shop)
    assert not mark.exists()


# Flags


def test_flags_answer_every_question(shop: Path) -> None:
    flags = (
        "--service",
        "web-shop",
        "--team",
        "payments",
        "--runtime",
        "container",
        "--port",
        "9000",
        "--health",
        "/up",
    )
    assert init(shop, *flags, *IMAGE).code == 0
    text = written(shop)
    for line in (
        "service: web-shop\n",
        "team: payments\n",
        "runtime: container  # from --runtime\n",
        "image: registry.example.com/shop\n",
        "    port: 9000  # from --port\n",
        "    health: /up  # from --health\n",
    ):
        assert line in text


def test_the_port_of_the_flag_is_also_that_of_the_command(shop: Path) -> None:
    (shop / "Procfile").write_text("web: gunicorn shop.wsgi -b 0.0.0.0:$PORT\n", encoding="utf-8")
    assert init(shop, *IMAGE, "--port", "9000").code == 0
    assert 'command: [gunicorn, shop.wsgi, -b, "0.0.0.0:9000"]  # from Procfile:1 with --port\n' in written(shop)


@pytest.mark.parametrize(
    ("flag", "value"),
    [
        ("--service", "Web_Shop"),
        ("--service", ""),
        ("--service", "x" * 41),
        ("--team", "two words"),
        ("--image", "registry.example.com/shop:1.0"),
        ("--image", "two words"),
        ("--health", "healthz"),
        ("--port", "0"),
        ("--port", "65536"),
        ("--runtime", "rails"),
        ("--format", "xml"),
    ],
)
def test_a_flag_that_lint_would_not_accept_writes_nothing(shop: Path, flag: str, value: str) -> None:
    done = init(shop, flag, value)
    assert done.code == 2
    assert flag in done.err
    assert [path.name for path in shop.iterdir()] == ["Procfile"]


def test_without_an_image_the_service_is_named_to_be_checked(shop: Path) -> None:
    assert init(shop).code == 0
    assert (
        "image: shop  # check: no file names the image: write its registry and whole name, without a tag\n"
        in written(shop)
    )


# Questions


def test_nothing_is_asked_where_there_is_no_terminal(shop: Path) -> None:
    done = init(shop)
    assert done.code == 0
    assert "the service's name" not in done.err


def test_on_a_terminal_it_asks_for_what_no_file_says(shop: Path) -> None:
    session = on_a_terminal(
        shop,
        "init",
        keys=[
            (r"the service's name \[shop\]: ", "web-shop\n"),
            (r"the team that owns it \(empty for none\): ", "payments\n"),
            (r"the image's whole name, without a tag \[web-shop\]: ", "registry.example.com/web-shop\n"),
        ],
    )
    assert (session.code, session.out) == (0, ""), session.shown
    text = written(shop)
    assert "service: web-shop\nteam: payments\n" in text
    assert "image: registry.example.com/web-shop\n" in text


def test_an_empty_answer_takes_the_default(shop: Path) -> None:
    session = on_a_terminal(shop, "init", *IMAGE, keys=[("name", "\n"), ("team", "\n")])
    assert session.code == 0, session.shown
    assert "service: shop\n# team: payments" in written(shop)


def test_a_wrong_answer_is_asked_for_again(shop: Path) -> None:
    session = on_a_terminal(
        shop,
        "init",
        *IMAGE,
        keys=[("name", "Web Shop\n"), (r"`Web Shop` is not a name of[^$]*name", "ok\n"), ("team", "\n")],
    )
    assert session.code == 0, session.shown
    assert "service: ok\n" in written(shop)


def test_flags_leave_nothing_to_ask_on_a_terminal(shop: Path) -> None:
    session = on_a_terminal(shop, "init", "--service", "a", "--team", "b", *IMAGE, keys=[])
    assert session.code == 0, session.shown


def test_no_input_asks_nothing_on_a_terminal_either(shop: Path) -> None:
    session = on_a_terminal(shop, "init", "--no-input", keys=[])
    assert session.code == 0, session.shown
    assert "the service's name" not in session.shown


def test_the_file_of_a_dry_run_can_be_piped_while_it_asks_on_the_terminal(shop: Path) -> None:
    session = on_a_terminal(shop, "init", "--dry-run", *IMAGE, keys=[("name", "ok\n"), ("team", "\n")])
    assert session.out.startswith("# yaml-language-server")
    assert "service: ok\n" in session.out


@pytest.mark.parametrize("before", [[], [("name", "ok\n")]], ids=["first", "second"])
def test_ctrl_c_at_a_question_ends_with_130_and_leaves_no_file(shop: Path, before: list[tuple[str, str]]) -> None:
    session = on_a_terminal(shop, "init", keys=[*before, (": ", "\x03")])
    assert session.code == 130
    assert "Traceback" not in session.shown
    assert [path.name for path in shop.iterdir()] == ["Procfile"]


def test_the_end_of_input_at_a_question_is_no_answer(shop: Path) -> None:
    session = on_a_terminal(shop, "init", keys=[("name", "\x04")])
    assert session.code == 130
    assert [path.name for path in shop.iterdir()] == ["Procfile"]


# Several services


def frontend_and_backend(root: Path, *places: str) -> None:
    for place in places:
        (root / place).mkdir(parents=True)
    (root / places[0] / "manage.py").write_text('os.environ["DJANGO_SETTINGS_MODULE"] = "shop.settings"\n')
    (root / places[1] / "package.json").write_text('{"dependencies": {"vue": "3"}}')
    (root / places[1] / "index.html").write_text("")


def test_several_services_are_told_with_the_commands_to_run(tmp_path: Path) -> None:
    frontend_and_backend(tmp_path, "api", "web/app")
    done = init(tmp_path)
    assert done.code == 2
    assert done.err == (
        "error: there are several services here: api (django), web/app (vue)\n"
        "hint: run it for each of them: `previewctl init api`, `previewctl init web/app`\n"
    )
    assert not (tmp_path / "preview.yaml").exists()


@pytest.mark.parametrize("place", ["api", "web/app"])
def test_the_commands_of_that_hint_work(tmp_path: Path, place: str) -> None:
    frontend_and_backend(tmp_path, "api", "web/app")
    assert init(tmp_path, place, *IMAGE).code == 0
    assert (tmp_path / place / "preview.yaml").exists()


def test_the_runtime_can_be_said_instead(tmp_path: Path) -> None:
    frontend_and_backend(tmp_path, "api", "web/app")
    assert init(tmp_path, "--runtime", "container", *IMAGE).code == 0


# Importing


def test_several_compose_files_are_merged_in_their_order(shop: Path) -> None:
    (shop / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (shop / "compose.prod.yaml").write_text(PRODUCTION, encoding="utf-8")
    done = init(shop, *IMAGE, "--from", "compose.yaml", "--from", "compose.prod.yaml")
    assert done.code == 0, done.err
    text = written(shop)
    assert "LEVEL: warning  # from compose.prod.yaml:3\n" in text
    assert 'version: "7.4"  # from compose.prod.yaml:4\n' in text
    assert "env: [DATABASE_URL]  # from compose.yaml:5\n" in text
    assert "mapped  compose.yaml:5  services.web.environment.DATABASE_URL → databases.postgres.env\n" in done.err
    assert "dropped compose.yaml:3  services.web.build: CI builds the image before the preview is made\n" in done.err


def test_only_the_named_files_of_other_tools_are_read(shop: Path) -> None:
    (shop / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    assert init(shop, *IMAGE, "--from", "compose.yaml").code == 0
    assert "celery" not in written(shop)


def test_without_from_the_report_counts_keys_and_says_how_to_see_them(shop: Path) -> None:
    (shop / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    done = init(shop, *IMAGE)
    assert "keys of other files mapped" in done.err
    assert "--from FILE says which" in done.err
    assert "dropped compose.yaml" not in done.err


def test_a_compose_file_of_another_name_is_known_by_its_services(shop: Path) -> None:
    (shop / "local.yml").write_text(COMPOSE, encoding="utf-8")
    assert init(shop, *IMAGE, "--from", "local.yml").code == 0
    assert "from local.yml:" in written(shop)


@pytest.mark.parametrize("name", ["Makefile", "values.yaml", "app.toml"])
def test_a_file_that_nobody_reads_names_those_that_can_be_read(shop: Path, name: str) -> None:
    (shop / name).write_text("a: 1\n", encoding="utf-8")
    done = init(shop, *IMAGE, "--from", name)
    assert done.code == 2
    assert done.err.startswith(
        f"error: {name} is none of the files that can be imported\nhint: app.json, render.yaml, "
    )
    assert not (shop / "preview.yaml").exists()


@pytest.mark.parametrize("name", ["compose.yaml", "nowhere/app.json", "", "."])
def test_a_missing_file_is_told(shop: Path, name: str) -> None:
    done = init(shop, *IMAGE, "--from", name)
    assert done.code == 2
    assert "does not exist, or is no file" in done.err


def test_a_file_outside_of_the_directory_is_not_read(shop: Path) -> None:
    (shop.parent / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    done = init(shop, *IMAGE, "--from", "../compose.yaml")
    assert done.code == 2
    assert "is not below" in done.err


@pytest.mark.parametrize("arguments", [("--from", "compose.yaml"), ()], ids=["named", "found"])
def test_a_link_that_leaves_the_directory_is_not_followed(shop: Path, arguments: tuple[str, ...]) -> None:
    (shop.parent / "theirs.yaml").write_text(COMPOSE.replace("LEVEL: info", "LEVEL: theirs"), encoding="utf-8")
    (shop / "compose.yaml").symlink_to(shop.parent / "theirs.yaml")
    done = init(shop, *IMAGE, *arguments)
    assert done.code == (2 if arguments else 0)
    assert "theirs" not in done.err + (written(shop) if not arguments else "")


# Files that mean no good


HOSTILE = {
    "no-yaml": b"services: [unclosed\n  web: {",
    "tabs": b"services:\n\tweb: {}\n",
    "binary": bytes(range(256)) * 8,
    "nothing": b"",
    "huge": b"services:\n" + b"  a: {image: x}\n" * 80_000,
    "deep": b"services: " + b"[" * 5_000,
    "many": b"services: {" + b",".join(b"s%d: {image: 'nats:2.10.1'}" % i for i in range(3_000)) + b"}",
    "bomb": b"a: &a [x, x, x, x, x, x, x, x]\n"
    + b"".join(b"%c: &%c [%s]\n" % (c, c, b", ".join([b"*%c" % (c - 1)] * 8)) for c in range(98, 110))
    + b"services: {web: {build: ., command: *m}}\n",
    "itself": b"services: &a {web: *a}\n",
    "extends-itself": b"services: {web: {build: ., extends: web}, a: {extends: b}, b: {extends: a}}\n",
    "wrong-kinds": b"services: {web: [1], db: 5, a: {build: [], command: {}, environment: 7, ports: {}, volumes: x, deploy: []}}\n",
    "other-root": b"- services\n",
    "numbers": b"services: {web: {build: ., ports: ['99999999999999999999:8000'], scale: 999999999999999999999, user: 9e999}}\n",
}


@pytest.mark.parametrize("name", list(HOSTILE))
@pytest.mark.parametrize("arguments", [("--from", "compose.yaml"), ()], ids=["named", "found"])
def test_a_compose_file_that_means_no_good_costs_only_itself(shop: Path, name: str, arguments: tuple[str, ...]) -> None:
    (shop / "compose.yaml").write_bytes(HOSTILE[name])
    done = init(shop, *IMAGE, *arguments)
    assert done.code == 0, done.err
    assert "Traceback" not in done.err
    found = json.loads(inside(shop, "lint", "--format", "json").out)["diagnostics"]
    assert {item["code"] for item in found} <= {"PV601"}  # how many pods there may be is the platform's to say


@pytest.mark.parametrize("name", ["no-yaml", "binary", "huge", "deep", "bomb"])
def test_a_file_that_cannot_be_read_is_told_with_its_reason(shop: Path, name: str) -> None:
    (shop / "compose.yaml").write_bytes(HOSTILE[name])
    assert "note: `compose.yaml` was left out: it " in init(shop, *IMAGE, "--from", "compose.yaml").err


def test_text_of_a_file_cannot_move_the_cursor_of_a_terminal(shop: Path) -> None:
    text = 'services: {"a\\e[2J\\nb": {image: "nats:2.10.1", "x\\e]0;t\\a": 1}, web: {build: ., environment: {A: "\\e[31m\\r"}}}\n'
    (shop / "compose.yaml").write_text(text, encoding="utf-8")
    done = init(shop, *IMAGE, "--from", "compose.yaml")
    assert done.code == 0
    for shown in (done.err, written(shop)):
        assert not [character for character in shown if not character.isprintable() and character != "\n"]


def test_a_name_of_a_file_cannot_break_out_of_a_comment(shop: Path) -> None:
    name = "a\nprocesses: {}\n# compose.yaml"
    (shop / name).write_text(COMPOSE, encoding="utf-8")
    assert init(shop, *IMAGE, "--from", name).code == 0
    assert "\nprocesses: {}\n" not in written(shop)
    assert inside(shop, "lint").code == 0


TOKEN = "ghp_" + "0123456789abcdefghij" * 2
PASSWORD = "Hunter2x9QwZ"
SECRETS = {
    "app.json": """\
{"env": {"A": "<token>", "DB_PASSWORD": "<password>", "DATABASE_URL": "postgres://u:<password>@h/x", "MAIL_PASS": {"value": "<password>"},
 "SITE": "https://u:<password>@h.example.com/", "HEADER": "Bearer <token>", "DSN": "host=h password=<password>"},
 "scripts": {"postdeploy": "curl -u admin:<password> https://h.example.com"}, "repository": "https://u:<password>@github.com/x",
 "addons": ["<token>"], "formation": {"<token>": {"quantity": 2}}, "<token>": 1}
""",
    "Procfile": """\
web: gunicorn shop.wsgi --env SMTP_PASSWORD=<password>
worker: DB_PASSWORD=<password> celery -A shop worker
a: run --token <token>
b: run https://u:<password>@h.example.com/
c: env API_KEY=<password> run
release: python manage.py migrate --password <password>
""",
    "compose.yaml": """\
services:
  web:
    build: {context: ., args: {T: "<token>"}}
    command: run --password=<password>
    environment: {A_URL: "http://u:<password>@other/", B_PASS: "<password>", C: "<token>", D: "${D:-<token>}", E_SECRET: "${E:-<password>}"}
    healthcheck: {test: "curl http://localhost/<token>"}
    volumes: ["<token>:/data"]
  api: {build: "https://u:<password>@github.com/x/y.git", command: "x --api-key <password>"}
  job: {build: ., entrypoint: [sh, -c, "DB_PASSWORD=<password> exec x"]}
  queue: {image: "nats:2.10.1", command: "--user a --pass <password>"}
  mine: {image: "https://u:<password>@r.example.com/x"}
  store: {image: "minio/minio:RELEASE.2025-01-01T00-00-00Z", environment: {MINIO_ROOT_PASSWORD: "<password>"}}
volumes: {"<token>": {}}
""",
    "render.yaml": """\
services:
  - type: web
    name: shop
    runtime: python
    repo: https://u:<password>@github.com/x/y
    startCommand: gunicorn shop.wsgi --token <token>
    preDeployCommand: migrate --password <password>
    envVars: [{key: A, value: "<token>"}, {key: B_PASSWORD, value: "<password>"}, {key: C, previewValue: "<token>"}]
""",
    "okteto.yml": """\
build: {app: {image: "u:<password>@r.example.com/x", context: "https://u:<password>@github.com/x"}}
dependencies: {a: {repository: "https://u:<password>@github.com/x/rental.git"}}
deploy: {commands: ["helm --set password=<password>"]}
""",
    "score.yaml": """\
apiVersion: score.dev/v1b1
metadata: {name: x}
containers:
  main:
    image: r.example.com/x/y:1
    command: [run, --token, "<token>"]
    variables: {A: "<token>", B_PASSWORD: "<password>", C: "https://u:<password>@h.example.com"}
    readinessProbe: {httpGet: {path: "/x?token=<token>"}}
""",
}


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize("name", list(SECRETS))
def test_a_secret_stands_in_neither_the_file_nor_the_report(tmp_path: Path, name: str, form: str) -> None:
    text = SECRETS[name].replace("<token>", TOKEN).replace("<password>", PASSWORD)
    (tmp_path / name).write_text(text, encoding="utf-8")
    done = init(tmp_path, "--service", "shop", *IMAGE, "--from", name, "--format", form)
    assert done.code == 0, done.err
    for shown in (written(tmp_path), done.out, done.err):
        assert PASSWORD not in shown
        assert TOKEN not in shown


def test_a_secret_is_named_with_where_to_put_it(tmp_path: Path) -> None:
    (tmp_path / "app.json").write_text('{"env": {"STRIPE_API_KEY": "abc", "PLAIN": "' + TOKEN + '"}}', encoding="utf-8")
    done = init(tmp_path, "--service", "shop", *IMAGE, "--from", "app.json")
    assert '  # STRIPE_API_KEY: {secret: "preview/shop#STRIPE_API_KEY"}  # check: store it in AWS' in written(tmp_path)
    assert '  # PLAIN: {secret: "preview/shop#PLAIN"}  # check: store it in AWS' in written(tmp_path)
    assert "env.STRIPE_API_KEY → env.STRIPE_API_KEY, as a comment: store it in AWS Secrets Manager" in done.err


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_left_out(shop: Path) -> None:
    (shop / "compose.yaml").write_text(COMPOSE, encoding="utf-8")
    (shop / "compose.yaml").chmod(0)
    assert init(shop, *IMAGE).code == 0
