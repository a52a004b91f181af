"""Reads `preview.json` again: text from a branch that many may write, so what lacks its form counts as no record."""

from __future__ import annotations

import json
import re
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.plan.asking import Asked
from previewctl.plan.facts import BranchMigrations, Reset, Rest, SeedData, SeedEngine
from previewctl.plan.index import Answer, PublishedPreview
from previewctl.render.inputs import State
from previewctl.render.record import SCHEMA, record_digest
from previewctl.spec.targets import parse_target

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_EPOCHS = 1_000_000
_AWAKE_UNTIL = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_NAME = re.compile(r"[a-z](?:[-a-z0-9]{0,38}[a-z0-9])?")


class Record(NamedTuple):
    """What a record says. `raw` is everything under `preview`, `intact` whether its own digest fits.

    `blob` is the Git id of the preview.yaml that it was compiled from, `overlay` that of the directory `tree`, and `files`
    has the SHA-256 of each file by its path. `other_image` is the image where the publication named it, `judged_until`
    the last day on which its overrides count as recorded.
    """

    service: str
    pull_request: int
    repository: str | None
    branch: str
    head_sha: str
    image: str
    other_image: str | None
    url: str
    tree: str
    overlay: str
    epoch: int
    attempt: int
    migrations: BranchMigrations | None
    reset: Reset | None
    seed: SeedData | None
    targets: Mapping[str, str]
    judged_until: date | None
    rest: Rest
    warnings: int
    answers: Mapping[str, Answer]
    consumers: tuple[str, ...] | None
    process: str
    port: int
    silent: bool
    blob: str
    platform: str
    bases: str
    inputs: str
    version: str
    files: Mapping[str, str]
    intact: bool
    raw: Mapping[str, Any]

    @property
    def state(self) -> State:
        """What the digest of its inputs takes from it."""
        resolution = tuple(
            (name, self.targets[name], answer.reason, answer.internal_url)
            for name, answer in sorted(self.answers.items())
        )
        return State(self.epoch, self.attempt, self.migrations, resolution, self.consumers, self.other_image, self.rest)

    def as_published(self) -> PublishedPreview:
        """Its entry in the index."""
        return PublishedPreview(
            service=self.service,
            pull_request=self.pull_request,
            repository=self.repository,
            branch=self.branch,
            head_sha=self.head_sha,
            url=self.url,
            targets=self.targets,
            process=self.process,
            port=self.port,
            silent=self.silent,
            answers=self.answers,
            consumers=self.consumers,
        )


def read_record(content: bytes) -> Record | None:
    """The record in the bytes of a `preview.json`; None where they have another form."""
    try:
        return as_record(json.loads(content)["preview"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def as_record(record: Mapping[str, Any]) -> Record | None:
    """The record in what stands under `preview`; None where it has another form."""
    try:
        return _record(record) if record["schema"] == SCHEMA else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _record(record: Mapping[str, Any]) -> Record:
    facts = record["facts"]
    repository, endpoint = record["repository"], record["endpoint"]
    return Record(
        service=_text(record["service"]),
        pull_request=_number(record["pullRequest"]),
        repository=None if repository is None else _text(repository),
        branch=_text(record["branch"]),
        head_sha=_text(record["headSha"]),
        image=_text(record["image"]),
        other_image=None if facts["image"] is None else _text(facts["image"]),
        url=_text(record["url"]),
        tree=_text(record["tree"]),
        overlay=_text(record["overlay"]),
        epoch=count_of(record["epoch"]),
        attempt=count_of(record["attempt"]),
        migrations=migrations_of(record["migrations"]),
        reset=reset_of(record["reset"]),
        seed=_seed(facts["seed"]),
        targets={_text(name): _text(found["target"]) for name, found in facts["dependencies"].items()},
        judged_until=_day(facts["judgedUntil"]),
        rest=rest_of(facts),
        warnings=count_of(record["warnings"]),
        answers={_text(name): _answer(found) for name, found in facts["dependencies"].items()},
        consumers=None if facts["consumers"] is None else tuple(_text(origin) for origin in facts["consumers"]),
        process=_name(endpoint["process"]) if endpoint else "",
        port=_port(endpoint["port"]) if endpoint else 0,
        silent=endpoint is None,
        blob=_text(record["source"]["blob"]),
        platform=_text(record["platform"]),
        bases=_text(record["bases"]),
        inputs=_text(record["inputs"]),
        version=_text(record["previewctl"]),
        files=_texts(record["files"]),
        intact=record.get("digest") == record_digest(record),
        raw=MappingProxyType(dict(record)),
    )


def _answer(found: Mapping[str, Any]) -> Answer:
    """What was asked has the form of an override's target: it is looked up again. Raises Refusal, a ValueError."""
    asked = found["asked"]
    parse_target(_text(asked["target"]))
    return Answer(
        Asked(_text(asked["target"]), _text(asked["onMissing"]), _text(asked["reason"])),
        _text(found["reason"]),
        _text(found["internalUrl"]),
    )


def _name(value: Any) -> str:
    """A part of a host name: callers' URLs are made of it."""
    if not _NAME.fullmatch(_text(value)):
        raise ValueError("not a name")
    return _text(value)


def _port(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 < value < 65_536:
        raise ValueError("not a port")
    return value


def _seed(seed: Any) -> SeedData | None:
    if seed is None:
        return None
    return SeedData(
        dataset=_text(seed["dataset"]),
        version=_text(seed["version"]),
        content_hash=_text(seed["contentHash"]),
        engines=tuple(_text(engine) for engine in seed["engines"]),
        made_with=tuple(
            SeedEngine(_text(name), _text(found["version"]), _text(found["image"]))
            for name, found in seed["madeWith"].items()
        ),
        migrations={_text(app): tuple(_text(name) for name in names) for app, names in seed["migrations"].items()},
    )


def migrations_of(value: Any) -> BranchMigrations | None:
    """The branch's migrations in a record; None where it has none, or something else."""
    files = value.get("files") if isinstance(value, dict) else None
    if not isinstance(files, dict) or not all(isinstance(digest, str) and "." in key for key, digest in files.items()):
        return None
    settings = value.get("settings")
    return BranchMigrations(settings if isinstance(settings, str) else None, files)


def reset_of(value: Any) -> Reset | None:
    """The last reset in a record."""
    reasons = value.get("reasons") if isinstance(value, dict) else None
    if not isinstance(reasons, list) or not all(isinstance(reason, str) for reason in reasons):
        return None
    return Reset(count_of(value.get("epoch")), tuple(reasons))


def rest_of(facts: Mapping[str, Any]) -> Rest:
    """What holds beside the schedule of sleep; a time in another form counts as none."""
    until = facts["awakeUntil"]
    return Rest(until if isinstance(until, str) and _AWAKE_UNTIL.fullmatch(until) else None, facts["asleep"] is True)


def count_of(value: Any) -> int:
    """A number of epochs or attempts; 0 for what cannot be one."""
    return value if isinstance(value, int) and 0 <= value < _MOST_EPOCHS else 0


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("not a text")
    return value


def _texts(value: Mapping[str, Any]) -> dict[str, str]:
    return {_text(key): _text(item) for key, item in value.items()}


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TypeError("not a pull request")
    return value
