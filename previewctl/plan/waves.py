"""The sync waves of a preview. Argo CD waits for a wave's health before it starts the next one.

https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/
"""

from __future__ import annotations

from enum import IntEnum


class Wave(IntEnum):
    """One wave; the app's is the last one, so that an unhealthy image never blocks the next commit."""

    NAMESPACE = -50
    GUARD_RAILS = -40
    GENERATORS = -35
    SECRETS_AND_CONFIG = -30
    DATABASES = -20
    SEEDS = -10
    MIGRATIONS = -5
    RELEASE = -4
    POSTDEPLOY = -3
    APP = 0
