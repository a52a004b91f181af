"""The ways of secrets as text, JSON and a Mermaid graph, with the proofs of where they do not go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.diagnostics.excerpt import printable
from previewctl.secrets.flow import EVERY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from previewctl.reporters.style import Style
    from previewctl.secrets.flow import Key, Receiver, Way
    from previewctl.secrets.proofs import Proof


class ShownFlow(NamedTuple):
    """Everything about one service."""

    service: str
    ways: tuple[Way, ...]
    proofs: tuple[Proof, ...]


def text(flows: Sequence[ShownFlow], style: Style) -> str:
    """One block for each service: every key with those who get it, then the proofs."""
    return "\n".join("".join(f"{line}\n" for line in _lines(flow, style)) for flow in flows)


def _lines(flow: ShownFlow, style: Style) -> Iterator[str]:
    yield style.bold(flow.service)
    for way in flow.ways:
        yield f"  {_source(way.key)}"
        yield f"    → ExternalSecret/{way.key.external} → Secret/{way.key.secret}, key {_key(way.key)}"
        for target, names in _grouped(way.receivers):
            yield f"    → {target} in {', '.join(names)}"
        if not way.receivers:
            yield "    → nobody"
    if not flow.ways:
        yield "  no secrets"
    for proof in flow.proofs:
        yield f"  {style.added('proven') if proof.holds else style.removed('refuted')}: {proof.claim}"
        yield from (f"    {printable(each)}" for each in proof.against)


def _source(key: Key) -> str:
    if not key.source:
        return "generated in the cluster"
    return f"{key.source}, every key" if key.property == EVERY else f"{key.source}#{key.property}"


def _key(key: Key) -> str:
    return "by key" if key.key == EVERY else key.key


def _grouped(receivers: Iterable[Receiver]) -> Iterator[tuple[str, list[str]]]:
    """The variables or files, each with the workloads that have it."""
    found: dict[str, dict[str, None]] = {}
    for receiver in receivers:
        found.setdefault(_as(receiver), {})[receiver.workload] = None
    for target, workloads in found.items():
        yield target, list(workloads)


def _as(receiver: Receiver) -> str:
    if receiver.file:
        return f"the file {receiver.file}"
    name = "a variable for each key" if receiver.variable == EVERY else receiver.variable
    return f"{name}, in {', '.join(receiver.through)}" if receiver.through else name


def data(flows: Sequence[ShownFlow]) -> dict[str, Any]:
    """For programs."""
    return {"schema": 1, "services": [_data(flow) for flow in flows]}


def _data(flow: ShownFlow) -> dict[str, Any]:
    return {
        "service": flow.service,
        "secrets": [
            {
                "source": way.key.source or None,
                "property": way.key.property,
                "externalSecret": way.key.external,
                "secret": way.key.secret,
                "key": way.key.key,
                "receivers": [
                    {**each._asdict(), "variable": each.variable or None, "file": each.file or None}
                    for each in way.receivers
                ],
            }
            for way in flow.ways
        ],
        "proofs": [
            {"claim": proof.claim, "holds": proof.holds, "because": proof.because, "against": list(proof.against)}
            for proof in flow.proofs
        ],
    }


def mermaid(flows: Sequence[ShownFlow]) -> str:
    """A flowchart from the store to the workloads."""
    lines, ids = ["flowchart LR"], _Names()
    for flow in flows:
        lines.append(f"  subgraph {ids.of(flow.service, 'service')}[{_quoted(flow.service)}]")
        edges: list[str] = []
        for way in flow.ways:
            source = ids.of(flow.service, _source(way.key), way.key.external)
            secret = ids.of(flow.service, "secret", way.key.secret)
            edges.append(
                f"    {source}([{_quoted(_source(way.key))}]) --> {secret}[{_quoted('Secret/' + way.key.secret)}]"
            )
            for target, workload in sorted({(_as(each), each.workload) for each in way.receivers}):
                edges.append(
                    f"    {secret} -->|{_quoted(target)}| {ids.of(flow.service, workload)}[{_quoted(workload)}]"
                )
        lines += [*dict.fromkeys(edges), "  end"]
    return "".join(f"{line}\n" for line in lines)


class _Names:
    """Short names for nodes: what is shown may hold anything."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, ...], str] = {}

    def of(self, *what: str) -> str:
        """The name of a node."""
        return self._known.setdefault(what, f"n{len(self._known)}")


def _quoted(text: str) -> str:
    """Text of a node: Mermaid reads entities of HTML in quotes, written with `#` for `&`."""
    escaped = (f"#{ord(c)};" if c in '"#<>&;`' or not c.isprintable() else c for c in text)
    return f'"{"".join(escaped)}"'
