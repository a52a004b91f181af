"""A GitHub API on loopback, for programs that list pull requests, report about them and read files at their commits."""

from tests.realparts.github_api.faults import SECONDARY, Fault
from tests.realparts.github_api.model import SHA, Comment, Commit, Link, PullRequest, Review, Submodule, Token
from tests.realparts.github_api.server import FakeGitHub, Request

__all__ = [
    "SECONDARY",
    "SHA",
    "Comment",
    "Commit",
    "FakeGitHub",
    "Fault",
    "Link",
    "PullRequest",
    "Request",
    "Review",
    "Submodule",
    "Token",
]
