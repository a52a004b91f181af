"""Proves the order of one sync, or yields what may happen too early, and what waits for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import CLAIM_BEFORE_POD, CONFIGURATION_AFTER_POD, WAITS_FOR_ITSELF
from previewctl.verify.claims import add_waiting, claims
from previewctl.verify.counterexample import OF_WAVES, counterexample, objects_on
from previewctl.verify.events import Moment
from previewctl.verify.finding import Finding
from previewctl.verify.relation import relation_of
from previewctl.verify.scenarios import before

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from previewctl.diagnostics.catalogue import Code
    from previewctl.verify.claims import Claim
    from previewctl.verify.events import Event
    from previewctl.verify.relation import Relation
    from previewctl.verify.roles import Cast
    from previewctl.verify.scenarios import Scenario
    from previewctl.verify.tasks import Task, Wave


def broken_orders(waves: Sequence[Wave], cast: Cast, scenario: Scenario) -> Iterator[Finding]:
    """What is wrong with the order of the sync of a scenario; nothing when it is proven."""
    relation = relation_of(waves, before(scenario, cast))
    add_waiting(relation, cast)
    stuck = relation.order.stuck()
    yield from _knots(relation, stuck, scenario)
    broken: dict[tuple[Code, Task], list[Claim]] = {}
    for claim in claims(relation, cast):
        if claim.end not in stuck and not relation.order.holds(claim.start, claim.end):
            broken.setdefault((claim.code, claim.then), []).append(claim)
    for together in broken.values():
        yield _too_early(relation, together, cast, scenario)


def _too_early(relation: Relation, broken: Sequence[Claim], cast: Cast, scenario: Scenario) -> Finding:
    """What one object does too early, shown by the shortest of its counter-examples."""
    examples = [(claim, counterexample(relation, claim.start, claim.end)) for claim in broken]
    claim, shown = min(examples, key=lambda example: len(example[1].path))
    more = f" (and {len(broken) - 1} more)" if len(broken) > 1 else ""
    verb = "serve" if claim.then in cast.apps else "run"
    is_server = claim.first in cast.databases
    example = ""
    if not relation.order.has(claim.start):
        never = "is never ready" if is_server else "never completes"
        message = f"{claim.then.quoted} {verb}s, and {claim.first.quoted} {never}: it has no pods"
    else:
        state = "is ready" if is_server else "has completed"
        message = f"{claim.then.quoted} may {verb} before {claim.first.quoted}{more} {state}"
        example = shown.text(claim.first)
    return Finding(
        claim.code,
        claim.then.item,
        message,
        claim.help,
        tuple((each.first.item, f"`{claim.then.item.label}` does not wait for this") for each in broken),
        tuple(task.text for task in shown.path),
        example,
        (scenario,),
    )


def _knots(relation: Relation, stuck: frozenset[Event], scenario: Scenario) -> Iterator[Finding]:
    """Circles of waiting, if something beyond the circle is lost by it."""
    for circle in map(_from_the_awaited, relation.order.cycles()):
        path = objects_on(relation, circle)
        held = [event for event in stuck if event.task not in {relation.numbers[task] for task in path}]
        if not any(event.task < 0 for event in held):
            continue
        code, remedy = _kind_of(circle)
        item = path[0].item
        shown = " → ".join(task.text for task in path)
        alone = "no pod mounts it" if code is CLAIM_BEFORE_POD else "it never becomes healthy"
        pair = " and ".join(task.quoted for task in path[:2])
        what = f"{path[0].quoted} holds it up: {alone}" if len(path) == 1 else f"{pair} wait for each other"
        others = tuple(
            (task.item, "this waits for it, and it for this") for task in dict.fromkeys(path[1:]) if task != path[0]
        )
        yield Finding(
            code,
            item,
            f"the sync cannot succeed: {what}",
            remedy,
            others,
            tuple(task.text for task in path),
            shown if len(path) > 1 else "",
            (scenario,),
        )


def _from_the_awaited(circle: tuple[Event, ...]) -> tuple[Event, ...]:
    """The same circle, beginning at the claim or at what holds the configuration, else at what waits in its pods."""
    turned = circle[:-1]
    given = [n for n, event in enumerate(turned) if event.moment in (Moment.BOUND, Moment.AVAILABLE)]
    inside = [n for n, event in enumerate(turned) if event.task >= 0 and event.moment not in OF_WAVES]
    at = next(iter((*given, *inside)), 0)
    return (*turned[at:], *turned[:at], turned[at])


def _kind_of(circle: tuple[Event, ...]) -> tuple[Code, str]:
    moments = {event.moment for event in circle}
    if Moment.BOUND in moments:
        return CLAIM_BEFORE_POD, "give the claim the wave of the pod that mounts it: it is bound when that is scheduled"
    if Moment.AVAILABLE in moments:
        return CONFIGURATION_AFTER_POD, "put what the pod reads into a wave below the pod's"
    return WAITS_FOR_ITSELF, "break the circle: nothing may wait for an object of a later wave"
