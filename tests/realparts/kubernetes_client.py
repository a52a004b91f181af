"""The few requests to a Kubernetes API server that the tests make, without a program in between."""

from __future__ import annotations

import http.client
import json
import re
import ssl
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from tests.realparts.programs import Object

STRICT = {"fieldValidation": "Strict", "fieldManager": "previewctl-tests"}
WARNING = re.compile(r'299 \S+ "((?:[^"\\]|\\.)*)"')


@dataclass(frozen=True)
class Response:
    """One answer: `body` is the object, or the Status that says what is wrong."""

    status: int
    body: Object
    warnings: list[str] = field(default_factory=list)

    @property
    def message(self) -> str:
        """The server's own sentence about a failure."""
        return str(self.body.get("message", self.body))


class Client:
    """A connection to one API server as one user. Not for several threads at once."""

    def __init__(self, host: str, port: int, certificate: Path, token: str) -> None:
        context = ssl.create_default_context(cafile=str(certificate))
        self._connection = http.client.HTTPSConnection(host, port, context=context, timeout=30)
        self._token = token
        self._resources: dict[str, dict[str, Object]] = {}

    def ready(self) -> bool:
        """Whether the server answers and says that it is ready."""
        try:
            return self.request("GET", "/readyz").status == 200
        except OSError:
            return False

    def close(self) -> None:
        """Give the connection back; the next request opens another."""
        self._connection.close()

    def create(self, item: Object, namespace: str | None, **query: str) -> Response:
        """Create the object, which must not exist."""
        path, missing = self._collection(item, namespace)
        return missing or self.request("POST", path, {**STRICT, **query}, item)

    def try_out(self, item: Object, namespace: str | None) -> Response:
        """A dry run of creating the object or, where it exists, of applying it."""
        response = self.create(item, namespace, dryRun="All")
        if response.body.get("reason") == "AlreadyExists":
            return self.apply(item, namespace, dryRun="All")
        return response

    def apply(self, item: Object, namespace: str | None, **query: str) -> Response:
        """Server-side apply of the object, taking over every field that it names."""
        path, missing = self._collection(item, namespace)
        if missing is not None:
            return missing
        target = f"{path}/{quote(item['metadata']['name'], safe='')}"
        return self.request("PATCH", target, {**STRICT, "force": "true", **query}, item, "application/apply-patch+yaml")

    def request(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: object = None,
        content_type: str = "application/json",
    ) -> Response:
        """Any request; a body is sent as JSON, and an answer that is no JSON object becomes one with a message."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": content_type}
        target = f"{path}?{urlencode(query)}" if query else path
        content = None if body is None else json.dumps(body)
        try:
            answer, text = self._asked(method, target, content, headers)
        except http.client.RemoteDisconnected:
            # The server has closed the connection while nobody asked; only what may be asked twice is.
            self._connection.close()
            if method == "POST":
                raise
            answer, text = self._asked(method, target, content, headers)
        warnings = [_unescaped(match) for line in answer.msg.get_all("Warning", ()) for match in WARNING.findall(line)]
        return Response(answer.status, _json_object(text), warnings)

    def _asked(
        self, method: str, target: str, content: str | None, headers: dict[str, str]
    ) -> tuple[http.client.HTTPResponse, str]:
        try:
            self._connection.request(method, target, content, headers)
            answer = self._connection.getresponse()
            return answer, answer.read().decode()
        except (OSError, http.client.HTTPException):
            self._connection.close()
            raise

    def _collection(self, item: Object, namespace: str | None) -> tuple[str, Response | None]:
        """The path of the objects of this kind beside this one, or the answer to a kind that the server lacks."""
        version = item["apiVersion"]
        base = f"/apis/{version}" if "/" in version else f"/api/{version}"
        resource = self._kinds(base).get(item["kind"])
        if resource is None:
            return "", Response(404, {"message": f"the server knows no {item['kind']} in {version}"})
        if not resource["namespaced"]:
            return f"{base}/{resource['name']}", None
        inside = item["metadata"].get("namespace") or namespace
        if not inside:
            return "", Response(400, {"message": "the object names no namespace, and none was given"})
        return f"{base}/namespaces/{quote(inside, safe='')}/{resource['name']}", None

    def _kinds(self, base: str) -> dict[str, Object]:
        if not self._resources.get(base):
            resources: list[dict[str, Any]] = self.request("GET", base).body.get("resources", [])
            self._resources[base] = {entry["kind"]: entry for entry in resources if "/" not in entry["name"]}
        return self._resources[base]


def _unescaped(quoted: str) -> str:
    return re.sub(r"\\(.)", r"\1", quoted)


def _json_object(text: str) -> Object:
    try:
        value = json.loads(text)
    except ValueError:
        return {"message": text}
    return value if isinstance(value, dict) else {"message": text}
