"""What is wrong with the references of one preview.yaml, by what the store says."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from previewctl.diagnostics.catalogue import (
    SECRET_BEING_DELETED,
    SECRET_DENIED,
    SECRET_KEY_NOT_FOUND,
    SECRET_KEY_SET_TWICE,
    SECRET_KEY_UNUSABLE,
    SECRET_NOT_FOUND,
    SECRET_WITHOUT_KEYS,
    SECRET_WITHOUT_VALUE,
    STALE_KEYS_TAG,
)
from previewctl.diagnostics.excerpt import quoted
from previewctl.ports import SecretContent, SecretDenied
from previewctl.source.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from previewctl.diagnostics.model import Diagnostic
    from previewctl.ports import SecretDescription
    from previewctl.secrets.answers import SecretAnswer
    from previewctl.secrets.references import KeyReference, SecretReference
    from previewctl.source.document import SourceDocument

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_MOST_NAMED = 5
_NOTHING_THERE = "none of these secrets is there: check the region, and the account by `aws sts get-caller-identity`"


def judge(
    found: Iterable[SecretReference],
    answers: Mapping[str, SecretAnswer],
    document: SourceDocument,
    variables: frozenset[str],
    where: str,
) -> Iterator[Diagnostic]:
    """The findings about a preview.yaml; `variables` are those that its plan sets, `where` is the store in words."""
    elsewhere = len(answers) > 1 and all(answer.description is None for answer in answers.values())
    for reference in found:
        answer = answers[reference.name]
        described = answer.description
        place = document.value_location(reference.path)
        name = quoted(reference.name)
        if described is None:
            yield SECRET_NOT_FOUND.at(
                place,
                f"there is no secret {name} in {where}",
                help=_NOTHING_THERE if elsewhere else _create(reference.name),
            )
        elif isinstance(described, SecretDenied):
            yield SECRET_DENIED.at(
                place,
                f"these credentials may not see the secret {name} in {where} ({described.reason})",
                help="they need `secretsmanager:DescribeSecret`: `previewctl secrets policy --for check` prints the policy",
            )
        elif described.deleted:
            yield SECRET_BEING_DELETED.at(
                place,
                f"the secret {name} is scheduled for deletion, and cannot be read",
                help=f"restore it: `aws secretsmanager restore-secret --secret-id {reference.name}`, or refer to another",
            )
        elif not described.has_value:
            yield SECRET_WITHOUT_VALUE.at(
                place,
                f"the secret {name} has no value yet",
                help=f"set it: `aws secretsmanager put-secret-value --secret-id {reference.name} --secret-string …`",
            )
        else:
            yield from _inside(reference, described, answer, document, variables)


def _create(name: str) -> str:
    return f"create it there: `aws secretsmanager create-secret --name {name}`; or check the name and the region"


def _inside(
    reference: SecretReference,
    described: SecretDescription,
    answer: SecretAnswer,
    document: SourceDocument,
    variables: frozenset[str],
) -> Iterator[Diagnostic]:
    """About the keys of a secret that can be read."""
    content, place, name = answer.content, document.value_location(reference.path), quoted(reference.name)
    if isinstance(content, SecretDenied):
        yield SECRET_DENIED.at(
            place,
            f"these credentials may not read the secret {name} ({content.reason})",
            help="`--keys` needs `secretsmanager:GetSecretValue`, and `kms:Decrypt` for a key of your own; or tag the secret with `previewctl/keys`",
        )
        return
    if isinstance(content, SecretContent) and content.keys is None:
        yield SECRET_WITHOUT_KEYS.at(
            place,
            f"the value of the secret {name} is no JSON object, so it has no keys to take",
            help='store an object of keys and values, such as `{"SENTRY_DSN": "…"}`',
        )
        return
    if isinstance(content, SecretContent) and described.keys is not None and described.keys != content.keys:
        yield _stale(reference, described.keys, content.keys or frozenset(), document)
    known = answer.keys
    if known is None:
        return
    there = known | (content.found if isinstance(content, SecretContent) else frozenset())
    for key in reference.keys:
        # A tag names the keys at the top; what is nested in them only the value shows.
        nested = content is None and key.key.partition(".")[0] in known
        if key.key not in there and not nested:
            yield _missing(key, reference.name, known, document)
    if reference.whole:
        yield from _taken_whole(reference, known, document, variables)


def _stale(
    reference: SecretReference, tagged: frozenset[str], there: frozenset[str], document: SourceDocument
) -> Diagnostic:
    parts = [
        f"lacks {_listed(there - tagged)}" if there - tagged else "",
        f"names {_listed(tagged - there)}, which it does not have" if tagged - there else "",
    ]
    return STALE_KEYS_TAG.at(
        document.value_location(reference.path),
        f"the tag `previewctl/keys` of {quoted(reference.name)} {' and '.join(filter(None, parts))}",
        help="write the tag anew, with the keys separated by spaces",
    )


def _missing(key: KeyReference, secret: str, known: frozenset[str], document: SourceDocument) -> Diagnostic:
    guess = nearest(key.key, sorted(known))
    return SECRET_KEY_NOT_FOUND.at(
        document.value_location(key.path),
        f"the secret {quoted(secret)} has no key {quoted(key.key)}",
        help=f"did you mean {quoted(guess)}?" if guess else f"it has {_listed(known)}" if known else "it has no keys",
    )


def _taken_whole(
    reference: SecretReference, known: frozenset[str], document: SourceDocument, variables: frozenset[str]
) -> Iterator[Diagnostic]:
    """What comes of keys that nobody has named in preview.yaml."""
    place, name = document.value_location(reference.path), quoted(reference.name)
    if unusable := frozenset(key for key in known if not _VARIABLE.fullmatch(key)):
        yield SECRET_KEY_UNUSABLE.at(
            place,
            f"{_listed(unusable)} of the secret {name} cannot be the name of a variable",
            help="rename the key, or take it by name: `env: {NAME: {secret: …#key}}`",
        )
    if twice := known & variables:
        yield SECRET_KEY_SET_TWICE.at(
            place,
            f"the secret {name} brings {_listed(twice)}, which this file sets too",
            help="name the keys that are meant: `keys: […]`",
        )


def _listed(keys: frozenset[str]) -> str:
    """Names of keys, which are no secrets, but not without end."""
    shown = sorted(keys)[:_MOST_NAMED]
    rest = len(keys) - len(shown)
    return ", ".join(map(quoted, shown)) + (f" and {rest} more" if rest else "")
