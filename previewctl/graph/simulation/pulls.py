"""Pull requests, as GitHub's REST API lists them.

https://docs.github.com/en/rest/pulls/pulls#list-pull-requests
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.errors import UsageError

if TYPE_CHECKING:
    from previewctl.ports import RemotePullRequest

_SHA = re.compile(r"[0-9a-f]{40}")
_HINT = "save what `gh api --paginate repos/OWNER/NAME/pulls` prints"


class Pull(NamedTuple):
    """A pull request. What names it is its repository, as `owner/name`, and its number."""

    repository: str
    number: int
    labels: tuple[str, ...] = ()
    branch: str = ""
    head_sha: str = "0" * 40
    open: bool = True
    draft: bool = False
    fork: bool = False
    title: str = ""


def from_remote(pull: RemotePullRequest) -> Pull:
    """One that GitHub was asked for."""
    return Pull(
        pull.repository,
        pull.number,
        pull.labels,
        pull.branch,
        pull.head_sha,
        pull.open,
        pull.draft,
        pull.fork,
        pull.title,
    )


def read_pulls(content: bytes, repository: str | None = None) -> tuple[Pull, ...]:
    """Those of a JSON file: GitHub's list, several such lists one after the other, or a list of lists.

    `repository` is that of pull requests that do not say it. Raises UsageError for anything else.
    """
    pulls = []
    for number, item in enumerate(_items(content), 1):
        try:
            pulls.append(_pull(item, repository))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UsageError(
                f"pull request {number} of the list has not GitHub's form: {_reason(error)}", hint=_HINT
            ) from None
    return tuple(pulls)


def _reason(error: Exception) -> str:
    return f"it has no `{error.args[0]}`" if isinstance(error, KeyError) else str(error)


def _items(content: bytes) -> list[Any]:
    """`gh api --paginate` prints one list behind the other."""
    found: list[Any] = []
    try:
        text, at, decoder = content.decode().strip(), 0, json.JSONDecoder()
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            at += len(text[at:]) - len(text[at:].lstrip())
            found.append(value)
    except (ValueError, RecursionError):
        raise UsageError("the pull requests are not JSON", hint=_HINT) from None
    lists = [value for value in found if isinstance(value, list)]
    if len(lists) != len(found):
        raise UsageError("the pull requests are no JSON list", hint=_HINT)
    flat = [item for value in lists for item in value]
    return [item for value in flat for item in (value if isinstance(value, list) else [value])]


def _pull(item: dict[str, Any], repository: str | None) -> Pull:
    head, base = item["head"], item.get("base") or {}
    own = (base.get("repo") or {}).get("full_name") or repository
    if not isinstance(own, str):
        raise ValueError("it does not say its repository; pass --repo OWNER/NAME")  # noqa: TRY004 - its reader's word
    number = item["number"]
    if isinstance(number, bool) or not isinstance(number, int) or not 0 < number < 1 << 63:
        raise ValueError("its number is no number")
    source = (head.get("repo") or {}).get("full_name")
    return Pull(
        repository=own,
        number=number,
        labels=tuple(_text(label["name"]) for label in item.get("labels") or ()),
        branch=_text(head["ref"]),
        head_sha=_text(head["sha"]),
        open=item.get("state", "open") == "open",
        draft=item.get("draft") is True,
        fork=source is None or source.lower() != own.lower(),
        title=_text(item.get("title") or ""),
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("a text is missing")
    return value


def is_sha(text: str) -> bool:
    """Whether it is a full SHA."""
    return bool(_SHA.fullmatch(text))
