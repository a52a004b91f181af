"""A plan as named parts with fields of text, which two plans can be compared by."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.graph.changes.masking import shown, shown_command
from previewctl.plan.model import VariableKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from previewctl.plan.model import DatabasePlan, Environment, HookPlan, Variable

SECTIONS = (
    "preview", "processes", "databases", "services", "volumes", "dependencies", "variables", "secrets", "hooks", "checks",
)  # fmt: skip
"""In the order in which they are shown."""


class Part(NamedTuple):
    """Something that a preview consists of. What may be secret is hidden in its fields; `exact` has all of it, to compare."""

    section: str
    name: str
    fields: Mapping[str, str]
    exact: object = None


def parts_of(environment: Environment) -> Iterator[Part]:
    """Every part that a change of preview.yaml may touch, but for what every commit changes."""
    yield Part("preview", "", dict(_preview(environment)), environment.patches)
    for process in environment.processes:
        fields = {
            "command": shown_command(process.command) or "the image's own",
            "port": str(process.port or "none"),
            "health": process.health or "none",
            "replicas": str(process.replicas),
            "cpu": str(process.resources.cpu),
            "memory": str(process.resources.memory),
            "volumes": ", ".join(process.volumes) or "none",
        }
        yield Part("processes", process.name, fields, process.command)
    for database in environment.databases:
        yield Part("databases", database.engine, _database(database))
    for service in environment.services:
        fields = {"image": service.image, "port": str(service.port), "arguments": shown_command(service.args) or "none"}
        yield Part("services", service.name, fields, service.args)
    for volume in environment.volumes:
        fields = {"path": volume.path, "size": str(volume.size), "processes": ", ".join(volume.processes)}
        yield Part("volumes", volume.name, fields, volume.claim)
    yield from _wiring(environment)
    yield from _variables(environment)
    for hook in environment.hooks:
        yield Part("hooks", hook.name, _hook(hook), [step.command for step in hook.steps])
    for check in environment.checks:
        yield Part("checks", check.name, {"command": shown_command(check.command)}, check.command)


def _preview(environment: Environment) -> Iterator[tuple[str, str]]:
    endpoint, lifetime = environment.endpoint, environment.lifetime
    yield "runtime", environment.runtime
    yield "team", environment.team or "none"
    yield "image", environment.image.removesuffix(f":{environment.pull_request.head_sha}")
    yield "user", str(environment.user)
    yield "endpoint", f"{endpoint.process}, port {endpoint.port}" if endpoint else "none"
    yield "auth", endpoint.auth if endpoint else "none"
    yield "robots", endpoint.robots if endpoint else "none"
    yield "spot", environment.spot.policy
    yield "idle", str(lifetime.idle)
    yield "max", str(lifetime.max)
    yield (
        "sleep",
        f"{lifetime.sleep.weekdays or ''} {'weekends' if lifetime.sleep.weekends else ''}".strip()
        if lifetime.sleep
        else "never",
    )
    yield "patches", str(len(environment.patches))
    yield "seed", environment.seed_tag or "none"


def _database(database: DatabasePlan) -> dict[str, str]:
    return {
        "version": database.version,
        "storage": str(database.storage),
        "persistence": "ephemeral" if database.ephemeral else "volume",
        "variables": ", ".join(database.variables),
        "extensions": ", ".join(database.extensions) or "none",
        "auth": database.auth,
    }


def _wiring(environment: Environment) -> Iterator[Part]:
    for dependency in environment.dependencies:
        fields = {
            "target": dependency.target,
            "url": shown("url", dependency.internal_url),
            "path": dependency.path or "none",
            "config": dependency.config or "none",
            "optional": "yes" if dependency.optional else "no",
        }
        yield Part("dependencies", dependency.name, fields)


def _variables(environment: Environment) -> Iterator[Part]:
    for variable in environment.variables:
        yield Part("variables", variable.name, _variable(variable), variable.value)
    for secret in environment.remote_secrets:
        taken = ", ".join(key.key for key in secret.keys) or "all keys"
        source = secret.extract or ", ".join(dict.fromkeys(key.remote for key in secret.keys))
        yield Part("secrets", secret.name, {"from": source, "keys": taken})
    for generated in environment.generated_secrets:
        yield Part("secrets", generated.name, {"from": "generated in the cluster", "length": str(generated.length)})


def _variable(variable: Variable) -> dict[str, str]:
    if variable.kind is VariableKind.SECRET:
        return {"value": f"key {variable.key} of Secret {variable.secret}"}
    return {"value": shown(variable.name, variable.value)}


def _hook(hook: HookPlan) -> dict[str, str]:
    own = [step for step in hook.steps if step.app]
    images = dict.fromkeys(step.image for step in hook.steps if not step.app)
    return {
        "command": "; ".join(shown_command(_own(step.command)) for step in own) or "previewctl's own",
        "images": ", ".join(images) or "the service's own",
        "timeout": str(hook.timeout),
    }


def _own(command: tuple[str, ...]) -> tuple[str, ...]:
    """The user's part of a command that previewctl runs under a condition."""
    return command[4:] if command[:2] == ("sh", "-c") and len(command) > 4 and '"$@"' in command[2] else command
