"""Asks a cluster through kubectl, which only reads here, and for a bounded time.

kubectl knows how to log in wherever its user does: kubeconfig files, contexts, and the programs that make tokens.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

REQUEST_SECONDS = 10
_PROCESS_SECONDS = 20
_ABSENT = re.compile(r"\(NotFound\)|doesn't have a resource type|the server could not find the requested resource")
_KEYS = '{{range $key, $value := .data}}{{$key}}{{"\\n"}}{{end}}'
_URLS = '{{range .items}}{{with index .data "url"}}{{base64decode .}}{{"\\n"}}{{end}}{{end}}'


class Answer(NamedTuple):
    """Objects, none where there are none; `problem` says why nobody knows, and is empty otherwise."""

    objects: tuple[dict[str, Any], ...] = ()
    problem: str = ""

    @property
    def first(self) -> dict[str, Any] | None:
        """The one object that was asked for by its name."""
        return self.objects[0] if self.objects else None


class Texts(NamedTuple):
    """The same for single texts."""

    texts: tuple[str, ...] = ()
    problem: str = ""


class Kubectl:
    """The cluster of a kubeconfig's context. Secrets' values never reach this process: their keys are all it asks for."""

    def __init__(self, context: str | None = None) -> None:
        """Takes the context, the present one otherwise. UsageError where there is no kubectl."""
        program = shutil.which("kubectl")
        if program is None:
            raise UsageError("kubectl is not installed", hint="install it, or leave out the cluster")
        self._command = [program, *([f"--context={context}"] if context else [])]

    def server_version(self) -> Texts:
        """The API server's version."""
        # `kubectl version` ends with an error for a server that was built without a version.
        out, problem = self._run(["get", "--raw", "/version"])
        if problem:
            return Texts(problem=problem)
        found = json.loads(out).get("gitVersion")
        return Texts((str(found),)) if found else Texts(problem="it says no version")

    def get(self, resource: str, name: str = "", *, namespace: str = "", selector: str = "") -> Answer:
        """Objects of a resource such as `deployments.apps`: by name, or all that fit; of all namespaces without one."""
        arguments = ["get", resource, *([name] if name else []), "--output=json"]
        if selector:
            arguments.append(f"--selector={selector}")
        if namespace:
            arguments.append(f"--namespace={namespace}")
        elif not name:
            arguments.append("--all-namespaces")
        out, problem = self._run(arguments)
        if problem:
            return Answer() if problem == _NOTHING else Answer(problem=problem)
        found = json.loads(out)
        return Answer((found,) if name else tuple(found.get("items", ())))

    def secret_keys(self, name: str, namespace: str) -> Texts | None:
        """The keys of a Secret; None where there is no such Secret."""
        return self._texts(["get", "secret", name, f"--namespace={namespace}", f"--output=go-template={_KEYS}"])

    def repository_urls(self, namespace: str, kind: str) -> Texts:
        """The URLs of the repositories (`repository`) or prefixes (`repo-creds`) that Argo CD has credentials for."""
        selector = f"--selector=argocd.argoproj.io/secret-type={kind}"
        return (
            self._texts(["get", "secrets", selector, f"--namespace={namespace}", f"--output=go-template={_URLS}"])
            or Texts()
        )

    def _texts(self, arguments: Sequence[str]) -> Texts | None:
        out, problem = self._run(arguments)
        if problem:
            return None if problem == _NOTHING else Texts(problem=problem)
        return Texts(tuple(line for line in out.splitlines() if line))

    def _run(self, arguments: Sequence[str]) -> tuple[str, str]:
        """What it prints, or why it does not say."""
        command = [*self._command, *arguments, f"--request-timeout={REQUEST_SECONDS}s"]
        try:
            done = subprocess.run(
                command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_PROCESS_SECONDS, check=False
            )
        except subprocess.TimeoutExpired:
            return "", f"no answer within {_PROCESS_SECONDS} s"
        except OSError as error:
            return "", f"kubectl cannot be run: {error.strerror}"
        if done.returncode == 0:
            return done.stdout.decode(errors="replace"), ""
        errors = done.stderr.decode(errors="replace")
        if _ABSENT.search(errors):
            return "", _NOTHING
        lines = [line for line in errors.splitlines() if line.strip()]
        return "", lines[-1][:300] if lines else f"kubectl ended with {done.returncode}"


_NOTHING = "there is none"
