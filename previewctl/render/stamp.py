"""The stamp of a preview's hooks.

Argo CD does not see a change in a hook. The stamp stands on the pod templates of the last wave, so that such a change is
one that it sees, and the Application stays OutOfSync until the hooks have passed.
https://argo-cd.readthedocs.io/en/stable/user-guide/resource_hooks/
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from previewctl.plan.model import Environment


def stamp_of(environment: Environment, hooks: bytes) -> str:
    """12 hexadecimal digits over the rendered hooks, the identity of the data, and the attempts."""
    data = [database.data for database in environment.databases]
    total = hashlib.sha256(hooks)
    total.update("\n".join([*data, environment.seed_tag or "", str(environment.attempt)]).encode())
    return total.hexdigest()[:12]
