"""Commands of Procfiles, compose files and Dockerfiles: as lists, and what kind of process they start."""

from __future__ import annotations

import re
import shlex

_SHELL = re.compile(r"[$`|&;<>*?(){}\n~!#]|^\s*[A-Za-z_][A-Za-z0-9_]*=")
_PORT_VARIABLE = re.compile(r"\$(?:PORT\b|\{PORT(?::?-[0-9]+)?\})")
_DEVELOPMENT = re.compile(
    r"\brunserver(?:_plus)?\b|--reload\b|\bwatchmedo\b|\bwatchfiles\b|\bwatchgod\b|\bnodemon\b|\bvue-cli-service serve\b"
    r"|\b(?:npm|yarn|pnpm|bun)(?: run)? (?:dev|serve|watch|start:dev)\b|\bvite(?: dev| serve)?(?:\s+--|\s*$)|\bdebugpy\b"
    r"|\bwatch(?:-\w+)?\b|\btail -f\b|\bsleep infinity\b"
    r"|(?:^|[\s/\"'])(?:[\w.-]*[-_:]dev(?:elopment)?(?:\.sh|\.py)?|dev(?:\.sh|\.py)|bin/dev)(?=[\s\"']|$)"
)
_ENDS = re.compile(
    r"\s*(?:(?:uv|poetry|pipenv) run )?(?:(?:/usr)?/bin/)?(?:(?:ba|z|a)?sh|env|true|pytest|py\.test|tox|nox"
    r"|(?:python[0-9.]* )?(?:\./)?(?:[\w-]+/)*manage\.py (?:check|test|shell(?:_plus)?|dbshell|collectstatic|makemigrations"
    r"|loaddata|createsuperuser|compilemessages|compress)\b[^&|;]*)\s*"
)
_APPLICATION = re.compile(r"(?<=\s)(?:-A|--app)[ =]\s*\S+")
"""Celery's option for the module of its application, which may be called `worker` itself."""
_MAKE = re.compile(r"\s*make(?:\s|$)")
_ASSETS = re.compile(
    r"\b(?:yarn|npm|npx|pnpm|bun|webpack|gulp|grunt|sass|scss|postcss|esbuild|tailwind\w*|rollup|vite)\b"
)
_WEB_NAMES = {"api", "app", "backend", "django", "server", "site", "web", "webapp", "website", "webserver"}
_SERVERS = re.compile(
    r"\b(?:gunicorn|uvicorn|daphne|hypercorn|granian|waitress-serve|uwsgi|gunicorn3|runserver|runserver_plus|newrelic-admin run-program gunicorn)\b"
)
_LISTENS = (
    re.compile(r"(?:-b|--bind|--http|--http-socket|--socket|--listen)[ =]+[\"']?(?:[\w.\[\]:*]*:)([0-9]{2,5})\b"),
    re.compile(r"\brunserver(?:_plus)?\b[^&|;]*?\s(?:[\w.\[\]]+:)?([0-9]{2,5})\b"),
    re.compile(r"(?:--port|-p)[ =]+([0-9]{2,5})\b"),
)


def as_command(text: str, port: int | None = None) -> list[str]:
    """A command line as a list; one that needs a shell gets one. `$PORT` becomes `port`, where that is known."""
    text = text.strip()
    if port is not None:
        text = _PORT_VARIABLE.sub(str(port), text)
    if not _SHELL.search(text):
        try:
            parts = shlex.split(text)
        except ValueError:
            parts = []
        if parts:
            return parts
    return ["sh", "-c", text]


def uses_port_variable(text: str) -> bool:
    """Whether a command line takes its port from `$PORT`."""
    return bool(_PORT_VARIABLE.search(text))


def listening_port(text: str) -> int | None:
    """The port that a server's command line names."""
    if not _SERVERS.search(text):
        return None
    for pattern in _LISTENS:
        found = pattern.search(text)
        if found and 0 < int(found[1]) < 65_536:
            return int(found[1])
    return None


def is_for_development(text: str) -> bool:
    """Whether a command line starts a server that reloads code, which no image for a preview should run."""
    return bool(_DEVELOPMENT.search(text))


def ends_by_itself(text: str) -> bool:
    """Whether a command line is over soon, or waits for somebody at a terminal: nothing that a preview keeps running."""
    return bool(_ENDS.fullmatch(text))


def doubt_about(text: str) -> str:
    """What a person should look at before a preview runs a command line; nothing for most."""
    if _MAKE.match(text):
        return "the image needs `make`, and a target that serves no developer"
    return ""


def builds_assets(text: str) -> bool:
    """Whether a command line is about stylesheets and scripts; a server in Node.js looks alike, but listens."""
    return bool(_ASSETS.search(text))


def role_of(text: str) -> str:
    """What a command line is for: `web`, `worker`, `beat`, `flower`, `migrate`, or nothing that is known."""
    text = _APPLICATION.sub(" ", text)
    if re.search(r"\bcelery\b", text) or re.search(r"\bceleryworker|\bcelerybeat|celery[-_](?:worker|beat)", text):
        if re.search(r"\bflower\b", text):
            return "flower"
        # `worker -B` is both; it works the queue, and must run only once.
        return "worker" if re.search(r"worker\b", text) else "beat" if re.search(r"beat\b", text) else ""
    if re.search(r"\b(?:rqworker|rqscheduler|qcluster|run_huey|process_tasks|dramatiq|rundramatiq)\b", text):
        return "worker"
    if _SERVERS.search(text):
        return "web"
    return "migrate" if re.search(r"manage\.py migrate\b", text) else ""


def role_by_name(name: str) -> str:
    """What a service of a compose file is for, by its name alone."""
    role = role_of(name)
    return role or ("web" if name.lower() in _WEB_NAMES else "")


def process_name(text: str) -> str:
    """The name of a process that is nearest to what another tool calls it; empty where no letter is in it."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower())
    return re.sub(r"^[^a-z]+", "", name)[:40].strip("-")
