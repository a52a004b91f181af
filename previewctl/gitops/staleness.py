"""Says why a published preview would be rendered differently now, from its record alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl import __version__
from previewctl.plan.settled import is_settled
from previewctl.render.bases import bases_digest

if TYPE_CHECKING:
    from previewctl.gitops.record import Record
    from previewctl.gitops.rerender import World


def staleness(record: Record, world: World) -> str:
    """As a predicate, such as `is of another platform.yaml`; empty where nothing has changed since it was rendered."""
    if record.version != __version__:
        return "was rendered by another previewctl"
    if record.bases != bases_digest():
        return "is of other bases"
    if record.platform != world.platform.digest:
        return "is of another platform.yaml"
    if not is_settled(record.as_published(), world.previews, world.platform.spec):
        return "was rendered when other previews were published"
    return ""
