"""The policy admits exactly the secrets that are named, whatever AWS appends to their names."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.secrets.policy import Audience, policy, size
from previewctl.spec.patterns import SECRET_PATH

NAMES = st.from_regex(re.compile(SECRET_PATH, re.ASCII), fullmatch=True).filter(lambda name: len(name) < 60)
SUFFIX = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", min_size=6, max_size=6)


def admitted(document: dict[str, object], arn: str) -> bool:
    """By IAM's rules: `*` is any text, `?` any one character.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements_resource.html
    """
    statement = document["Statement"][0]  # type: ignore[index]
    patterns = (re.escape(resource).replace(r"\*", ".*").replace(r"\?", ".") for resource in statement["Resource"])
    return any(re.fullmatch(pattern, arn) for pattern in patterns)


@given(st.sets(NAMES, min_size=1, max_size=5), NAMES, SUFFIX)
def test_only_what_is_named_is_admitted(names: set[str], other: str, suffix: str) -> None:
    document = policy(names, "123456789012", "eu-west-1", Audience.STORE)
    start = "arn:aws:secretsmanager:eu-west-1:123456789012:secret:"
    assert all(admitted(document, f"{start}{name}-{suffix}") for name in names)
    assert admitted(document, f"{start}{other}-{suffix}") == (other in names)
    assert not any(
        admitted(document, f"{start}{name}/below-{suffix}") for name in names if f"{name}/below" not in names
    )
    assert not any(admitted(document, f"{start.replace('eu-', 'us-')}{name}-{suffix}") for name in names)


@pytest.mark.parametrize(
    ("region", "partition"),
    [("eu-west-1", "aws"), ("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("*", "aws")],
)
def test_a_region_belongs_to_its_partition(region: str, partition: str) -> None:
    document = policy(["a"], "123456789012", region, Audience.STORE)
    assert document["Statement"][0]["Resource"] == [
        f"arn:{partition}:secretsmanager:{region}:123456789012:secret:a-??????"
    ]


@pytest.mark.parametrize(
    ("audience", "actions"),
    [
        (Audience.STORE, {"GetSecretValue"}),
        (Audience.CHECK, {"DescribeSecret"}),
        (Audience.KEYS, {"DescribeSecret", "GetSecretValue"}),
    ],
)
def test_nobody_gets_more_than_they_call(audience: Audience, actions: set[str]) -> None:
    document = policy(["a"], "123456789012", "eu-west-1", audience)
    assert {name.removeprefix("secretsmanager:") for name in document["Statement"][0]["Action"]} == actions


def test_its_size_is_that_without_white_space() -> None:
    document = policy(["a"], "*", "*", Audience.STORE)
    assert size(document) == len(str(document).replace(" ", ""))
