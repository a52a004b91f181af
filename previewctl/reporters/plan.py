"""A plan as text, and the origin of one of its values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.errors import UsageError
from previewctl.plan.losses import losses
from previewctl.plan.model import DatabasePlan, Environment, Variable, VariableKind
from previewctl.plan.origins import Origin, Source
from previewctl.reporters.plain_data import plain
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from previewctl.source.document import SourceDocument

Row = tuple[str, str]


def text(environment: Environment) -> str:
    """The plan in sections of aligned rows."""
    lines = [f"{environment.names.application}  {environment.names.url}\n"]
    for title, rows in _sections(environment):
        if rows:
            lines.append(f"\n{title}\n")
            width = max(len(name) for name, _ in rows)
            lines += [f"  {name:<{width}}  {value}\n" for name, value in rows]
    return "".join(lines)


def _sections(environment: Environment) -> Iterator[tuple[str, list[Row]]]:
    yield "preview", list(_preview(environment))
    yield "processes", [(item.name, _process(item)) for item in environment.processes]
    yield (
        "databases",
        [(item.engine, f"{item.image}  {item.storage} {_kept(item)}") for item in environment.databases],
    )
    yield "services", [(item.name, f"{item.image}  port {item.port}") for item in environment.services]
    yield "volumes", [(item.name, f"{item.path}  {item.size}  {item.access_mode}") for item in environment.volumes]
    yield "dependencies", list(_dependencies(environment))
    yield "env", [(item.name, shown_value(item)) for item in environment.variables]
    yield "waves", list(_waves(environment))
    yield (
        "when a node is reclaimed",
        [(item.name, f"{item.on_spot} on spot: {item.then}") for item in losses(environment)],
    )
    usage = environment.usage
    requests = f"{usage.cpu} CPU, {usage.memory} memory, {usage.storage} storage"
    yield "usage, with hooks and rollouts", [("requests", requests), ("pods", str(usage.pods))]


def _preview(environment: Environment) -> Iterator[Row]:
    pull_request = environment.pull_request
    yield "pull request", f"{pull_request.number}  {pull_request.branch}".rstrip()
    yield "namespace", environment.names.namespace
    yield "image", environment.image
    if environment.seed_tag:
        yield "seed", environment.seed_tag
    if environment.epoch:
        yield "epoch", _epoch(environment)
    yield "spot", environment.spot.policy
    yield "lifetime", f"idle {environment.lifetime.idle}, at most {environment.lifetime.max}"


def _epoch(environment: Environment) -> str:
    """How often the data has started over, and why the last time."""
    reset = environment.reset
    if reset is None:
        return str(environment.epoch)
    verb = "the databases start over" if reset.now else "the databases started over"
    return f"{environment.epoch}  {verb}: {'; '.join(reset.reasons)}"


def _kept(database: DatabasePlan) -> str:
    return f"in {database.claim}" if database.claim else f"with each pod anew, as {database.data}"


def _process(process: Any) -> str:
    port = f"port {process.port}, " if process.port else ""
    command = " ".join(process.command) or "the image's own command"
    return f"{command}  ({port}{process.replicas} × {process.resources.cpu} CPU, {process.resources.memory})"


def shown_value(variable: Variable) -> str:
    """A variable's value, or where a secret one comes from; never a secret itself."""
    if variable.kind is VariableKind.SECRET:
        return f"(key {variable.key} of Secret {variable.secret})"
    return variable.value.replace("\n", "\\n")


def _dependencies(environment: Environment) -> Iterator[Row]:
    """Where each one points and why; then what only its preview or its policy knows."""
    for item in environment.dependencies:
        yield item.name, f"{item.internal_url}  {item.target}: {item.reason}"
        for edge in item.onward:
            yield "", f"which reaches {edge}"
        if not item.narrowed:
            yield "", "not narrowed: no policy knows its addresses, so that of public HTTPS lets the preview out to it"
    if environment.consumers is not None:
        shown = ", ".join(environment.consumers) or "nobody, as far as is known"
        yield "called by", shown


def _waves(environment: Environment) -> Iterator[Row]:
    waves: dict[int, list[str]] = {}
    parts = [(item.wave, item.engine) for item in environment.databases]
    parts += [(item.wave, item.name) for item in environment.services]
    parts += [(item.wave, item.name) for item in environment.stubs]
    parts += [(item.wave, item.name) for item in environment.hooks]
    parts += [(item.wave, item.name) for item in environment.processes]
    for wave, name in parts:
        waves.setdefault(wave.value, []).append(name)
    for number in sorted(waves):
        yield str(number), ", ".join(waves[number])


def explained(
    key: str, environment: Environment, preview: SourceDocument | None, platform: SourceDocument | None
) -> str:
    """One value and its origin, with file and line; raises UsageError for a key that the plan does not have."""
    value, origin = _lookup(key, environment)
    return f"{key} = {value}\n  from {_place(origin, preview, platform)}"


def _lookup(key: str, environment: Environment) -> tuple[str, Origin]:
    if key.startswith("env."):
        name = key.removeprefix("env.")
        known = {variable.name: variable for variable in environment.variables}
        if name not in known:
            raise UsageError(f"there is no variable `{name}`", hint=_guess(name, known))
        return shown_value(known[name]), known[name].origin
    data, origins = plain(environment), environment.origins
    value = _walk(key, data)
    best = max((path for path in origins if key == path or key.startswith(f"{path}.")), key=len, default="")
    return _shown(value), origins.get(best, Origin(Source.COMPUTED, reason="the two files"))


def _walk(key: str, data: Any) -> Any:
    parts = key.split(".")
    for index, part in enumerate(parts):
        if isinstance(data, list):
            data = {str(item.get("name") or item.get("engine")): item for item in data if isinstance(item, dict)}
        if not isinstance(data, dict) or part not in data:
            known = (
                [".".join([*parts[:index], name, *parts[index + 1 :]]) for name in data]
                if isinstance(data, dict)
                else []
            )
            raise UsageError(f"the plan has no `{key}`", hint=_guess(key, known))
        data = data[part]
    return data


def _guess(word: str, known: Any) -> str:
    guess = nearest(word, known)
    return f"did you mean `{guess}`?" if guess else "known here: " + ", ".join(sorted(known))


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else repr(value)


def _written(origin: Origin, document: SourceDocument) -> bool:
    """Whether the file says it, perhaps in a short form; a default has no place."""
    return document.has(origin.path) or (len(origin.path) > 1 and origin.source is Source.PREVIEW)


def _place(origin: Origin, preview: SourceDocument | None, platform: SourceDocument | None) -> str:
    document = {Source.PREVIEW: preview, Source.PLATFORM: platform}.get(origin.source)
    words = f"  ({origin.reason})" if origin.reason else ""
    if document is not None and _written(origin, document):
        start = document.entry(origin.path).value.start
        return f"{document.path}:{start.line}:{start.column}{words}"
    if origin.source is Source.PLATFORM:
        return f"previewctl's defaults for platform.yaml, `{'.'.join(map(str, origin.path))}`{words}"
    return f"{origin.source.value}: {origin.reason}"
