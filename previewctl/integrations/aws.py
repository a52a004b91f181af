"""Asks AWS. The only importer of its SDK, which is loaded when something is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from previewctl.errors import RemoteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

_ABSENT = frozenset({"ImageNotFoundException", "RepositoryNotFoundException"})


def ecr_has_tag(account: str, region: str, repository: str, tag: str) -> bool:
    """Whether an ECR repository has an image with that tag; a repository that is not there has none."""
    client = aws_client("ecr", region)
    try:
        _asked(
            lambda: client.describe_images(registryId=account, repositoryName=repository, imageIds=[{"imageTag": tag}])
        )
    except _RefusalError as refused:
        if refused.code in _ABSENT:
            return False
        raise RemoteError(
            f"ECR did not say whether {repository} has {tag}: {refused}",
            hint="the call is `ecr:DescribeImages`; check the credentials and their policy",
        ) from refused
    return True


def aws_client(service: str, region: str) -> Any:
    """A client of boto3 with bounded waiting; UsageError where the SDK is not installed."""
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        raise UsageError(
            "asking AWS needs its SDK, which is not installed", hint="install it: `pip install 'previewctl[aws]'`"
        ) from None
    config = Config(connect_timeout=10, read_timeout=15, retries={"total_max_attempts": 3, "mode": "standard"})
    # A session of its own: the default one keeps the credentials that it found first.
    return boto3.session.Session().client(service, region_name=region, config=config)


class _RefusalError(Exception):
    """AWS said no, with its code; empty where it did not get to answer."""

    def __init__(self, message: str, code: str = "") -> None:
        super().__init__(message)
        self.code = code


def _asked(call: Callable[[], Any]) -> Any:
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return call()
    except ClientError as error:
        detail = error.response.get("Error", {})
        raise _RefusalError(str(detail.get("Message") or detail.get("Code")), str(detail.get("Code", ""))) from error
    except BotoCoreError as error:
        raise _RefusalError(str(error)) from error


def asked(call: Callable[[], Any], what: str, hint: str) -> Any:
    """What AWS answers; RemoteError with `what` it was asked for where it refuses."""
    try:
        return _asked(call)
    except _RefusalError as refused:
        raise RemoteError(f"AWS did not give {what}: {refused}", hint=hint) from refused
