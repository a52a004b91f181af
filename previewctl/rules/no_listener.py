"""The public address needs a process that listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import NO_LISTENER
from previewctl.plan.processes import declared_processes, endpoint_process
from previewctl.rules.context import Finding, RuleContext, rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(NO_LISTENER)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports an endpoint whose process has no port or no pods, and a service without any process.

    Why:
        The public address leads to a port of one process, `web` unless `endpoint` names another. Without it the preview would
        become healthy and answer nothing.

    Bad:
        processes: {web: {command: [python, serve.py]}}

    Good:
        processes: {web: {command: [python, serve.py], port: 8000}}

    Fix:
        Give the process the `port` that it listens on, or name the listening process in `endpoint`.
    """
    processes = declared_processes(context.spec)
    name = endpoint_process(context.spec)
    listening = sorted(key for key, process in processes.items() if process.port)
    if not processes:
        message = "no process is declared, so the preview would run nothing"
        yield Finding(("service",), message, "add `processes: {web: {command: […], port: 8000}}`")
    elif name in processes and processes[name].port is None:
        message = f"the endpoint's process `{name}` has no port"
        yield Finding(("processes", name), message, "give it a `port`", on_key=True)
    elif name in processes and processes[name].replicas == 0:
        message = f"the endpoint's process `{name}` has no pods, so nothing would answer the public address"
        yield Finding(("processes", name, "replicas"), message, "write `1`, or name another process in `endpoint`")
    elif listening and context.spec.endpoint.process is None and name not in processes:
        message = f"no process is called `{name}`, so nothing would answer the public address"
        yield Finding(("processes",), message, f"add `endpoint: {{process: {listening[0]}}}`", on_key=True)
