"""Columns that are named after what identifies people, or after secrets, and what makes their values look real."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from previewctl.rules.random_value import is_random
from previewctl.rules.secret_names import is_secret_name

if TYPE_CHECKING:
    from collections.abc import Callable


class ColumnKind(NamedTuple):
    """What a column holds by its name, and whether a value of it looks like a real one."""

    what: str
    real: Callable[[str], bool]
    secret: bool = False


_DATE = re.compile(
    r"(?P<year>19\d\d|20[01]\d)-(?P<rest>\d\d-\d\d)(?:[T ].*)?|(?P<day>\d\d?[./]\d\d?)[./](?:19\d\d|20[01]\d)"
)
_PLACEHOLDER_DAYS = frozenset({"01-01", "12-31", "1/1", "01/01", "1.1", "01.01"})
_SOCIAL = re.compile(r"(?!000|666|9\d\d)\d{3}-?(?!00)\d\d-?(?!0000)\d{4}")
"""https://www.ssa.gov/employer/randomization.html: the areas 000, 666 and 9xx are not given out."""
_NUMBER = re.compile(r"[A-Z0-9][A-Z0-9 ./-]{5,24}", re.IGNORECASE)
_TELEPHONE = re.compile(r"[+(]?\d[\d ()/.-]{6,20}\d")


def _is_date(value: str) -> bool:
    found = _DATE.fullmatch(value)
    return found is not None and (found["rest"] or found["day"]) not in _PLACEHOLDER_DAYS


def _is_social(value: str) -> bool:
    return _SOCIAL.fullmatch(value) is not None and value not in {"078-05-1120", "219-09-9999", "123-45-6789"}


def _is_number(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    return _NUMBER.fullmatch(value) is not None and len(digits) >= 5 and not _is_pattern(digits)


def _is_telephone(value: str) -> bool:
    digits = re.sub(r"\D", "", value)
    # What starts with + is judged by itself, wherever it stands.
    made_up = "55501" in digits or _is_pattern(digits)
    return not value.startswith("+") and _TELEPHONE.fullmatch(value) is not None and not made_up


def _is_pattern(digits: str) -> bool:
    """Whether nobody took the digits for a real number: 0000000, 1234567, 0100001."""
    return len(set(digits)) <= 2 or digits in "01234567890123456789" or digits in "98765432109876543210"


_KINDS = (
    (("birth_date", "birthdate", "birthday", "date_of_birth", "dob", "born_on"), ColumnKind("dates of birth", _is_date)),
    (("ssn", "social_security_number", "social_security"), ColumnKind("social security numbers", _is_social)),
    (
        ("national_id", "identity_number", "id_card_number", "passport", "passport_number", "driving_licence", "drivers_license",
         "personal_number", "insurance_number", "nhs_number", "health_number", "tax_id", "tax_number", "steuer_id"),
        ColumnKind("numbers of documents", _is_number),
    ),
    (("phone", "phone_number", "telephone", "mobile", "mobile_number", "fax", "tel"), ColumnKind("telephone numbers", _is_telephone)),
    (("iban", "bank_account", "account_number", "card_number", "credit_card", "cvv", "cvc"), ColumnKind("numbers of accounts or cards", _is_number)),
)  # fmt: skip
_BY_NAME = {name: kind for names, kind in _KINDS for name in names}
_SECRET = ColumnKind("secrets", is_random, secret=True)


@cache
def kind_of(column: str) -> ColumnKind | None:
    """What a column holds by its name; None for one that says nothing of the kind. The last part counts: `home_phone`."""
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", column).lower().replace("-", "_").split("_")
    for first in range(max(0, len(words) - 3), len(words)):
        if kind := _BY_NAME.get("_".join(words[first:])):
            return kind
    return _SECRET if is_secret_name("_".join(words)) else None
