"""Reads compose files: https://docs.docker.com/reference/compose-file/services/."""

from __future__ import annotations

import posixpath
from typing import TYPE_CHECKING, NamedTuple

from previewctl.repository.collecting import Collector
from previewctl.repository.commands import builds_assets, ends_by_itself, process_name, role_by_name, role_of
from previewctl.repository.compose_files import ComposeService, read_project, volume_source
from previewctl.repository.compose_process import take_process
from previewctl.repository.compose_reasons import reason_for
from previewctl.repository.compose_service import take_database, take_service
from previewctl.repository.compose_values import command_text, image_of
from previewctl.repository.images import ImageReference, engine_of, reason_against
from previewctl.repository.procfile import ENDS
from previewctl.repository.reading import Reading, joined
from previewctl.repository.variables import Surroundings

if TYPE_CHECKING:
    from collections.abc import Iterable

    from previewctl.repository.compose_files import ComposeProject
    from previewctl.repository.files import Repository

DATABASE, PLAIN, OWN, OTHER = "database", "plain", "own", "other"


class Kind(NamedTuple):
    """What a service of a compose file is to a preview; `detail` is the engine, the name, or why it is left out."""

    kind: str
    detail: str
    image: ImageReference | None = None


def read_compose(repository: Repository, paths: Iterable[str]) -> Reading:
    """The processes, databases and plain containers of one or several compose files, which are merged first."""
    files = tuple(paths)
    project = read_project(repository, files)
    if not files:
        return Reading()
    found = Collector(files[0])
    kinds = classify(project, posixpath.dirname(files[0]), repository)
    around = Surroundings(
        {name: kind.detail for name, kind in kinds.items() if kind.kind == DATABASE},
        {name: kind.detail for name, kind in kinds.items() if kind.kind == PLAIN},
        frozenset(name for name, kind in kinds.items() if kind.kind in {OWN, OTHER}),
    )
    for name, service in project.services.items():
        _take(found, service, kinds, around, project)
        if not service.keys:
            found.at(service.place.path).dropped(f"services.{name}", "it says nothing", service.place.line)
    _take_rest(found, project, kinds)
    return joined([found.reading(), Reading(notes=project.notes)])


def _take(
    found: Collector, service: ComposeService, kinds: dict[str, Kind], around: Surroundings, project: ComposeProject
) -> None:
    kind = kinds[service.name]
    if kind.kind == DATABASE and kind.image is not None:
        same = [name for name, other in kinds.items() if other.kind == DATABASE and other.detail == kind.detail]
        take_database(found, service, kind.detail, kind.image, same[: same.index(service.name)])
    elif kind.kind == PLAIN and kind.image is not None:
        take_service(found, service, kind.detail, kind.image)
    elif kind.kind == OWN:
        take_process(found, service, kind.detail, around, project.volumes)
    else:
        for key, located in service.keys.items():
            found.at(located.path).dropped(f"services.{service.name}.{key}", kind.detail, located.node.line)


def _take_rest(found: Collector, project: ComposeProject, kinds: dict[str, Kind]) -> None:
    """The keys at the top, and the volumes, which are mapped where a process mounts one."""
    taken = found.taken_volumes()
    for name, located in project.volumes.items():
        here = found.at(located.path)
        users = [
            service.name
            for service in project.services.values()
            if any(volume_source(item) == name for item in service.node("volumes").items)
        ]
        if process_name(name) in taken:
            here.mapped(f"volumes.{name}", f"volumes.{process_name(name)}", located.node.line)
        elif any(kinds[user].kind == DATABASE for user in users):
            here.dropped(f"volumes.{name}", "previewctl gives databases a volume of their own", located.node.line)
        else:
            here.dropped(f"volumes.{name}", "no process keeps files in it that the image lacks", located.node.line)
    for key, located in project.others.items():
        found.at(located.path).dropped(key, reason_for(key), located.node.line)
        if key == "include":
            found.note(f"`{located.path}:{located.node.line}` includes other files: import them with --from too")


def classify(project: ComposeProject, directory: str, repository: Repository) -> dict[str, Kind]:
    """What each service is. The app's own are those that are built here, or run the image of one that is.

    An image that is called like the repository's directory is the app's own, too, wherever it is built.
    """
    built = {_image_name(service) for service in project.services.values() if "build" in service.keys} - {""}
    awaited, frontends = _awaited(project), _frontends(project, directory, repository)
    kinds: dict[str, Kind] = {}
    names: dict[str, str] = {}
    main = _main_build(project)
    for name, service in project.services.items():
        image = image_of(service)
        own = image is not None and image.last == repository.name and not engine_of(image)
        if own or "build" in service.keys or _image_name(service) in built:
            kind = _own(service, directory, image, names)
            if kind.kind == OWN and "build" in service.keys and _build_of(service) != main:
                place = "/".join(filter(None, _build_of(service)))
                kind = Kind(OTHER, f"it is built from `{place}`, so it is another image")
        else:
            kind = _foreign(service, image, names)
        if kind.kind == OWN and name in frontends:
            place = frontends[name]
            kind = Kind(OTHER, f"it is built for `{place}`, so it is a service of its own: `previewctl init {place}`")
        if kind.kind in {OWN, PLAIN} and (reason := _left_out(service, kind, awaited)):
            kind = Kind(OTHER, reason)
        if kind.kind == OTHER:
            names.pop(name, None)
        kinds[name] = kind
    return kinds


def _foreign(service: ComposeService, image: ImageReference | None, names: dict[str, str]) -> Kind:
    """A service of somebody else's image."""
    if image is None:
        unknown = "the name of its image is not known before Compose runs"
        return Kind(OTHER, unknown if service.node("image").text else "it has no image, and builds none")
    if engine := engine_of(image):
        return Kind(DATABASE, engine, image)
    if reason := reason_against(image):
        return Kind(OTHER, reason)
    return _plain(service.name, service, image, names)


def _left_out(service: ComposeService, kind: Kind, awaited: frozenset[str]) -> str:
    """Why something that could run in a preview has no place there; nothing for what has."""
    if profile := _profile(service):
        return f"Compose starts it only for the profile `{profile}`"
    ends = service.name in awaited or (kind.kind == OWN and ends_by_itself(command_text(service)))
    return ENDS if ends and kind.detail != "migrate" else ""


def _awaited(project: ComposeProject) -> frozenset[str]:
    """The services whose end another one waits for."""
    return frozenset(
        other
        for service in project.services.values()
        for other, node in service.node("depends_on").mapping.items()
        if node.get("condition").text == "service_completed_successfully"
    )


def _frontends(project: ComposeProject, directory: str, repository: Repository) -> dict[str, str]:
    """By service: the directory of a package that it is built for, in a repository whose site stands elsewhere."""
    sites = repository.named("manage.py")
    found: dict[str, str] = {}
    for name, service in project.services.items():
        context, file = _build_of(service)
        place = posixpath.normpath(posixpath.join(directory, context, posixpath.dirname(file)))
        package = place != "." and repository.exists(f"{place}/package.json")
        if package and sites and not any(path.startswith(f"{place}/") for path in sites):
            found[name] = place
    return found


def _profile(service: ComposeService) -> str:
    return next((item.text for item in service.node("profiles").items if item.text), "")


def _build_of(service: ComposeService) -> tuple[str, str]:
    """Context and Dockerfile."""
    build = service.node("build")
    return (build.text or build.get("context").text or ".").rstrip("/"), build.get("dockerfile").text or ""


def _main_build(project: ComposeProject) -> tuple[str, str]:
    """What the app's own image is built from: what serves the site, else what most services are built from."""
    built = [service for service in project.services.values() if "build" in service.keys]
    for service in built:
        command = command_text(service)
        if (role_of(command) or role_by_name(service.name)) == "web" and not _is_another(service):
            return _build_of(service)
    counted = [_build_of(service) for service in built if not _is_another(service)]
    return max(counted, key=counted.count, default=(".", ""))


def _is_another(service: ComposeService) -> bool:
    return any(
        engine_of(ImageReference(word, "", "")) or reason_against(ImageReference(word, "", ""))
        for word in (service.name, *"/".join(_build_of(service)).split("/"))
    )


def _image_name(service: ComposeService) -> str:
    image = image_of(service)
    return image.name if image else ""


def _own(service: ComposeService, directory: str, image: ImageReference | None, names: dict[str, str]) -> Kind:
    """A service that is built from this repository: a process of the app, or a database or proxy with files of its own."""
    other = _not_the_app(service, directory, image)
    if other is not None:
        return other
    command = command_text(service)
    role = role_of(command) or role_by_name(service.name)
    if role == "migrate":
        return Kind(OWN, "migrate")
    listens = "ports" in service.keys or "expose" in service.keys
    if not role and not listens and builds_assets(command):
        return Kind(OTHER, "it builds assets, which the image has")
    role = role or ("web" if listens else "")
    name = role if role and role not in names.values() else process_name(service.name)
    if not name or name in names.values():
        return Kind(OTHER, "its name cannot be that of a process")
    names[service.name] = name
    return Kind(OWN, name)


def _not_the_app(service: ComposeService, directory: str, image: ImageReference | None) -> Kind | None:
    """What a service that is built here is, if not the app itself: told by its name and the paths of its build."""
    context, file = _build_of(service)
    path = posixpath.normpath(posixpath.join(directory, context)) if "://" not in context else context
    for word in (service.name, *path.split("/"), *file.split("/")):
        known = ImageReference(word.lower().removesuffix(".dockerfile").removeprefix("dockerfile."), "", "")
        engine = engine_of(known)
        if engine and "build" in service.keys:
            return Kind(DATABASE, engine, ImageReference(known.name, "", "") if image is None else image)
        if reason := reason_against(known):
            return Kind(OTHER, reason)
    if "://" in context or context.startswith("git@"):
        return Kind(OTHER, "it is built from another repository")
    if path not in {".", ""} and not path.startswith(".."):
        return Kind(OTHER, f"it is built from `{path}`, so it is a service of its own: `previewctl init {path}`")
    return None


def _plain(name: str, service: ComposeService, image: ImageReference, names: dict[str, str]) -> Kind:
    """A container of somebody else's image; one that does not stay up has no place in a preview."""
    if service.node("restart").text == "no" and "ports" not in service.keys:
        return Kind(OTHER, "it does not stay up")
    if any(_is_source(volume_source(item)) for item in service.node("volumes").items):
        return Kind(OTHER, "it runs code of the repository that is mounted into it, and not what is in its image")
    known = process_name(name)
    if not known or known in names.values():
        return Kind(OTHER, "its name cannot be that of a container")
    names[name] = known
    return Kind(PLAIN, known, image)


def _is_source(mounted: str) -> bool:
    """Whether a mount shows the whole repository."""
    return mounted.rstrip("/") in {".", "$PWD", "${PWD}"}
