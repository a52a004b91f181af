"""Whether a GitOps repository is what its platform.yaml says."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from previewctl import __version__
from previewctl.doctor.model import Area, Check, fail, ok, unknown, warning
from previewctl.render.derived import derived_files
from previewctl.write.compare import compare

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from previewctl.spec.platform import PlatformSpec

_RULESETS = ("control-branch", "history", "previews-branch")


class GitFacts(NamedTuple):
    """What git knows of the clone: the branch that is checked out, and the branches of `origin`; None where it says nothing."""

    branch: str | None
    remote_branches: tuple[str, ...] | None
    origin: str | None


def gitops_checks(directory: Path, platform: PlatformSpec, git: GitFacts) -> Area:
    """All checks of a checkout of the control branch."""
    return Area(
        "gitops",
        (
            _pin(platform),
            *_branches(platform, git),
            *_derived(directory, platform),
            *_rulesets(directory),
            _catalogue(platform),
        ),
    )


def _pin(platform: PlatformSpec) -> Check:
    if platform.previewctl is None:
        fix = f"write `previewctl: {__version__}`, so that two versions never rewrite each other's previews"
        return fail("version pin", "platform.yaml pins none", fix)
    if platform.previewctl != __version__:
        fix = f"install {platform.previewctl}, or raise the pin and run `previewctl platform init --refresh`"
        return fail("version pin", f"it pins {platform.previewctl}, and this is {__version__}", fix)
    return ok("version pin", __version__)


def _branches(platform: PlatformSpec, git: GitFacts) -> Iterator[Check]:
    gitops = platform.gitops
    if git.branch is not None and git.branch != gitops.control_branch:
        yield warning(
            "branch", f"{git.branch} is checked out", f"look at {gitops.control_branch}: that is what Argo CD reads"
        )
    elif git.branch is not None:
        yield ok("branch", git.branch)
    if git.origin is not None and git.origin.removesuffix(".git") != gitops.url.removesuffix(".git"):
        yield warning("origin", f"it is {git.origin}", f"platform.yaml says {gitops.url}")
    name = f"branch {gitops.branch}"
    if git.remote_branches is None:
        yield unknown(name, "git knows of no remote", f"see whether {gitops.url} has it")
    elif gitops.branch not in git.remote_branches:
        yield fail(name, "origin has none, as far as the last fetch knows", "create it empty, as README.md says")
    else:
        yield ok(name, "origin has it")


def _derived(directory: Path, platform: PlatformSpec) -> Iterator[Check]:
    """argocd/, workflows and cluster objects that follow from platform.yaml."""
    changes = [change.path for change in compare(derived_files(platform), directory, units=()).changes]
    for name, prefix in (("argocd/", "argocd/"), ("workflows", ".github/"), ("cluster/", "cluster/")):
        differing = [path for path in changes if path.startswith(prefix)]
        if differing:
            more = f" and {len(differing) - 1} more" if len(differing) > 1 else ""
            fix = "run `previewctl platform init --refresh` and open a pull request"
            yield fail(name, f"{differing[0]}{more} missing or out of date", fix)
        else:
            yield ok(name, "as platform.yaml says")


def _rulesets(directory: Path) -> Iterator[Check]:
    missing = [name for name in _RULESETS if not (directory / ".github" / "rulesets" / f"{name}.json").is_file()]
    if missing:
        yield warning(
            "rulesets", f"{', '.join(missing)} missing", "run `previewctl platform init`, which adds what is missing"
        )
        return
    bypass = (directory / ".github" / "rulesets" / "previews-branch.json").read_text(encoding="utf-8", errors="replace")
    if '"actor_id"' not in bypass:
        fix = "pass the number of the publishing app: `previewctl platform init --force --app-id N`"
        yield warning("rulesets", "previews-branch.json lets nobody publish", fix)
    yield unknown("rulesets on GitHub", "whether they are in force is not asked", "look at Settings, Rules, Rulesets")


def _catalogue(platform: PlatformSpec) -> Check:
    services = [name for name, entry in platform.services.items() if entry.previews]
    if services:
        return ok("catalogue", f"{len(services)} services have previews")
    return warning("catalogue", "no service has previews", "add some to `services` in platform.yaml")
