"""Asks a Kubernetes cluster through kubectl: the Application, and what stands in the preview's namespace."""

from __future__ import annotations

import json
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.errors import RemoteError, UsageError
from previewctl.integrations.cluster_view import ClusterView, items

if TYPE_CHECKING:
    from previewctl.integrations.cluster_view import Object

_SECONDS = 30
_LARGEST = 32 << 20
_KINDS = ("pods", "jobs.batch", "deployments.apps", "persistentvolumeclaims", "ingresses.networking.k8s.io")
_CUSTOM = ("externalsecrets.external-secrets.io", "httproutes.gateway.networking.k8s.io")


class Cluster(NamedTuple):
    """A kubeconfig and a context of it; the usual ones where None. `program` is kubectl."""

    kubeconfig: str | None = None
    context: str | None = None
    program: str = "kubectl"

    def look(self, application: str, argocd_namespace: str, namespace: str) -> ClusterView:
        """One look at a preview. RemoteError where the cluster does not say whether there is an Application.

        What else may not be read is left out, and noted.
        """
        arguments = ("get", f"applications.argoproj.io/{application}", "-n", argocd_namespace, "--ignore-not-found")
        found = self._json(arguments)
        if found is None:
            return ClusterView(None)
        objects, note = self._readable(namespace)
        try:
            events = items(self._json(("get", "events", "-n", namespace)), "items")
        except RemoteError:
            events = []
        return ClusterView(found, tuple(objects), tuple(events[-500:]), note=note)

    def _readable(self, namespace: str) -> tuple[list[Object], str]:
        try:
            found = items(self._json(("get", ",".join(_KINDS), "-n", namespace)), "items")
        except RemoteError as refused:
            return [], str(refused)
        for kind in _CUSTOM:  # one that is not installed would spoil the answer about the others
            try:
                found += items(self._json(("get", kind, "-n", namespace)), "items")
            except RemoteError:
                continue
        return found, ""

    def _json(self, arguments: tuple[str, ...]) -> Any:
        program = shutil.which(self.program)
        if program is None:
            raise UsageError("kubectl is not installed", hint="install it, or ask Argo CD or the public URL: `--via`")
        chosen = [*(("--kubeconfig", self.kubeconfig) if self.kubeconfig else ())]
        chosen += ("--context", self.context) if self.context else ()
        command = [program, *chosen, *arguments, "-o", "json", f"--request-timeout={_SECONDS}s"]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS * 2, check=False
            )
        except (OSError, subprocess.SubprocessError):
            raise RemoteError("kubectl did not answer", hint="check the kubeconfig and the network") from None
        if done.returncode != 0:
            lines = done.stderr.decode(errors="replace").strip().splitlines()
            raise RemoteError(
                f"kubectl {' '.join(arguments[:2])} failed: {lines[-1] if lines else 'it says nothing'}",
                hint="check the kubeconfig, the context, and that it may get and list these objects",
            )
        try:
            return json.loads(done.stdout[:_LARGEST]) if done.stdout.strip() else None
        except ValueError:
            raise RemoteError("kubectl printed no JSON", hint="check its version") from None
