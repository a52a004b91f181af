"""What a Dockerfile says about the service that it builds."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.repository.collecting import Collector
from previewctl.repository.commands import is_for_development, listening_port, role_of
from previewctl.repository.dockerfile import as_line, parse_dockerfile
from previewctl.repository.reading import Reading

if TYPE_CHECKING:
    from previewctl.repository.dockerfile import Dockerfile
    from previewctl.repository.files import Repository


_LONGEST = 2_000
_ASKS = re.compile(
    r"\b(?:curl|wget)\b.*?https?://(?:localhost|127\.0\.0\.1|0\.0\.0\.0|\[::1\])(?::(?:[0-9]+|\$\{?PORT\}?))?(?P<path>/[A-Za-z0-9._~/-]*)?(?=[\s\"',|;)]|$)",
    re.DOTALL,
)


def read_dockerfile(repository: Repository, path: str = "") -> Reading:
    """Port and user of the image, where there is a Dockerfile. Its command is not repeated: the image runs it anyway."""
    image = parse_dockerfile(repository, path)
    if image is None:
        return Reading()
    found = Collector(image.path)
    line = own_command(image)
    port = listening_port(line) if line else None
    if port and image.command:
        found.conclude(("processes", "web", "port"), port, image.command[1])
    elif image.port:
        found.conclude(("processes", "web", "port"), image.port[0], image.port[1])
    _health(found, image)
    _user(found, image)
    return found.reading()


def _health(found: Collector, image: Dockerfile) -> None:
    """The path that the HEALTHCHECK of the image asks its own server for."""
    written, line = image.health or ("", 0)
    matched = _ASKS.search(written[:_LONGEST])
    # The page of a site is no path for probes: it asks the database, and often leads to a login elsewhere.
    if matched and (matched["path"] or "/") != "/":
        found.conclude(("processes", "web", "health"), matched["path"], line)


def own_command(image: Dockerfile) -> str:
    """What the image runs by itself, as a command line; nothing where it says nothing."""
    parts = [as_line(value[0]) for value in (image.entrypoint, image.command) if value]
    return " ".join(parts)


def serves(image: Dockerfile | None) -> bool:
    """Whether the image by itself runs something that a preview can show: no shell, and no server for development."""
    line = own_command(image) if image else ""
    if not line or is_for_development(line):
        return False
    last = line.split()[-1].rpartition("/")[2] if line.split() else ""
    return role_of(line) in {"web", ""} and last not in {"bash", "sh", "python", "python3", "node"}


def _user(found: Collector, image: Dockerfile) -> None:
    if image.user is None:
        return
    written, line = image.user
    name = (written.split() or [""])[0]
    number = name.partition(":")[0]
    if number.isdigit() and 0 < int(number) < 2_147_483_648:
        found.conclude(("user",), int(number), line)
    elif number not in {"root", "0"} and "$" not in number:
        found.note(
            f"`{image.path}:{line}` runs the image as `{number}`: pods run as a number, 1000 unless `user` says another"
        )
