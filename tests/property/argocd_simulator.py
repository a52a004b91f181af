"""A small simulator of a sync, written from Argo CD's and Kubernetes' rules and not from previewctl's relation.

It does what `syncContext.Sync` does (gitops-engine/pkg/sync/sync_context.go, argoproj/argo-cd 3.5.1): while something that
was applied is not healthy it waits; else it takes the pending tasks of the first phase and wave and applies them, one
kind after the other. Between any two of its steps, and in any order, pods are scheduled, containers start and end, volumes
are bound and Secrets are written. All states that can be reached are visited, so what it says about the order of two events
is complete.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

PHASES = {"PreSync": -1, "Sync": 0, "PostSync": 1}
KINDS = ["Secret", "PersistentVolumeClaim", "Service", "DaemonSet", "Deployment", "StatefulSet", "Job", "Ingress"]
"""In the order in which they are applied; other kinds come after all of them."""


class Box(NamedTuple):
    """A container: `part` is init, sidecar or main; it reads the Secret `reads`, if there is one of that name."""

    name: str
    part: str = "main"
    startup_probe: bool = False
    reads: str = ""


class Thing(NamedTuple):
    """An object. `phase` is that of a hook; nothing for what is none. `target`: the Secret that an ExternalSecret writes.

    `claims` and `files` are the claims and the Secrets that its pods mount.
    """

    kind: str
    name: str
    wave: int
    phase: str = ""
    boxes: tuple[Box, ...] = ()
    claims: tuple[str, ...] = ()
    replicas: int = 1
    target: str = ""
    suspended: bool = False
    files: tuple[str, ...] = ()


Happening = tuple[str, str, str]
"""Kind and name of an object, what happens to it, and the container if it happens to one."""
State = frozenset[Happening]


def happening(thing: Thing, what: str, box: str = "") -> Happening:
    """One event."""
    return (f"{thing.kind}/{thing.name}", what, box)


class Simulator:
    """One tree, and every way in which its sync can go.

    `again`: it is not the first one, so the volumes are bound and the Secrets have been written before it begins.
    """

    def __init__(self, things: Sequence[Thing], *, again: bool = False) -> None:
        self.things = sorted(things, key=_place)
        self.again = again
        made = () if again else tuple(things)
        self.claims = {thing.name: thing for thing in made if thing.kind == "PersistentVolumeClaim"}
        self.secrets = {
            thing.target or thing.name: thing for thing in made if thing.kind in ("Secret", "ExternalSecret")
        }

    def explore(self) -> dict[Happening, list[State]]:
        """For each event that happens in some run all states in which it is the next one to happen."""
        found: dict[Happening, list[State]] = {}
        waiting: list[State] = [frozenset()]
        seen = set(waiting)
        while waiting:
            state = waiting.pop()
            for event in self.next(state):
                found.setdefault(event, []).append(state)
                if (following := state | {event}) not in seen:
                    seen.add(following)
                    waiting.append(following)
        return found

    def next(self, state: State) -> Iterator[Happening]:
        """What can happen in a state."""
        for thing in self._applicable(state):
            yield happening(thing, "applied")
        for thing in self.things:
            if happening(thing, "applied") in state:
                yield from (event for event in self._by_itself(thing, state) if event not in state)

    def _applicable(self, state: State) -> list[Thing]:
        """The tasks that Argo CD may apply next."""
        pending = [thing for thing in self.things if happening(thing, "applied") not in state]
        if not pending:
            return []
        step = _place(pending[0])[:2]
        applied = [thing for thing in self.things if thing not in pending]
        has_begun = any(_place(thing)[:2] == step for thing in applied)
        if not has_begun and not all(self._healthy(thing, state) for thing in applied):
            return []
        first = pending[0].kind
        run = []
        for thing in pending:
            if _place(thing)[:2] != step or thing.kind != first:
                break
            run.append(thing)
        return run

    def _healthy(self, thing: Thing, state: State) -> bool:
        if thing.suspended:
            return False
        wanted = {"Job": "complete", "PersistentVolumeClaim": "bound", "ExternalSecret": "available"}.get(thing.kind)
        if thing.kind in ("Deployment", "StatefulSet", "DaemonSet"):
            wanted = "ready" if _has_pods(thing) else None
        return wanted is None or happening(thing, wanted) in state

    def _by_itself(self, thing: Thing, state: State) -> Iterator[Happening]:
        if thing.kind in ("Secret", "ExternalSecret"):
            yield happening(thing, "available")
        if thing.kind == "PersistentVolumeClaim" and (
            self.again
            or any(happening(user, "scheduled") in state for user in self.things if thing.name in user.claims)
        ):
            yield happening(thing, "bound")
        if _has_pods(thing):
            yield from self._pod(thing, state)

    def _pod(self, thing: Thing, state: State) -> Iterator[Happening]:
        mounted = [self.claims[name] for name in thing.claims if name in self.claims]
        if all(happening(claim, "applied") in state for claim in mounted):
            yield happening(thing, "scheduled")
        files = [self.secrets[name] for name in thing.files if name in self.secrets]
        volumes = [*(happening(claim, "bound") for claim in mounted), *(happening(file, "available") for file in files)]
        if happening(thing, "scheduled") not in state or any(volume not in state for volume in volumes):
            return
        for box in thing.boxes:
            started, done = happening(thing, "started", box.name), happening(thing, "done", box.name)
            source = self.secrets.get(box.reads)
            if source is None or happening(source, "available") in state:
                yield started
            if started in state and (box.part == "init" or (box.part == "sidecar" and box.startup_probe)):
                yield done
            if box.part == "init" or (box.part == "sidecar" and box.startup_probe):
                if done not in state:
                    return
            elif box.part == "sidecar" and started not in state:
                return
        if all(happening(thing, "started", box.name) in state for box in thing.boxes):
            yield happening(thing, "complete" if thing.kind == "Job" else "ready")


def _has_pods(thing: Thing) -> bool:
    if thing.suspended or not thing.boxes:
        return False
    return thing.kind in ("Job", "DaemonSet") or (thing.kind in ("Deployment", "StatefulSet") and thing.replicas > 0)


def _place(thing: Thing) -> tuple[int, int, int, str]:
    kind = KINDS.index(thing.kind) if thing.kind in KINDS else len(KINDS)
    return PHASES[thing.phase or "Sync"], thing.wave, kind, thing.name
