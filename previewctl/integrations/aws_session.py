"""How AWS is asked: a client, and what its refusals mean. The only importer of its SDK."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from previewctl.errors import PreviewctlError, RemoteError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = TypeVar("Answer")

_SETTINGS = {
    "ConfigNotFound": "AWS_CONFIG_FILE names a file that is not there",
    "ConfigParseError": "mend the AWS configuration: `aws configure list` shows where it is",
    "InvalidRegionError": "pass a region such as `--region eu-west-1`",
    "NoRegionError": "pass --region, or set `secrets.region` in platform.yaml, or AWS_REGION",
    "ProfileNotFound": "AWS_PROFILE names a profile that the AWS configuration does not have: `aws configure list-profiles`",
}
"""The SDK's exceptions about its own settings, and what to do."""


class _Reason(NamedTuple):
    """Why AWS does not answer: the codes and the SDK's exceptions that say so, in words, and what to do."""

    signs: frozenset[str]
    words: str
    hint: str


_REASONS = (
    _Reason(
        frozenset({
            "ExpiredToken", "ExpiredTokenException", "LoginError", "LoginRefreshRequired", "LoginTokenLoadError",
            "RequestExpired", "SSOError", "SSOTokenLoadError", "TokenRetrievalError", "UnauthorizedSSOTokenError",
        }),
        "the AWS session has expired or is not there",
        "log in again: `aws sso login{profile}`; in CI take the role again",
    ),
    _Reason(
        frozenset({"CredentialRetrievalError", "NoAuthTokenError", "NoCredentialsError", "PartialCredentialsError"}),
        "there are no AWS credentials that can be used",
        "run `aws sso login` or set AWS_PROFILE; in GitHub Actions let aws-actions/configure-aws-credentials take a role",
    ),
    _Reason(
        frozenset({
            "RequestLimitExceeded", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequestsException",
        }),
        "AWS{where} throttles these calls, after several tries",
        "wait a minute, and run it again",
    ),
    _Reason(
        frozenset({"InvalidClientTokenId", "OptInRequired", "UnrecognizedClientException"}),
        "AWS{where} does not know these credentials",
        "they are revoked, or the region is not enabled for their account: check --region and AWS_PROFILE",
    ),
    _Reason(
        frozenset({"IncompleteSignature", "InvalidSignatureException", "SignatureDoesNotMatch"}),
        "AWS{where} refuses the signature of these credentials",
        "check the secret access key, the region, and the machine's clock",
    ),
    _Reason(
        frozenset({
            "ConnectTimeoutError", "ConnectionClosedError", "ConnectionError", "EndpointConnectionError",
            "HTTPClientError", "ProxyConnectionError", "ReadTimeoutError", "SSLError",
        }),
        "AWS cannot be reached{where}",
        "check that the region exists, then the network and its proxy",
    ),
)  # fmt: skip


class RefusedError(Exception):
    """AWS said no, with its code; empty where it did not get to answer. `cause` is the name of the SDK's exception."""

    def __init__(self, message: str, code: str = "", cause: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.cause = cause


def aws_client(service: str, region: str | None) -> Any:
    """The SDK's client of one service; without a region the one of the environment or the profile.

    Raises UsageError where the SDK is not installed, or its own settings cannot be used.
    """
    try:
        import boto3
        from botocore.config import Config
    except ImportError:
        raise UsageError(
            "asking AWS needs its SDK, which is not installed", hint="install it: `pip install 'previewctl[aws]'`"
        ) from None
    from botocore.exceptions import BotoCoreError

    config = Config(connect_timeout=10, read_timeout=15, retries={"total_max_attempts": 3, "mode": "standard"})
    try:
        # A session of its own: the default one keeps the credentials that it found first.
        return boto3.session.Session().client(service, region_name=region, config=config)
    except BotoCoreError as error:
        raise explained(RefusedError(str(error), cause=type(error).__name__), "nothing was asked") from error


def attempted(call: Callable[[], Answer]) -> Answer:
    """What a call of the SDK answers; raises RefusedError."""
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        return call()
    except ClientError as error:
        detail = error.response.get("Error", {})
        raise RefusedError(str(detail.get("Message") or detail.get("Code")), str(detail.get("Code", ""))) from error
    except BotoCoreError as error:
        raise RefusedError(str(error), cause=type(error).__name__) from error


def asked(call: Callable[[], Answer], what: str, hint: str) -> Answer:
    """What AWS answers; RemoteError with `what` it was asked for where it refuses."""
    try:
        return attempted(call)
    except RefusedError as refused:
        raise RemoteError(f"AWS did not give {what}: {refused}", hint=hint) from refused


def explained(refused: RefusedError, what: str, region: str | None = None) -> PreviewctlError:
    """The error that says why AWS could not be asked, and what to do; `what` is what is not known for that."""
    if refused.cause in _SETTINGS:
        return UsageError(f"the settings for AWS cannot be used: {refused}", hint=_SETTINGS[refused.cause])
    where = f" in {region}" if region else ""
    profile = f" --profile {os.environ['AWS_PROFILE']}" if os.environ.get("AWS_PROFILE") else ""
    for reason in _REASONS:
        if reason.signs & {refused.code, refused.cause}:
            words, hint = reason.words.format(where=where), reason.hint.format(profile=profile)
            return RemoteError(f"{words}, so {what}", hint=hint)
    hint = "run it again; `aws sts get-caller-identity` shows which credentials are used"
    return RemoteError(f"AWS{where} did not answer ({refused}), so {what}", hint=hint)
