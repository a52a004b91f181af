"""Two volumes cannot stand at one place, and some places are taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import VOLUME_COLLISION
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

_FRONTEND = "/usr/share/nginx/html"
_TAKEN = ("/tmp", "/dev", "/proc", "/sys", "/etc/nginx", "/usr/share/nginx/html/config.js", "/scratch")  # noqa: S108


def _inside(path: str, place: str) -> bool:
    return path == place or path.startswith(f"{place}/")


@rule(VOLUME_COLLISION)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a volume at a place that previewctl or another volume of the same process uses.

    Why:
        Kubernetes mounts one volume at a path. Some paths are in use in every pod: `/tmp` is the only place where a read-only
        container may write, and a frontend finds its configuration below `/etc/nginx`. A volume over the files of a frontend hides
        them.

    Bad:
        volumes:
          uploads: {path: /tmp/uploads, size: 1Gi, processes: [web]}

    Good:
        volumes:
          uploads: {path: /app/uploads, size: 1Gi, processes: [web]}

    Fix:
        Mount the volume at a path of its own, such as `/app/media`.
    """
    first: dict[tuple[str, str], str] = {}
    for name, volume in context.spec.volumes.items():
        place = ("volumes", name, "path")
        if any(_inside(volume.path, taken) for taken in _TAKEN):
            message = f"`{volume.path}` is taken: every pod has something of its own there"
            yield Finding(place, message, "mount it elsewhere, such as `/app/media`")
        elif context.spec.runtime == "vue" and _inside(_FRONTEND, volume.path.rstrip("/")):
            message = f"a volume at `{volume.path}` would hide the frontend, which the image has at `{_FRONTEND}`"
            yield Finding(place, message, f"mount it below, such as `{_FRONTEND}/media`, or elsewhere")
        for process in volume.processes:
            other = first.setdefault((process, volume.path), name)
            if other != name:
                message = f"`{process}` has the volume `{other}` at `{volume.path}` already"
                yield Finding(place, message, "choose another path", first=("volumes", other, "path"))
                break
