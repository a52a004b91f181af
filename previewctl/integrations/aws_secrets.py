"""Looks at secrets in AWS Secrets Manager. A value is seen by `_looked_at` alone, and is gone when that ends."""

from __future__ import annotations

import json
import logging
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from previewctl.errors import InternalError
from previewctl.integrations.aws_session import RefusedError, attempted, aws_client, explained
from previewctl.ports import SecretContent, SecretDenied, SecretDescription

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

KEYS_TAG = "previewctl/keys"
"""A tag that names a secret's keys, separated by spaces (a tag's value has no commas), so that nobody has to read it.

A tag holds 256 characters: more of them are called `previewctl/keys/2` and so on.
https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_Tag.html
"""
_CURRENT = "AWSCURRENT"
_ABSENT = "ResourceNotFoundException"
_DENIED = frozenset(
    {"AccessDenied", "AccessDeniedException", "DecryptionFailure", "NotAuthorized", "UnauthorizedOperation"}
)
_MOST_AT_ONCE = 20
"""https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_BatchGetSecretValue.html"""


class SecretsManager:
    """The secrets of one account and region, as a SecretStore."""

    def __init__(self, region: str | None) -> None:
        """`region`: None for that of the environment or the profile. Raises UsageError where there is none."""
        self._client = aws_client("secretsmanager", region)
        self.region: str = self._client.meta.region_name

    def describe(self, name: str) -> SecretDescription | SecretDenied | None:
        """By DescribeSecret, which shows no value; a secret that is scheduled for deletion is described too."""
        try:
            answer = attempted(lambda: self._client.describe_secret(SecretId=name))
        except RefusedError as refused:
            if refused.code == _ABSENT:
                return None
            if refused.code in _DENIED:
                return SecretDenied(refused.code)
            raise self._explained(refused) from refused
        stages = answer.get("VersionIdsToStages") or {}
        return SecretDescription(
            name=name,
            deleted=bool(answer.get("DeletedDate")),
            has_value=any(_CURRENT in stage for stage in stages.values()),
            keys=_tagged(answer.get("Tags") or []),
        )

    def contents(self, wanted: Mapping[str, frozenset[str]]) -> Mapping[str, SecretContent | SecretDenied]:
        """By BatchGetSecretValue, twenty at once; one by one where the credentials may not do that."""
        found: dict[str, SecretContent | SecretDenied] = {}
        names = sorted(wanted)
        for start in range(0, len(names), _MOST_AT_ONCE):
            some = names[start : start + _MOST_AT_ONCE]
            at_once = self._batch({name: wanted[name] for name in some}) if len(some) > 1 else {}
            found.update(at_once)
            found.update({name: self._one(name, wanted[name]) for name in some if name not in at_once})
        return found

    def _batch(self, wanted: Mapping[str, frozenset[str]]) -> dict[str, SecretContent | SecretDenied]:
        def call() -> dict[str, SecretContent | SecretDenied]:
            answers = self._client.batch_get_secret_value(SecretIdList=list(wanted)).get("SecretValues") or []
            return {item["Name"]: _looked_at(item, wanted[item["Name"]]) for item in answers if item["Name"] in wanted}

        try:
            with _without_logs():
                return attempted(call)
        except RefusedError as refused:
            if refused.code in _DENIED:
                return {}
            raise self._explained(refused) from refused

    def _one(self, name: str, keys: frozenset[str]) -> SecretContent | SecretDenied:
        try:
            with _without_logs():
                return attempted(lambda: _looked_at(self._client.get_secret_value(SecretId=name), keys))
        except RefusedError as refused:
            if refused.code in _DENIED or refused.code == _ABSENT:
                return SecretDenied(refused.code)
            raise self._explained(refused) from refused

    def _explained(self, refused: RefusedError) -> Exception:
        return explained(refused, "nothing is known of the secrets", self.region)


@contextmanager
def _without_logs() -> Iterator[None]:
    """The SDK logs whole answers for whoever asks for its debug messages, and these have secrets in them."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        yield
    finally:
        logging.disable(before)


def _looked_at(answer: Mapping[str, Any], keys: frozenset[str]) -> SecretContent:
    """What is known of a value; a bug in here must not take the value into the log of a crash."""
    try:
        return _content(answer, keys)
    except Exception as error:  # noqa: BLE001 - its text and its frames may hold the value
        kind = type(error).__name__
    raise InternalError(f"the keys of a secret could not be read ({kind})")


def _content(answer: Mapping[str, Any], keys: frozenset[str]) -> SecretContent:
    """The names in a value, and which of `keys` External Secrets would find in it.

    It takes a key literally, and else as a path into nested objects and lists (providers/v1/aws/secretsmanager of
    External Secrets, which reads by gjson).
    """
    try:
        value = json.loads(answer.get("SecretString") or "")
    except (ValueError, RecursionError):  # its text holds the value: it goes no further
        return SecretContent(None)
    if not isinstance(value, dict):
        return SecretContent(None)
    return SecretContent(frozenset(map(str, value)), frozenset(key for key in keys if _has(value, key)))


def _has(value: Any, key: str) -> bool:
    if isinstance(value, dict) and key in value:
        return True
    for part in key.split("."):
        if isinstance(value, dict) and part in value:
            value = value[part]
        elif isinstance(value, list) and part.isdigit() and int(part) < len(value):
            value = value[int(part)]
        else:
            return False
    return True


def _tagged(tags: list[Mapping[str, Any]]) -> frozenset[str] | None:
    values = [
        str(tag.get("Value", ""))
        for tag in tags
        if tag.get("Key") == KEYS_TAG or str(tag.get("Key")).startswith(f"{KEYS_TAG}/")
    ]
    return frozenset(" ".join(values).split()) if values else None
