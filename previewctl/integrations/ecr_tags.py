"""Lists the images of commits in Amazon ECR."""

from __future__ import annotations

import re
from functools import partial
from typing import Any

from previewctl.integrations.aws_session import asked, aws_client

_REGISTRY = re.compile(r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com/(?P<name>[a-z0-9._/-]+)")
_SHA = re.compile(r"[0-9a-f]{40}")
_HINT = "the call is `ecr:ListImages`; check the credentials and their policy"


def is_ecr(image: str) -> bool:
    """Whether an image's name, without its tag, is one of Amazon ECR."""
    return _REGISTRY.fullmatch(image) is not None


def commit_tags(image: str) -> frozenset[str]:
    """The tags of an image that are full SHAs. RemoteError where AWS does not say."""
    found = _REGISTRY.fullmatch(image)
    assert found, image
    client = aws_client("ecr", found["region"])
    pages = client.get_paginator("list_images").paginate(
        registryId=found["account"], repositoryName=found["name"], filter={"tagStatus": "TAGGED"}
    )
    listed: list[Any] = asked(partial(list, pages), f"the images of {found['name']}", _HINT)
    tags = (item.get("imageTag", "") for page in listed for item in page["imageIds"])
    return frozenset(tag for tag in tags if _SHA.fullmatch(tag))
