"""What is random is a key, or it would say something."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import RANDOM_VALUE
from previewctl.rules.context import Finding, RuleContext, rule
from previewctl.rules.plain_secrets import generate_or_store, is_frontend, is_leak, plain_values
from previewctl.rules.secret_names import is_for_browsers, is_secret_name

if TYPE_CHECKING:
    from collections.abc import Iterator

_HEX = r"[0-9a-f]{32,}|[0-9A-F]{32,}"
_BASE64 = r"[0-9A-Za-z+/_-]{24,}={0,2}"
_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_HARMLESS_STARTS = ("sha1-", "sha256-", "sha384-", "sha512-", "age1", "pk_", "urn")
_IDENTIFIER = (
    r"(?:price|prod|acct|cus|sub|plan|txr|promo)_\w+"  # Stripe's objects
    r"|(?!SK)[A-Z]{2}[0-9a-f]{32}"  # Twilio's, of which SK alone is a key
    r"|(?:mrk|subnet|vpc|vpce|sg|eni|igw|nat|rtb|acl|tgw|ami|vol|snap|fs|fsap|eipalloc|i)-[0-9a-f]{8,32}"  # AWS' objects
    r"|LS0tLS1CRUdJTiB(?:DRVJU|UUlVTVEVEIENFUl|QVUJMSUMg|SU0EgUFVCTElD).*"  # a certificate or a public key in base64
)
"""What names an object, and opens nothing."""

_NAMES = frozenset({
    "arn", "build", "checksum", "commit", "digest", "etag", "fingerprint", "guid", "hash", "id", "ids", "image",
    "cert", "certificate", "certs", "md5", "price", "pub", "public", "publishable", "release", "revision", "sha", "sha1",
    "sha256", "sid", "site", "subnet", "subnets", "tag", "uuid", "version", "vpc",
})  # fmt: skip
"""Words in the name of a variable whose value only looks random: it says which, not who."""

_GIT_SHA = 40
_MOST_PERIODIC = 16
_LEAST_CHANGES = 0.3
_MOST_SIGNS = 0.1
_LEAST_DIFFERENT = 8
_LEAST_DIFFERENT_OF_64 = 14


@rule(RANDOM_VALUE)
def check(context: RuleContext) -> Iterator[Finding]:
    """Reports a plain value that looks random, as keys do.

    Why:
        Whatever a variable is called, a long value in which nothing repeats and no word can be read was made by a generator,
        and generators make keys. Digests, commits and identifiers look alike: those are told by their length or by a name
        such as `ZONE_ID`. A frontend's values are read by browsers, and its keys are made for that: they are left alone.

    Bad:
        env: {HASHIDS_SALT: 9f2c41d07be85a6630c1fe97b24d8a5e}

    Good:
        env: {HASHIDS_SALT: {generate: secret}, CLOUDFLARE_ZONE_ID: 9f2c41d07be85a6630c1fe97b24d8a5e}

    Fix:
        Let the cluster make the value with `{generate: secret}`, or store it and refer to it with `secret`. Where it is no
        key, silence this with a comment that says what it is.
    """
    if is_frontend(context):
        return
    for name, text in plain_values(context):
        told_by_name = is_secret_name(name) or is_for_browsers(name)
        if not told_by_name and not says_which(name) and is_random(text) and not is_leak(context, text):
            message = f"the value of `{name}` looks like a key: {len(text)} characters without a pattern"
            yield Finding(("env", name), message, generate_or_store(context, name))


def says_which(name: str) -> bool:
    """Whether a variable is called what identifiers are called."""
    return not _NAMES.isdisjoint(name.lower().split("_"))


def is_random(text: str) -> bool:
    """Whether a generator made this text."""
    if len(text) < 24 or text.isdigit() or text.startswith(_HARMLESS_STARTS) or _repeats(text) or _is_prose(text):
        return False
    if re.fullmatch(_IDENTIFIER, text):
        return False
    if re.fullmatch(_HEX, text):
        return len(text) != _GIT_SHA and len(set(text)) >= _LEAST_DIFFERENT
    if re.fullmatch(_UUID, text) or not re.fullmatch(_BASE64, text):
        return False
    kinds = [_kind(character) for character in text.rstrip("=")]
    if (
        kinds.count("digit") < 2
        or len(set(text)) < _LEAST_DIFFERENT_OF_64
        or kinds.count("sign") > _MOST_SIGNS * len(kinds)
    ):
        return False
    # A capital begins a word, and a word ends at anything but a small letter: what is left over is chance.
    changes = sum(before != after and (before, after) != ("upper", "lower") for before, after in pairwise(kinds))
    return changes >= _LEAST_CHANGES * (len(kinds) - 1)


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isalpha():
        return "upper" if character.isupper() else "lower"
    return "sign"


def _repeats(text: str) -> bool:
    """Whether a short piece fills the whole text, as in `0123456789abcdef0123456789abcdef`."""
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, _MOST_PERIODIC + 1))


def _is_prose(text: str) -> bool:
    """Whether two words can be read in it, as in `acme-orders-uploads-2026`."""
    words = [word for word in re.split(r"[-_/+]", text) if len(word) >= 4 and word.isalpha()]
    return len(words) >= 2
