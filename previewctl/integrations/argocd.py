"""Asks Argo CD's own API, with a token of one of its accounts or projects.

GET /api/v1/applications/{name} and …/resource-tree: https://argo-cd.readthedocs.io/en/stable/developer-guide/api-docs/
"""

from __future__ import annotations

import json
import os
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlencode, urlsplit

from previewctl.errors import RemoteError, UsageError
from previewctl.integrations.cluster_view import ClusterView, items

if TYPE_CHECKING:
    from collections.abc import Mapping

SERVER = "PREVIEWCTL_ARGOCD_SERVER"
TOKEN = "PREVIEWCTL_ARGOCD_TOKEN"  # noqa: S105 - the variable's name
_SECONDS = 20
_LARGEST = 32 << 20


class ArgoCD(NamedTuple):
    """A server's URL, and a token that may read Applications there."""

    url: str
    token: str

    def __repr__(self) -> str:
        return f"ArgoCD(url={self.url!r})"

    def look(self, application: str, project: str, argocd_namespace: str) -> ClusterView:
        """One look at a preview; RemoteError where Argo CD does not say."""
        query = urlencode({"project": project, "appNamespace": argocd_namespace})
        path = f"/api/v1/applications/{quote(application, safe='')}"
        found = self._get(f"{path}?{query}")
        if found is None:
            return ClusterView(None)
        tree = self._get(f"{path}/resource-tree?{query}")
        return ClusterView(found, nodes=tuple(items(tree, "nodes")))

    def _get(self, path: str) -> Any:
        headers = {"Authorization": f"Bearer {self.token}", "Accept": "application/json"}
        request = urllib.request.Request(self.url + path, headers=headers)  # noqa: S310 - the scheme was checked
        host = urlsplit(self.url).netloc
        try:
            with urllib.request.build_opener(_NoRedirects).open(request, timeout=_SECONDS) as answer:
                return json.loads(answer.read(_LARGEST))
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                return None
            # Argo CD answers 403 for an Application that is not there, unless the query names its project.
            hint = f"{TOKEN} needs `applications, get` in its project" if error.code in {401, 403} else ""
            raise RemoteError(f"{host} answered {error.code}", hint=hint) from None
        except ValueError:
            raise RemoteError(f"{host} is no Argo CD: its answer is no JSON", hint=f"check {SERVER}") from None
        except OSError as error:
            reason = getattr(error, "reason", None) or error
            raise RemoteError(f"{host} cannot be reached: {reason}", hint="check the name and the network") from None


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """A redirection would take the token to another host."""

    def redirect_request(self, *_arguments: object, **_options: object) -> None:
        return None


def argocd(environment: Mapping[str, str] | None = None) -> ArgoCD | None:
    """The Argo CD that the environment names; None where it names none. UsageError for one without TLS or token."""
    variables = os.environ if environment is None else environment
    server = variables.get(SERVER, "").strip().rstrip("/")
    if not server:
        return None
    url = server if "://" in server else f"https://{server}"
    parts = urlsplit(url)
    local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    if not (parts.hostname and (parts.scheme == "https" or (parts.scheme == "http" and local))):
        raise UsageError(f"`{server}` is no HTTPS URL", hint=f"set {SERVER} to one: a token goes over TLS only")
    token = variables.get(TOKEN, "").strip()
    if not token:
        raise UsageError(f"{SERVER} is set, and {TOKEN} is not", hint="make a token for an account that may read")
    return ArgoCD(url, token)
