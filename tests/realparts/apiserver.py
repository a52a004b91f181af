"""A Kubernetes API server with its etcd, and no nodes: what it accepts, a cluster accepts."""

from __future__ import annotations

import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Self

import yaml

from tests.realparts import programs
from tests.realparts.kubernetes_client import Client, Response

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from tests.realparts.programs import Object

START_TIMEOUT = 120.0
START_ATTEMPTS = 3
LOOPBACK = "127.0.0.1"
LOG_LINES = 20


class ApiServer:
    """The server, running inside its `with` block. `kubeconfig` is for kubectl, `client` asks the server itself."""

    client: Client
    kubeconfig: Path

    def __init__(self) -> None:
        self._program = programs.directory("control-plane") / "control-plane"
        self._processes: list[subprocess.Popen[bytes]] = []
        self._running = ExitStack()

    def __enter__(self) -> Self:
        self._directory = Path(tempfile.mkdtemp(prefix="previewctl-apiserver-"))
        for attempt in range(1, START_ATTEMPTS + 1):
            try:
                self._start(self._directory / f"attempt-{attempt}")
            except _EndedTooSoonError:
                self._stop()
                if attempt == START_ATTEMPTS:
                    raise
            else:
                break
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """End both processes and remove all they wrote."""
        self._stop()
        shutil.rmtree(self._directory, ignore_errors=True)

    def dry_run(self, objects: Sequence[Object], namespace: str | None = None) -> list[str]:
        """What the server has against these objects, one line each; warnings count, Pod Security's above all.

        Namespaces among them are created for real, with their labels, and `namespace` too where it is missing: that is
        where objects go that name none. All else is only tried, by a strict server-side dry run.
        """
        counts = Counter(map(_identity, objects))
        problems = [f"{name}: stands {count} times" for name, count in counts.items() if count > 1]
        if namespace is not None and not any(_is_namespace(item, namespace) for item in objects):
            self._ensure_namespace(namespace)
        for item in objects:
            if _is_namespace(item):
                problems += _complaints(item, self.client.apply(item, None))
        for item in objects:
            if not _is_namespace(item):
                problems += _complaints(item, self.client.try_out(item, namespace))
        return problems

    def apply(self, objects: Sequence[Object], namespace: str | None = None) -> list[str]:
        """Create or change these objects for real, in their order; answers like `dry_run`."""
        return [line for item in objects for line in _complaints(item, self.client.apply(item, namespace))]

    def install_crds(self) -> None:
        """Define the custom resources that previewctl emits, and wait until the server takes objects of them."""
        files = sorted((programs.directory("kubernetes-schemas") / "crds").iterdir())
        definitions = [item for file in files for item in programs.read_yaml(file.read_text(encoding="utf-8"))]
        for definition in definitions:
            response = self.client.create(definition, None)
            if response.status >= 400:
                raise AssertionError(f"{programs.label(definition)}: {response.message}")
        for definition in definitions:
            self._wait_until_served(definition)

    def _wait_until_served(self, definition: Object) -> None:
        group, plural = definition["spec"]["group"], definition["spec"]["names"]["plural"]
        version = next(version["name"] for version in definition["spec"]["versions"] if version["served"])
        deadline = time.monotonic() + START_TIMEOUT
        while self.client.request("GET", f"/apis/{group}/{version}/{plural}").status != 200:
            if time.monotonic() > deadline:
                raise AssertionError(f"{plural}.{group} is not served {START_TIMEOUT:.0f} s after its definition")
            time.sleep(0.05)

    def _ensure_namespace(self, name: str) -> None:
        if self.client.request("GET", f"/api/v1/namespaces/{name}").status == 404:
            self.client.apply({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": name}}, None)

    def _start(self, directory: Path) -> None:
        directory.mkdir()
        etcd, etcd_peer, api = _free_ports(3)
        token = secrets.token_hex(16)
        key = directory / "service-account.pem"
        key.write_text(programs.run([self._program, "service-account-key"]), encoding="utf-8")
        tokens = directory / "tokens.csv"
        tokens.write_text(f"{token},admin,admin,system:masters\n", encoding="utf-8")
        self._run(directory, "etcd", _etcd_flags(directory, etcd, etcd_peer))
        self._run(directory, "kube-apiserver", _api_flags(directory, etcd, api, key, tokens))
        certificate = directory / "certificates" / "apiserver.crt"
        self._await(directory, certificate.exists)
        self.client = Client(LOOPBACK, api, certificate, token)
        self._running.callback(self.client.close)
        self._await(directory, self.client.ready)
        self.kubeconfig = directory / "kubeconfig"
        self.kubeconfig.write_text(_kubeconfig(api, certificate, token), encoding="utf-8")

    def _run(self, directory: Path, name: str, flags: Sequence[str]) -> None:
        with (directory / f"{name}.log").open("wb") as log:
            command = [str(self._program), name, *flags]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=log, stderr=log, cwd=directory)
        self._processes.append(process)
        self._running.callback(_end, process)

    def _await(self, directory: Path, condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + START_TIMEOUT
        while not condition():
            if any(process.poll() is not None for process in self._processes):
                raise _EndedTooSoonError(f"the control plane ended while it started:\n{_logs(directory)}")
            if time.monotonic() > deadline:
                raise AssertionError(f"the control plane is not ready after {START_TIMEOUT:.0f} s:\n{_logs(directory)}")
            time.sleep(0.05)

    def _stop(self) -> None:
        self._running.close()
        self._processes.clear()


class _EndedTooSoonError(AssertionError):
    """A server ended while it started, as when another process took one of its ports."""


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.communicate()


def _is_namespace(item: Object, name: str | None = None) -> bool:
    return item["kind"] == "Namespace" and item["apiVersion"] == "v1" and name in {None, item["metadata"]["name"]}


def _identity(item: Object) -> str:
    return f"{item['apiVersion']} {programs.label(item)}"


def _complaints(item: Object, response: Response) -> list[str]:
    lines = [f"warning: {warning}" for warning in response.warnings]
    if response.status >= 400:
        lines.append(response.message)
    return [f"{programs.label(item)}: {line}" for line in lines]


def _etcd_flags(directory: Path, port: int, peer_port: int) -> list[str]:
    client, peer = f"http://{LOOPBACK}:{port}", f"http://{LOOPBACK}:{peer_port}"
    return [
        f"--data-dir={directory / 'etcd'}",
        f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}",
        f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}",
        f"--initial-cluster=default={peer}",
        "--unsafe-no-fsync",
        "--log-level=error",
    ]


def _api_flags(directory: Path, etcd: int, port: int, key: Path, tokens: Path) -> list[str]:
    return [
        f"--etcd-servers=http://{LOOPBACK}:{etcd}",
        f"--bind-address={LOOPBACK}",
        f"--advertise-address={LOOPBACK}",
        "--endpoint-reconciler-type=none",
        f"--secure-port={port}",
        f"--cert-dir={directory / 'certificates'}",
        f"--token-auth-file={tokens}",
        "--authorization-mode=RBAC",
        "--service-cluster-ip-range=10.96.0.0/16",
        "--service-account-issuer=https://kubernetes.default.svc",
        f"--service-account-key-file={key}",
        f"--service-account-signing-key-file={key}",
        # No controller creates the default service accounts that this plugin waits for.
        "--disable-admission-plugins=ServiceAccount",
    ]


def _kubeconfig(port: int, certificate: Path, token: str) -> str:
    cluster = {"server": f"https://{LOOPBACK}:{port}", "certificate-authority": str(certificate)}
    return yaml.safe_dump(
        {
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "test", "cluster": cluster}],
            "users": [{"name": "admin", "user": {"token": token}}],
            "contexts": [{"name": "test", "context": {"cluster": "test", "user": "admin"}}],
            "current-context": "test",
        }
    )


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind((LOOPBACK, 0))
        return [int(each.getsockname()[1]) for each in sockets]
    finally:
        for each in sockets:
            each.close()


def _logs(directory: Path) -> str:
    logs = {log.name: log.read_text(encoding="utf-8", errors="replace") for log in sorted(directory.glob("*.log"))}
    return "\n".join(f"{name}:\n" + "\n".join(text.splitlines()[-LOG_LINES:]) for name, text in logs.items())
