"""The environment in which git is asked: nothing of a repository that somebody else is just working in."""

from __future__ import annotations

import os

REPOSITORY_VARIABLES = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NAMESPACE",
        "GIT_NO_REPLACE_OBJECTS",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
"""What `git rev-parse --local-env-vars` lists, and two that hooks of pushes get.

Settings in the environment (`GIT_CONFIG_COUNT`, `GIT_CONFIG_PARAMETERS`) stay, for CI passes credentials in them: git keeps
them, too, when it goes on in a submodule (submodule.c, prepare_submodule_repo_env).
Git sets them for its hooks, and they count before a directory: with them, a fetch into the cache would write into the
repository whose hook runs.
"""


def git_environment() -> dict[str, str]:
    """The environment of a git that finds its repository by the directory, asks nobody, and speaks English."""
    kept = {name: value for name, value in os.environ.items() if name not in REPOSITORY_VARIABLES}
    return {**kept, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
