"""Asks an OCI registry whether it has a tag.

The requests: https://github.com/opencontainers/distribution-spec/blob/main/spec.md#checking-if-content-exists-in-the-registry,
and for tokens https://distribution.github.io/distribution/spec/auth/token/.
"""

from __future__ import annotations

import base64
import json
import os
import re
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from previewctl.errors import RemoteError, UsageError

if TYPE_CHECKING:
    from email.message import Message

_ACCEPTED = (
    "application/vnd.oci.image.index.v1+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.docker.distribution.manifest.list.v2+json, application/vnd.docker.distribution.manifest.v2+json"
)
_REFERENCE = re.compile(r"(?P<host>[^/]+)/(?P<name>.+):(?P<tag>[^:/@]+)")
_ECR = re.compile(r"(?P<account>[0-9]{12})\.dkr\.ecr(?:-fips)?\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?")
_PARAMETER = re.compile(r'([a-z]+)="([^"]*)"')
_SECONDS = 15
_LARGEST = 1 << 20


class Answer(NamedTuple):
    """What a registry says: the status, its headers, and the body of a success."""

    status: int
    headers: Message
    body: bytes = b""


def has_image(reference: str) -> bool:
    """Whether the registry in `reference` (`host/name:tag`) has that tag. RemoteError when it does not say.

    Amazon ECR is asked through AWS's own interface, so that the usual credentials of AWS count.
    """
    found = _REFERENCE.fullmatch(reference)
    if found is None or not ("." in found["host"] or ":" in found["host"] or found["host"] == "localhost"):
        raise UsageError(
            f"`{reference}` names no registry",
            hint="pass `--registry HOST/PATH`, or set `seeds.registry` in platform.yaml",
        )
    if ecr := _ECR.fullmatch(found["host"]):
        from previewctl.integrations.aws import ecr_has_tag

        return ecr_has_tag(ecr["account"], ecr["region"], found["name"], found["tag"])
    return _has_manifest(found["host"], found["name"], found["tag"])


def _has_manifest(host: str, name: str, tag: str) -> bool:
    url = f"{_scheme(host)}://{host}/v2/{name}/manifests/{tag}"
    credentials = _credentials(host)
    answer = _ask("HEAD", url, {"Accept": _ACCEPTED})
    if answer.status == 401:
        authorization = _authorization(answer.headers.get("WWW-Authenticate", ""), host, credentials)
        if authorization:
            answer = _ask("HEAD", url, {"Accept": _ACCEPTED, "Authorization": authorization})
    if answer.status in {200, 404}:
        return answer.status == 200
    hint = f"log in: `docker login {host}`" if answer.status in {401, 403} else ""
    raise RemoteError(f"{host} answered {answer.status} for {name}:{tag}", hint=hint)


def _authorization(challenge: str, host: str, credentials: str | None) -> str | None:
    """The header that answers a challenge; None where there is nothing to answer with."""
    kind, _, rest = challenge.partition(" ")
    if kind.lower() == "basic":
        return f"Basic {credentials}" if credentials else None
    parameters = dict(_PARAMETER.findall(rest))
    realm = parameters.pop("realm", "")
    if kind.lower() != "bearer" or not _may_be_asked(realm, host):
        return None
    query = urllib.parse.urlencode({key: parameters[key] for key in ("service", "scope") if key in parameters})
    headers = {"Authorization": f"Basic {credentials}"} if credentials else {}
    answer = _ask("GET", f"{realm}?{query}", headers)
    if answer.status != 200:
        return None
    try:
        token = json.loads(answer.body)
    except ValueError:
        return None
    text = token.get("token") or token.get("access_token") if isinstance(token, dict) else None
    return f"Bearer {text}" if isinstance(text, str) and text.isprintable() else None


def _may_be_asked(realm: str, host: str) -> bool:
    """Credentials go over TLS only, or to the registry on this very machine."""
    parts = urllib.parse.urlsplit(realm)
    return parts.scheme == "https" or (parts.scheme == "http" == _scheme(host) and _scheme(parts.netloc) == "http")


def _scheme(host: str) -> str:
    """Registries on this machine have no certificate."""
    return "http" if host.rpartition(":")[0] in {"localhost", "127.0.0.1"} or host == "localhost" else "https"


def _credentials(host: str) -> str | None:
    """What `docker login` has stored for a registry, in base64; a credential helper is not asked."""
    directory = os.environ.get("DOCKER_CONFIG") or os.path.expanduser("~/.docker")
    try:
        config = json.loads(Path(directory, "config.json").read_text(encoding="utf-8"))
        stored = config["auths"][host]["auth"]
        base64.b64decode(stored, validate=True)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return stored if isinstance(stored, str) else None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirection would take the credentials to another host."""

    def redirect_request(self, *_arguments: object, **_options: object) -> None:
        return None


def _ask(method: str, url: str, headers: dict[str, str]) -> Answer:
    request = urllib.request.Request(url, method=method, headers=headers)  # noqa: S310 - the schemes are our own
    try:
        with urllib.request.build_opener(_NoRedirects).open(request, timeout=_SECONDS) as response:
            return Answer(response.status, response.headers, response.read(_LARGEST))
    except urllib.error.HTTPError as error:
        error.close()
        return Answer(error.code, error.headers)
    except (OSError, ValueError) as error:
        host = urllib.parse.urlsplit(url).netloc
        reason = getattr(error, "reason", None) or error
        raise RemoteError(f"{host} cannot be reached: {reason}", hint="check the name and the network") from error
