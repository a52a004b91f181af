"""Lets tests have a GitHub on loopback."""

from tests.realparts.fixtures import github

__all__ = ["github"]
