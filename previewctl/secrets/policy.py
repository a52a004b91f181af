"""The smallest IAM policy for exactly the secrets that previews name."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

LARGEST = 6_144
"""Characters of a managed policy without white space.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""
_SUFFIX = "-??????"
"""AWS ends a secret's ARN with a hyphen and six characters; `-*` would take in other secrets with longer names.
https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
"""
_PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov"}


class Audience(StrEnum):
    """Who gets the policy: the role of the cluster's secret store, or a run of `secrets check`, with or without `--keys`."""

    STORE = "store"
    CHECK = "check"
    KEYS = "keys"


_ACTIONS = {
    # External Secrets reads `data` and `dataFrom.extract` by this call alone (providers/v1/aws/secretsmanager).
    Audience.STORE: ["secretsmanager:GetSecretValue"],
    Audience.CHECK: ["secretsmanager:DescribeSecret"],
    Audience.KEYS: ["secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue"],
}


def policy(names: Iterable[str], account: str, region: str, audience: Audience) -> dict[str, Any]:
    """The policy document; `*` stands for an account or a region that nobody has named."""
    partition = next((name for prefix, name in _PARTITIONS.items() if region.startswith(prefix)), "aws")
    arn = f"arn:{partition}:secretsmanager:{region}:{account}:secret"
    statement = {
        "Sid": "Previews",
        "Effect": "Allow",
        "Action": _ACTIONS[audience],
        "Resource": [f"{arn}:{name}{_SUFFIX}" for name in sorted(set(names))],
    }
    return {"Version": "2012-10-17", "Statement": [statement]}


def size(document: dict[str, Any]) -> int:
    """Its length as AWS counts it."""
    return len(json.dumps(document, separators=(",", ":")))
