"""What a preview.yaml must have and no file says; and what other tools have and a preview cannot."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.commands import listening_port, role_of
from previewctl.rules.database_versions import PRODUCTS
from previewctl.rules.mutable_image import is_mutable, tag_of
from previewctl.scaffold.draft import Draft, Leaf

if TYPE_CHECKING:
    from collections.abc import Callable

VERSIONS = {"postgres": "17", "redis": "7.4", "mongodb": "8.0"}
"""What a database gets whose version no file names: what the bases are tested with."""
_FRONTEND_KEYS = {"service", "team", "runtime", "image", "dependencies", "endpoint", "user", "resources"}
_TAKEN = {"migrate", "release", "postdeploy", "seed-postgres", "seed-redis", "seed-mongodb", *VERSIONS}
_TAKEN_NAME = "another part of a preview has that name"
_NAME = re.compile(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?")
_HTTP_PATH = re.compile(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")
_IMAGE_NAME = re.compile(
    r"([a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?/)?[a-z0-9]+([._-]+[a-z0-9]+)*(/[a-z0-9]+([._-]+[a-z0-9]+)*)*"
)

_LOCAL_REGISTRY = re.compile(r"(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)(?::[0-9]+)?/")


def service_name(text: str) -> str:
    """The name of a service that is nearest to a directory's or repository's: lower case, `-` for all that is no letter."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
    name = re.sub(r"^[0-9-]+", "", name)[:40].strip("-")
    return name or "app"


def complete(draft: Draft) -> None:
    """Changes the draft until all that it says can be previewed: each change is a comment in it, or a note."""
    if draft.value("runtime") == "vue":
        _only_frontend(draft)
        return
    for step in _STEPS:
        step(draft)


def _only_frontend(draft: Draft) -> None:
    """A frontend is static files, served in one way."""
    for key in [key for key in draft.tree if key not in _FRONTEND_KEYS]:
        reason = "a frontend is static files, and has none"
        if key == "env":
            reason = "every browser could read them: what the page needs at run time goes into `env` by hand"
        draft.remove((key,), f"`{key}` was left out: {reason}")
    draft.suggestions.clear()


def _processes(draft: Draft) -> None:
    for name in list(draft.branch("processes")):
        if not _NAME.fullmatch(name) or name in _TAKEN:
            reason = _TAKEN_NAME if name in _TAKEN else "it is no name of a process"
            draft.remove(("processes", name), f"the process `{name}` was left out: {reason}")
    _same_work(draft)
    for name in draft.branch("processes"):
        words = draft.value("processes", name, "command")
        heard = listening_port(" ".join(map(str, words))) if isinstance(words, list) else None
        port = draft.leaf("processes", name, "port")
        if heard and port is not None and port.value != heard:
            _agree(draft, name, port, heard)
    _listener(draft)
    public = str(draft.value("endpoint", "process") or "web")
    for name in list(draft.branch("processes")):
        if name != public and "command" not in draft.branch("processes", name):
            reason = "without a command it would run what the image runs by itself, like `{public}`"
            draft.remove(("processes", name), f"the process `{name}` was left out: {reason.format(public=public)}")
    for name in draft.branch("processes"):
        health = draft.value("processes", name, "health")
        fits = health is None or _HTTP_PATH.fullmatch(str(health)) is not None
        if health is not None and (not fits or "port" not in draft.branch("processes", name)):
            reason = "the process has no port" if fits else "it is no path that a probe can ask for"
            draft.remove(("processes", name, "health"), f"`processes.{name}.health` was left out: {reason}")


def _same_work(draft: Draft) -> None:
    """What works the queue in one file does so in the next one too, under whatever name: the file that counts more has it."""
    first: dict[str, tuple[str, str]] = {}
    for name in list(draft.branch("processes")):
        leaf = draft.leaf("processes", name, "command")
        words = " ".join(map(str, leaf.value)) if leaf and isinstance(leaf.value, list) else ""
        role = role_of(words) or role_of(name)
        if leaf is None or role not in {"worker", "beat", "flower"}:
            continue
        file = leaf.source.partition(":")[0]
        known, place = first.setdefault(role, (name, file))
        if place != file:
            reason = f"`{known}` of `{place}` does the same, and counts more than `{leaf.source}`"
            draft.remove(("processes", name), f"the process `{name}` was left out: {reason}")


def _agree(draft: Draft, name: str, port: Leaf, heard: int) -> None:
    """What the command says is what happens, unless the user says something else."""
    command = draft.leaf("processes", name, "command")
    if port.source == "--port" and command is not None and isinstance(command.value, list):
        number = re.compile(rf"(?<![0-9]){heard}(?![0-9])")
        command.value = [number.sub(str(port.value), str(word)) for word in command.value]
        command.source = f"{command.source} with --port"
    else:
        port.others.setdefault(port.source, port.value)
        port.value, port.source = heard, "the command"


def _listener(draft: Draft) -> None:
    """The public address needs a process with a port."""
    listening = [name for name in draft.branch("processes") if "port" in draft.branch("processes", name)]
    if "web" not in draft.branch("processes") and listening:
        source = draft.leaf("processes", listening[0], "port")
        draft.put(("endpoint", "process"), Leaf(listening[0], source.source if source else ""))
    elif "port" not in draft.branch("processes", "web"):
        port = 8000 if draft.value("runtime") == "django" else 8080
        draft.put(("processes", "web", "port"), Leaf(port, "", "no file says where it listens"))


def _databases(draft: Draft) -> None:
    for engine in list(draft.branch("databases")):
        if engine not in VERSIONS:
            draft.remove(("databases", engine), f"the database `{engine}` was left out: previews have no such thing")
            continue
        _without_url(draft, engine)
        found = draft.leaf("databases", engine, "version")
        if found is None:
            check = "no file names the version: take the one of production"
            heading = draft.headings.get(("databases", engine))
            if heading is not None and heading.check.startswith("the file names no version"):
                heading.check = ""  # it is said once
            draft.put(("databases", engine, "version"), Leaf(VERSIONS[engine], "", check))
        elif not PRODUCTS[engine].series(str(found.value)):
            found.check = f"previews cannot run {found.value}: they have {', '.join(PRODUCTS[engine].ends)}"
            found.value = _nearest(engine, str(found.value))


def _without_url(draft: Draft, engine: str) -> None:
    """Variables for parts of the address alone leave the password to be taken from a URL: that is about the database."""
    leaf = draft.leaf("databases", engine, "env")
    if leaf is not None and leaf.value == []:
        draft.branch("databases", engine).pop("env")
        draft.mapping(("databases", engine), leaf)


def _nearest(engine: str, version: str) -> str:
    """The newest version that previews have for one that is newer still; the usual one for all others."""
    newest = list(PRODUCTS[engine].ends)[-1]
    major = version.partition(".")[0]
    return newest if major.isdigit() and int(major[:4]) >= int(newest.partition(".")[0]) else VERSIONS[engine]


def _services(draft: Draft) -> None:
    """Plain containers that can run as they are; others become suggestions."""
    for name in list(draft.branch("services")):
        image, port = draft.leaf("services", name, "image"), draft.leaf("services", name, "port")
        if name in draft.branch("processes") or name in _TAKEN or not _NAME.fullmatch(name):
            reason = "it is no name of a container" if not _NAME.fullmatch(name) else _TAKEN_NAME
            draft.remove(("services", name), f"`services.{name}` was left out: {reason}")
        elif image is None or port is None:
            missing = "port" if image else "image"
            draft.remove(("services", name), f"`services.{name}` was left out: no file says its {missing}")
        elif (tag := _tag(str(image.value))) is not None and (not tag or is_mutable(tag)):
            line = Leaf({"image": image.value, "port": port.value}, image.source, "give the image its full version")
            draft.remove(("services", name))
            draft.suggest("services", name, line)


def _tag(image: str) -> str | None:
    """The tag of an image, empty where it has none; None where a digest says which one it is."""
    if "@" in image:
        return None
    return tag_of(image) if ":" in image.rpartition("/")[2] else ""


def _volumes(draft: Draft) -> None:
    for name in list(draft.branch("volumes")):
        users = draft.value("volumes", name, "processes")
        known = [user for user in users if user in draft.branch("processes")] if isinstance(users, list) else []
        if not known or not _NAME.fullmatch(name) or "path" not in draft.branch("volumes", name):
            draft.remove(("volumes", name), f"`volumes.{name}` was left out: no process of this service mounts it")
            continue
        draft.put(("volumes", name, "size"), Leaf("1Gi", "", "no file says how large it has to be"))


def _hooks(draft: Draft) -> None:
    if "postdeploy" in draft.branch("hooks") and not draft.branch("databases"):
        reason = "`hooks.postdeploy` was left out: it runs once per database, and there is none"
        draft.remove(("hooks", "postdeploy"), reason)
    if "migrations" in draft.tree and not draft.branch("databases"):
        draft.remove(("migrations", "command"), "`migrations` was left out: no file names a database that previews run")
    replicas = [
        name for name in draft.branch("processes") if "beat" in name and "replicas" in draft.branch("processes", name)
    ]
    for name in replicas:
        draft.remove(
            ("processes", name, "replicas"), f"`processes.{name}` has one pod: there must not be two schedulers"
        )


def _image(draft: Draft) -> None:
    """The name of an image in the form that a preview.yaml has."""
    leaf = draft.leaf("image")
    if leaf is not None and _LOCAL_REGISTRY.match(str(leaf.value)):
        reason = "no cluster can pull from the registry of a developer's machine"
        draft.remove(("image",), f"the image `{leaf.value}` of `{leaf.source}` was left out: {reason}")
    elif leaf is not None and not _IMAGE_NAME.fullmatch(str(leaf.value)):
        draft.notes.append(f"the image `{leaf.value}` of `{leaf.source}` is no name without a tag")
        leaf.value, leaf.source = str(draft.value("service") or "app"), ""
        leaf.check = "no file names the image: write its registry and whole name, without a tag"


_STEPS: tuple[Callable[[Draft], None], ...] = (_processes, _databases, _services, _volumes, _hooks, _image)
