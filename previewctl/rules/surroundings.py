"""What stands around a preview.yaml: its branch, and the code of its service."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from previewctl.seeds.migrations.verdict import Verdict


class RequiredVariable(NamedTuple):
    """A variable without which the Django settings cannot be imported; `path` from the service's directory, lines from 1.

    `any_case`: upper and lower case are the same to the settings.
    """

    name: str
    path: str
    line: int
    any_case: bool = False


class Surroundings(NamedTuple):
    """What `lint` knows about the place of a file.

    `default_branch` is None where nobody knows. `ready_to_merge`: nothing may be left that belongs to the branch alone.
    `required` are the variables that the Django settings need, `provided` those that the image sets itself. `migrations`
    is what those of the code make of the seed; None where there is no seed, or no Django code. `linted`: it is `lint` that looks,
    not a render, which goes on with what there is.
    """

    default_branch: bool | None = None
    ready_to_merge: bool = False
    required: tuple[RequiredVariable, ...] = ()
    provided: frozenset[str] = frozenset()
    migrations: Verdict | None = None
    linted: bool = False


NOWHERE = Surroundings()
"""What a render sees: the files alone."""
