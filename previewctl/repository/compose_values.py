"""Values of compose services in their several forms: images, commands, ports and users."""

from __future__ import annotations

import re
import shlex
from typing import TYPE_CHECKING

from previewctl.repository.commands import as_command
from previewctl.repository.compose_files import interpolated, parts_of
from previewctl.repository.images import ImageReference, parse_image

if TYPE_CHECKING:
    from previewctl.repository.compose_files import ComposeService
    from previewctl.source.foreign import ForeignNode

_OPERATORS = frozenset({"&&", "||", "|", ";", "&", ">", ">>", "<", "2>&1"})
_UNKNOWN_TAG = re.compile(r"[:@][^:@/]*\$\{?[A-Za-z_][^/]*$")
_PORT = re.compile(r"([0-9]{1,5})(?:-[0-9]+)?(?:/tcp)?")
_USER = re.compile(r"([1-9][0-9]{0,9})(?::[0-9]+)?")
_MOST_USERS = 2_147_483_647


def image_of(service: ComposeService) -> ImageReference | None:
    """The image of a service; a tag that is a variable without a default is left out; None where the name is not known."""
    text = service.node("image").text or ""
    known = interpolated(text)
    if known is None:
        known = interpolated(_UNKNOWN_TAG.sub("", text))
    return parse_image(known) if known else None


def has_unknown_tag(service: ComposeService) -> bool:
    """Whether the tag of the image is a variable without a default."""
    return interpolated(service.node("image").text or "") is None


def command_of(node: ForeignNode) -> list[str] | None:
    """A command in either form; None where there is none, or variables of the shell that starts Compose are in it.

    Compose divides a text as a shell does, but starts none (https://docs.docker.com/reference/compose-file/services/#command).
    """
    if node.text is not None:
        text = interpolated(node.text)
        if not text or not text.strip():
            return None
        try:
            words = shlex.split(text)
        except ValueError:
            return as_command(text)
        return as_command(text) if _OPERATORS & set(words) else words or None
    parts = [interpolated(item.text or "") for item in node.items]
    return [part for part in parts if part is not None] if parts and None not in parts else None


def command_text(service: ComposeService) -> str:
    """What is started, as one text, to see what it is for."""
    words = [
        item.text or ""
        for key in ("entrypoint", "command")
        for item in (service.node(key), *service.node(key).items)
        if item.text
    ]
    return " ".join(words)


def container_ports(service: ComposeService) -> list[int]:
    """The ports inside of the container: of `ports`, then of `expose`."""
    found = []
    for item in [*service.node("ports").items, *service.node("expose").items]:
        text = item.get("target").text if item.mapping else item.text
        parts = parts_of(text or "")
        matched = _PORT.fullmatch((interpolated(parts[-1]) or "").strip()) if parts else None
        if matched and 0 < int(matched[1]) < 65_536:
            found.append(int(matched[1]))
    return found


def user_of(service: ComposeService) -> int | None:
    """The numeric user, where it is written as a number above 0: a variable is the developer's own."""
    matched = _USER.fullmatch(service.node("user").text or "")
    return int(matched[1]) if matched and int(matched[1]) <= _MOST_USERS else None
