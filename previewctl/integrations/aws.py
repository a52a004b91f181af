"""Asks Amazon ECR."""

from __future__ import annotations

from previewctl.errors import RemoteError
from previewctl.integrations.aws_session import RefusedError, attempted, aws_client

_ABSENT = frozenset({"ImageNotFoundException", "RepositoryNotFoundException"})


def ecr_has_tag(account: str, region: str, repository: str, tag: str) -> bool:
    """Whether an ECR repository has an image with that tag; a repository that is not there has none."""
    client = aws_client("ecr", region)
    images = [{"imageTag": tag}]
    try:
        attempted(lambda: client.describe_images(registryId=account, repositoryName=repository, imageIds=images))
    except RefusedError as refused:
        if refused.code in _ABSENT:
            return False
        raise RemoteError(
            f"ECR did not say whether {repository} has {tag}: {refused}",
            hint="the call is `ecr:DescribeImages`; check the credentials and their policy",
        ) from refused
    return True
