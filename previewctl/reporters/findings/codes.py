"""The catalogue by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import CODES

if TYPE_CHECKING:
    from previewctl.diagnostics.catalogue import Code

CODE: dict[str, Code] = {item.code: item for item in CODES}
"""What is known about each code that a finding may have."""
