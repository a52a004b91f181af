"""What a preview.yaml must have and no file says; and what other tools have and a preview cannot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.scaffold.draft import Branch, Draft, Leaf

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from previewctl.repository.django import RequiredVariable

VERSIONS = {"postgres": "17", "redis": "7.4", "mongodb": "8.0"}
"""What a database gets whose version no file names: what the bases are tested with."""
DEFAULT_VARIABLES = {"postgres": "DATABASE_URL", "redis": "REDIS_URL", "mongodb": "MONGO_URL"}
_VUE_KEYS = (
    "apiVersion",
    "kind",
    "service",
    "team",
    "runtime",
    "image",
    "dependencies",
    "env",
    "endpoint",
    "user",
    "resources",
)
_HOOK_NAMES = {"migrate", "release", "postdeploy", "seed-postgres", "seed-redis", "seed-mongodb", *VERSIONS}
_NAME = re.compile(r"[a-z]([-a-z0-9]*[a-z0-9])?")
_SET_BY_PREVIEWCTL = {"PORT", "PREVIEW_NAME", "PREVIEW_SERVICE", "PREVIEW_URL"}


class Answers(NamedTuple):
    """What the user said, by flags or on the terminal; None where nothing was said."""

    service: str | None = None
    team: str | None = None
    runtime: str | None = None
    image: str | None = None
    port: int | None = None
    health: str | None = None


def service_name(text: str) -> str:
    """The name of a service that is nearest to a directory's or repository's: lower case, `-` for all that is no letter."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    name = re.sub(r"^[0-9-]+", "", name)[:40].strip("-")
    return name or "app"


def complete(draft: Draft, required: Iterable[RequiredVariable] = ()) -> None:
    """Changes the draft until it is a preview.yaml that lints: each change is a comment in it, or a note."""
    runtime = draft.value("runtime")
    if runtime == "vue":
        _only_frontend(draft)
    else:
        _processes(draft)
        _databases(draft)
        _services(draft)
        _volumes(draft)
        _hooks(draft)
    _variables(draft, required)
    _drop_markers(draft.tree)


def _only_frontend(draft: Draft) -> None:
    for key in [key for key in draft.tree if key not in _VUE_KEYS]:
        if draft.branch(key) or isinstance(draft.get(key), Leaf):
            draft.remove((key,), f"`{key}` was left out: a frontend is static files, and has none")
    for name, leaf in list(draft.branch("env").items()):
        if isinstance(leaf, Leaf) and isinstance(leaf.value, dict):
            draft.remove(("env", name), f"`env.{name}` was left out: every browser could read it")


def _processes(draft: Draft) -> None:
    for name in list(draft.branch("processes")):
        if not _NAME.fullmatch(name) or name in _HOOK_NAMES:
            draft.remove(
                ("processes", name),
                f"the process `{name}` was left out: rename it, for the name is taken or has no form",
            )
    listening = [
        name for name, process in draft.branch("processes").items() if isinstance(process, dict) and "port" in process
    ]
    if "web" not in draft.branch("processes") and len(listening) == 1:
        draft.put(("endpoint", "process"), Leaf(listening[0], f"processes.{listening[0]}"))
    elif "port" not in draft.branch("processes", "web"):
        port = 8000 if draft.value("runtime") == "django" else 8080
        draft.put(("processes", "web", "port"), Leaf(port, "", "no file says where it listens"))
    for name, process in draft.branch("processes").items():
        if isinstance(process, dict) and "health" in process and "port" not in process:
            draft.remove(("processes", name, "health"))
    if draft.value("runtime") == "django" and "command" not in draft.branch("processes", "web"):
        draft.notes.append("`processes.web` has no command, so the image's own one runs")


def _databases(draft: Draft) -> None:
    for engine, fields in draft.branch("databases").items():
        if isinstance(fields, dict) and engine in VERSIONS:
            draft.put(
                ("databases", engine, "version"),
                Leaf(VERSIONS[engine], "", "no file names the version: take the one of production"),
            )


def _services(draft: Draft) -> None:
    for name, fields in list(draft.branch("services").items()):
        if not isinstance(fields, dict) or name in draft.branch("processes") or name in _HOOK_NAMES:
            draft.remove(("services", name), f"`services.{name}` was left out: another part has that name")
        elif "image" not in fields or "port" not in fields:
            missing = "image" if "image" not in fields else "port"
            draft.remove(("services", name), f"`services.{name}` was left out: no file says its {missing}")


def _volumes(draft: Draft) -> None:
    known = draft.branch("processes")
    for name, fields in list(draft.branch("volumes").items()):
        mounted = fields.get("processes") if isinstance(fields, dict) else None
        users = mounted.value if isinstance(mounted, Leaf) else None
        if not isinstance(users, list) or any(user not in known for user in users):
            draft.remove(("volumes", name), f"`volumes.{name}` was left out: no process of this service mounts it")


def _hooks(draft: Draft) -> None:
    if "postdeploy" in draft.branch("hooks") and not draft.branch("databases"):
        draft.remove(
            ("hooks", "postdeploy"), "`hooks.postdeploy` was left out: it runs once per database, and there is none"
        )


def _variables(draft: Draft, required: Iterable[RequiredVariable]) -> None:
    set_elsewhere = dict(_set_by_parts(draft))
    for name in list(draft.branch("env")):
        if name in set_elsewhere or name in _SET_BY_PREVIEWCTL:
            draft.remove(("env", name))
    if draft.value("runtime") == "vue":
        return
    for variable in required:
        if (
            variable.name in set_elsewhere
            or variable.name in draft.branch("env")
            or variable.name in _SET_BY_PREVIEWCTL
        ):
            continue
        leaf = Leaf("", f"{variable.path}:{variable.line}", "the settings need it, and no file says its value")
        draft.put(("env", variable.name), leaf)


def _set_by_parts(draft: Draft) -> Iterator[tuple[str, str]]:
    """The variables that databases and services set, with the part that does."""
    for engine in draft.branch("databases"):
        written = draft.value("databases", engine, "env")
        names = written if isinstance(written, list) else [written or DEFAULT_VARIABLES.get(engine, "")]
        for name in names:
            yield str(name), engine
    for service in draft.branch("services"):
        found = draft.get("services", service, "env")
        leaves = found.values() if isinstance(found, dict) else [found]
        for leaf in leaves:
            if isinstance(leaf, Leaf):
                yield str(leaf.value), service


def _drop_markers(branch: Branch) -> None:
    branch.pop("", None)
    for item in branch.values():
        if isinstance(item, dict):
            _drop_markers(item)
