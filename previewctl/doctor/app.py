"""Whether an app's repository is ready for previews."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl.doctor.model import Area, Check, fail, ok, unknown, warning

if TYPE_CHECKING:
    from collections.abc import Iterator


class ServiceFacts(NamedTuple):
    """A preview.yaml: its path, how many errors and warnings lint has, and where its Dockerfile was looked for."""

    file: str
    errors: int
    warnings: int
    context: str
    dockerfile: bool


class AppFacts(NamedTuple):
    """A repository with services. None where nobody knows: without a platform there are no workflows to compare with.

    `outdated` are the workflows that differ from what `previewctl workflows` would write.
    """

    services: tuple[ServiceFacts, ...]
    platform: bool
    label: str | None
    outdated: tuple[str, ...] | None


def app_checks(facts: AppFacts) -> Area:
    """All checks of an app."""
    return Area("app", (*_platform(facts), *_services(facts), _workflows(facts), _label(facts)))


def _platform(facts: AppFacts) -> Iterator[Check]:
    if facts.platform:
        yield ok("platform.yaml", "found")
    else:
        fix = 'name it in the settings: `platform = "https://…/gitops.git//platform.yaml"`, or pass --platform'
        yield warning("platform.yaml", "there is none, so half of the checks cannot run", fix)


def _services(facts: AppFacts) -> Iterator[Check]:
    for service in facts.services:
        name = service.file
        if service.errors:
            yield fail(
                name, f"{service.errors} errors, {service.warnings} warnings", f"run `previewctl lint {service.file}`"
            )
        elif service.warnings:
            yield warning(name, f"{service.warnings} warnings", f"run `previewctl lint {service.file}`")
        else:
            yield ok(name, "lint finds nothing")
        if service.dockerfile:
            yield ok(f"Dockerfile of {name}", service.context)
        else:
            fix = "add one beside preview.yaml or in the root; the workflow builds it"
            yield fail(f"Dockerfile of {name}", f"there is none in {service.context}", fix)


def _workflows(facts: AppFacts) -> Check:
    if facts.outdated is None:
        return unknown("workflows", "without platform.yaml nobody knows what they should be", "name the platform")
    if facts.outdated:
        return fail("workflows", f"{', '.join(facts.outdated)} missing or out of date", "run `previewctl workflows`")
    return ok("workflows", "up to date")


def _label(facts: AppFacts) -> Check:
    label = facts.label or "preview"
    fix = f'run `gh label create "{label}"`, unless the repository has it'
    return unknown("label", f"whether GitHub has the label `{label}` here is not asked", fix)
