"""pydantic-core without its module `core_schema`: 4,000 lines of types for those who write schemas by hand.

That module is a tenth of a whole `lint`, and the package imports it only to name four types in annotations. While the
package is imported, a stand-in that has any name takes its place; afterwards the real one can be imported as ever.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

_HEAVY = "pydantic_core.core_schema"


class _AnyName(ModuleType):
    def __getattr__(self, name: str) -> Any:
        return Any


if "pydantic_core" not in sys.modules:
    sys.modules[_HEAVY] = _AnyName(_HEAVY)
    try:
        import pydantic_core  # noqa: F401 - only the import itself is wanted
    finally:
        del sys.modules[_HEAVY]

from pydantic_core import SchemaValidator, ValidationError, __version__  # noqa: E402 - the import above has to come first

__all__ = ["SchemaValidator", "ValidationError", "__version__"]
