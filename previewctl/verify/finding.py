"""What is wrong with the order of a tree, before it becomes a diagnostic."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from previewctl.diagnostics.catalogue import Code
    from previewctl.diagnostics.model import Severity
    from previewctl.verify.objects import KubeObject
    from previewctl.verify.scenarios import Scenario


class Finding(NamedTuple):
    """One finding about `item`. `scenarios`: where it shows.

    `path`: the shortest counter-example, object by object; `example` says it as text, which ends the message.
    """

    code: Code
    item: KubeObject
    message: str
    help: str
    related: tuple[tuple[KubeObject, str], ...] = ()
    path: tuple[str, ...] = ()
    example: str = ""
    scenarios: tuple[Scenario, ...] = ()
    severity: Severity | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Equal for one problem that shows in several scenarios, each with an example of its own."""
        return self.code.code, self.message
