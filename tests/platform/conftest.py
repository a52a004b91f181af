"""The fixtures of the real parts, for the tests of this directory."""

from tests.realparts.fixtures import api_server

__all__ = ["api_server"]
