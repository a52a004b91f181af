"""The forms of personal data that can be told by themselves: addresses, telephone, card and account numbers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from previewctl.diagnostics.model import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from previewctl.seeds.declaration import Allowed


class Hit(NamedTuple):
    """Something in a line that looks like a person's: what it is, and where it stands."""

    what: str
    start: int
    end: int


class Form(NamedTuple):
    """`may` says cheaply whether a longer text may have such data, `find` where in a line."""

    may: Callable[[str], object]
    find: Callable[[str, Allowed], Iterator[Hit]]
    solution: str
    severity: Severity


_BEFORE_AT = re.compile(r"[A-Za-z0-9._%+-]{1,64}\Z")
_DOMAIN = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}(?![A-Za-z0-9-])")
_RESERVED_TOPS = frozenset({"example", "invalid", "localhost", "test"})
"""https://www.rfc-editor.org/rfc/rfc2606: names that nobody can have; so are `example.com`, `.net` and `.org`."""
_LONGEST_LOCAL_PART = 64
_OTHER_DOMAIN = re.compile(r"@(?!example\.(?:com|net|org)(?![A-Za-z0-9.-]))[A-Za-z0-9]")


def _addresses(line: str, allowed: Allowed) -> Iterator[Hit]:
    for at in re.finditer("@", line):
        before = _BEFORE_AT.search(line, max(0, at.start() - _LONGEST_LOCAL_PART), at.start())
        domain = _DOMAIN.match(line, at.end())
        if before and domain and not _is_made_up(domain.group().lower(), allowed):
            yield Hit("an e-mail address that somebody may have", before.start(), domain.end())


def _is_made_up(domain: str, allowed: Allowed) -> bool:
    labels = domain.split(".")
    if labels[-1] in _RESERVED_TOPS or "example" in labels[:-1]:
        return True
    return any(".".join(labels[index:]) in allowed.email_domains for index in range(len(labels) - 1))


_CARD = re.compile(r"(?<![\w.+-])[3-6]\d{3}(?:[ -]?\d{4}[ -]?\d{4}[ -]?\d{2,4}|[ -]?\d{6}[ -]?\d{4,5})(?![\w-]|\.\d)")
_BRANDS = re.compile(
    r"4\d{15}|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|3(?:0[0-5]|[68]\d)\d{11}"
    r"|6(?:011|5\d\d|4[4-9]\d)\d{12}|35(?:2[89]|[3-8]\d)\d{12}"
)
_TEST_CARDS = frozenset({
    "4242424242424242", "4000056655665556", "5555555555554444", "2223003122003222", "5200828282828210",
    "5105105105105100", "378282246310005", "371449635398431", "6011111111111117", "6011000990139424",
    "3056930009020004", "36227206271667", "6555900000604105", "3566002020360505", "4111111111111111",
    "4012888888881881", "30569309025904", "38520000023237", "3530111333300000", "4000002500003155", "4000000000000002",
    "4000000000003220", "4000000000009995",
})  # fmt: skip
"""Made for tests: https://docs.stripe.com/testing and the numbers that all payment services share."""


def _cards(line: str, allowed: Allowed) -> Iterator[Hit]:
    for found in _CARD.finditer(line):
        digits = re.sub(r"\D", "", found.group())
        if _BRANDS.fullmatch(digits) and digits not in _TEST_CARDS and len(set(digits)) > 3 and _luhn(digits):
            yield Hit("the number of a payment card: its check digit is right", found.start(), found.end())


def _luhn(digits: str) -> bool:
    """ISO/IEC 7812-1."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        number = int(digit) * (1 + index % 2)
        total += number - 9 * (number > 9)
    return total % 10 == 0


_IBAN = re.compile(r"(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?![A-Za-z0-9])")
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19,
    "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
"""https://www.swift.com/resource/iban-registry-pdf."""
_TEST_IBANS = frozenset(
    {"DE89370400440532013000", "GB29NWBK60161331926819", "GB82WEST12345698765432", "FR1420041010050500013M02606"}
)
"""The registry's and the documentation's own examples."""


def _accounts(line: str, allowed: Allowed) -> Iterator[Hit]:
    for found in _IBAN.finditer(line):
        number = found.group().replace(" ", "")
        right = _IBAN_LENGTHS.get(number[:2]) == len(number) and number not in _TEST_IBANS
        if right and int("".join(str(int(digit, 36)) for digit in number[4:] + number[:4])) % 97 == 1:
            yield Hit("an IBAN: its check digits are right", found.start(), found.end())


_PHONE = re.compile(r"(?<![\w+])\+[1-9]\d{0,3}[ ()/.-]{0,2}(?:\d[ ()/.-]{0,2}){6,11}\d(?!\w)")
_FICTIONAL = re.compile(
    r"1\d{3}555(?:01\d\d)|44(?:7700900|1632960|2079460|1214960|1414960|1614960|8081570|9098790|3069990)\d{3}"
    r"|49(?:3023125|6990009|4066969|2214710|8999998)\d*|33(?:19900|26191|35301|46571|53649|63998)\d{4}"
    r"|61(?:491570|[2378](?:5550|7010))\d*"
)
"""Numbers kept for films: NANPA, https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama,
Bundesnetzagentur (Drama Numbers), Arcep, https://www.acma.gov.au/phone-numbers-use-tv-shows-films-and-creative-works."""


def _phones(line: str, allowed: Allowed) -> Iterator[Hit]:
    for found in _PHONE.finditer(line):
        digits = re.sub(r"\D", "", found.group())
        if not _FICTIONAL.match(digits) and len(set(digits[-6:])) > 2:
            yield Hit("a telephone number that somebody may have", found.start(), found.end())


FORMS = (
    Form(_OTHER_DOMAIN.search, _addresses, "use addresses at example.com, or name the domain", Severity.ERROR),
    Form(_CARD.search, _cards, "use a test number such as 4242 4242 4242 4242", Severity.ERROR),
    Form(_IBAN.search, _accounts, "use a number whose check digits are wrong", Severity.ERROR),
    Form(_PHONE.search, _phones, "use a number that is kept for fiction, such as +1 202 555 0123", Severity.WARNING),
)
