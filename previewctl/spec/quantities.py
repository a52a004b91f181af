"""Kubernetes quantities: `250m`, `1.5`, `512Mi`, `2Gi`, `1e3`.

Grammar: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import total_ordering

from previewctl.diagnostics.excerpt import quoted
from previewctl.spec.refusal import Refusal

_FACTORS: dict[str, int] = {
    "n": 1,
    "u": 10**3,
    "m": 10**6,
    "": 10**9,
    "k": 10**12,
    "M": 10**15,
    "G": 10**18,
    "T": 10**21,
    "P": 10**24,
    "E": 10**27,
    "Ki": 10**9 * 2**10,
    "Mi": 10**9 * 2**20,
    "Gi": 10**9 * 2**30,
    "Ti": 10**9 * 2**40,
    "Pi": 10**9 * 2**50,
    "Ei": 10**9 * 2**60,
}
_PATTERN = re.compile(
    r"(?=\.?[0-9])([0-9]{0,15})(?:\.([0-9]{0,18}))?(?:([eE])([+-]?[0-9]{1,2})|([numkMGTPE]|[KMGTPE]i))?"
)
_UNIT = 10**9
_BINARY = ("Ei", "Pi", "Ti", "Gi", "Mi", "Ki")

QUANTITY_PATTERN = r"^([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+|[numkMGTPE]|[KMGTPE]i)?$"


@total_ordering
@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in billionths of its base unit (a core, a byte), so that sums are exact."""

    nanos: int

    def __lt__(self, other: Quantity) -> bool:
        return self.nanos < other.nanos

    def __str__(self) -> str:
        """The canonical form: `250m`, `2`, `512Mi`."""
        whole, fraction = divmod(self.nanos, _UNIT)
        if fraction:
            return self._below_one()
        for suffix in _BINARY:
            size = _FACTORS[suffix] // _UNIT
            if whole and whole % size == 0:
                return f"{whole // size}{suffix}"
        return str(whole)

    def _below_one(self) -> str:
        for suffix in ("m", "u"):
            if self.nanos % _FACTORS[suffix] == 0:
                return f"{self.nanos // _FACTORS[suffix]}{suffix}"
        return f"{self.nanos}n"


def parse_quantity(text: str) -> Quantity:
    """Reads a Kubernetes quantity; raises Refusal that says what is allowed.

    Kubernetes rounds up what is finer than a billionth; so does this.
    """
    found = _PATTERN.fullmatch(text)
    if found is None:
        raise Refusal(
            f"{quoted(text)} is not a quantity",
            "write a number with a Kubernetes suffix, such as `250m` or `0.5` for CPU, `512Mi` or `2Gi` for memory",
        )
    whole, fraction, exponent, power, suffix = found.groups()
    digits = (fraction or "").rstrip("0")
    factor = _FACTORS[suffix or ""]
    shift = int(power) if exponent else 0
    amount = int(whole + digits or 0) * factor
    scale = shift - len(digits)
    return Quantity(amount * 10**scale if scale >= 0 else -(-amount // 10**-scale))
