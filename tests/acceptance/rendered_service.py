"""What a preview's pods are told, in terms of this machine: their variables, commands, and the request of a probe."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import yaml

from tests.acceptance import previews

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.realparts.programs import Object


class Probe(NamedTuple):
    """The request of a readiness probe."""

    path: str
    host: str


class Service:
    """One of the shop's services, as it is rendered for a pull request."""

    def __init__(self, name: str) -> None:
        self.directory = previews.SHOP / name
        preview = (self.directory / "preview.yaml").read_text(encoding="utf-8")
        platform = (previews.SHOP / "platform.yaml").read_text(encoding="utf-8")
        self._files = previews.overlay_of(preview, platform)

    def _container(self, process: str) -> Object:
        every: list[Object] = list(yaml.safe_load_all(self._files["deployments.yaml"]))
        (found,) = (item for item in every if previews.label(item) == f"Deployment/{process}")
        container: Object = previews.pod(found)["containers"][0]
        return container

    def command(self, process: str) -> list[str]:
        """The command line of a process."""
        return [str(part) for part in self._container(process)["command"]]

    def probe(self, process: str) -> Probe:
        """What the kubelet asks a process."""
        request = self._container(process)["readinessProbe"]["httpGet"]
        (header,) = request["httpHeaders"]
        assert header["name"] == "Host"
        return Probe(request["path"], header["value"])

    def variables(self, process: str, password: str, elsewhere: Mapping[str, str]) -> dict[str, str]:
        """The plain variables of a process and its DATABASE_URL; each `host:port` of `elsewhere` is replaced."""
        found = {path.removeprefix("env/"): text for path, text in self._files.items() if path.startswith("env/")}
        given = {item["name"]: item.get("value") for item in self._container(process)["env"]}
        # As the kubelet does it: the Secret's value, which the render never sees, in the place of its reference.
        found["DATABASE_URL"] = given["DATABASE_URL"].replace("$(PREVIEW_POSTGRES_PASSWORD)", password)
        for place, here in elsewhere.items():
            found = {name: text.replace(place, here) for name, text in found.items()}
        return found
