"""What the controller does with what its generators yield."""

from __future__ import annotations

from previewctl.graph.simulation.generator import Application, Blocked, GeneratedSet
from previewctl.graph.simulation.outcome import Outcome, outcomes


def application(number: str, tree: str = "0" * 12) -> Application:
    name = f"pv-api-{number}"
    return Application(
        "api", number, name, name, f"https://api-pr-{number}.x", f"previews/api/pr-{number}/{tree}", "a" * 40
    )


def outcome(present: list[Application], *wanted: Application, blocked: Blocked | None = None) -> Outcome:
    (found,) = outcomes({"api": present}, {"api": GeneratedSet("api", wanted, blocked=blocked)})
    return found


def names(items: tuple[Application, ...]) -> list[str]:
    return [item.name for item in items]


def test_what_is_new_is_created_and_what_is_gone_deleted() -> None:
    found = outcome([application("1"), application("2")], application("2"), application("3"))
    assert (names(found.created), names(found.deleted), names(found.unchanged)) == (
        ["pv-api-3"],
        ["pv-api-1"],
        ["pv-api-2"],
    )


def test_another_overlay_is_an_update() -> None:
    old, new = application("1"), application("1", "1" * 12)
    assert outcome([old], new).updated == ((old, new),)


def test_a_blocked_set_changes_nothing() -> None:
    found = outcome([application("1")], blocked=Blocked("previews/api/pr-2/preview.json", "it is not valid YAML"))
    assert (names(found.unchanged), found.deleted) == (["pv-api-1"], ())
    assert found.held == ("previews/api/pr-2/preview.json stops its ApplicationSet: it is not valid YAML",)


def test_a_name_that_is_generated_twice_is_left_as_it_is() -> None:
    found = outcome([application("1")], application("1", "1" * 12), application("1", "2" * 12), application("2"))
    assert (names(found.created), found.updated, names(found.unchanged)) == (["pv-api-2"], (), ["pv-api-1"])
    assert found.held == ("`pv-api-1` is generated more than once, so it is left as it is",)


def test_a_name_that_is_refused_keeps_what_should_go() -> None:
    found = outcome([application("1")], application(""), application("2"))
    assert (names(found.created), found.deleted, names(found.unchanged)) == (["pv-api-2"], (), ["pv-api-1"])


def test_a_service_without_an_application_set_keeps_what_it_has() -> None:
    (found,) = outcomes({"api": [application("1")]}, {})
    assert (names(found.unchanged), found.held) == (["pv-api-1"], ("it has no ApplicationSet",))
