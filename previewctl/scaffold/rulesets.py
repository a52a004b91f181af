"""GitHub rulesets that hold both branches of a GitOps repository to reviews and to the check `verify-gitops`.

Their form: https://docs.github.com/rest/repos/rules#create-a-repository-ruleset.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from previewctl.spec.platform import PlatformSpec

CHECK = "verify-gitops"
_GITHUB_ACTIONS = 15368
"""The App that workflows report checks as: a check of that name by anybody else does not count."""


def rulesets(platform: PlatformSpec, app_id: int) -> dict[str, bytes]:
    """By path the rulesets; `app_id` is the number of the GitHub App that publishes, 0 where it is not known.

    The control branch takes reviewed pull requests with a passing check alone. The branch of previews takes the same,
    and pushes of that App. Nobody at all rewrites or deletes either.
    """
    branches = (platform.gitops.control_branch, platform.gitops.branch)
    publisher = [{"actor_id": app_id, "actor_type": "Integration", "bypass_mode": "always"}] if app_id else []
    files = {
        "control-branch": _ruleset("Control branch: reviewed and verified", branches[:1], _reviewed(owners=True)),
        "previews-branch": _ruleset(
            "Previews: written by the publishing app, else reviewed and verified",
            branches[1:],
            _reviewed(owners=False),
            publisher,
        ),
        "history": _ruleset("No rewriting", branches, [{"type": "deletion"}, {"type": "non_fast_forward"}]),
    }
    return {f".github/rulesets/{name}.json": _text(value) for name, value in files.items()}


def _reviewed(*, owners: bool) -> list[dict[str, Any]]:
    review = {
        "required_approving_review_count": 1,
        "dismiss_stale_reviews_on_push": True,
        "require_code_owner_review": owners,
        "require_last_push_approval": True,
        "required_review_thread_resolution": False,
    }
    checks = {
        "strict_required_status_checks_policy": True,
        "do_not_enforce_on_create": True,
        "required_status_checks": [{"context": CHECK, "integration_id": _GITHUB_ACTIONS}],
    }
    return [
        {"type": "pull_request", "parameters": review},
        {"type": "required_status_checks", "parameters": checks},
    ]


def _ruleset(
    name: str, branches: tuple[str, ...], rules: list[dict[str, Any]], bypass: list[dict[str, Any]] | None = None
) -> dict[str, Any]:
    return {
        "name": name,
        "target": "branch",
        "enforcement": "active",
        "conditions": {"ref_name": {"include": [f"refs/heads/{branch}" for branch in branches], "exclude": []}},
        "rules": rules,
        "bypass_actors": bypass or [],
    }


def _text(value: dict[str, Any]) -> bytes:
    return (json.dumps(value, indent=2) + "\n").encode()
