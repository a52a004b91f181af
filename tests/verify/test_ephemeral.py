"""Databases without a volume: their pods prepare themselves, and an edit that takes that away is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from previewctl.verify.kustomize.building import build
from previewctl.verify.scenarios import Scenario
from previewctl.verify.verification import verify
from tests.acceptance import previews
from tests.acceptance.variants import VARIANTS

if TYPE_CHECKING:
    from pathlib import Path

ALL = "ephemeral-for-all"
MONGODB = "ephemeral-mongodb-with-migrations"


@pytest.mark.parametrize(
    ("variant", "file", "old", "new", "named"),
    [
        (ALL, "ephemeral-postgres.yaml", "        - name: migrate-search\n", "        - name: other\n", ""),
        (ALL, "ephemeral-postgres.yaml", "late.py", "early.py", "Job/migrate"),
        (ALL, "ephemeral-redis.yaml", "/seed/load", "/bin/true", "Job/seed-redis"),
        (MONGODB, "ephemeral-mongodb.yaml", "/seed/load", "/bin/true", "Job/seed-mongodb"),
        (MONGODB, "ephemeral-mongodb.yaml", "migrate-mongo", "true", "Job/migrate"),
        (MONGODB, "databases/mongodb-prepared/service.yaml", "Addresses: false", "Addresses: true", "Service/mongodb"),
    ],
)
def test_what_its_pod_no_longer_does_is_lost_with_the_pod(
    variant: str, file: str, old: str, new: str, named: str, tmp_path: Path
) -> None:
    tree = previews.render_text(tmp_path, *VARIANTS[variant].texts())
    overlay = tree.overlay("shop")
    (bases,) = (tree.directory / "previews" / "_bases").iterdir()
    path = next(path for path in (overlay / file, bases / file) if path.is_file())
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    verdict = verify(build(str(overlay)))
    assert [finding.code.code for finding in verdict.findings] == (["PV524"] if named else [])
    assert all(named in finding.message for finding in verdict.findings)
    assert verdict.proven(Scenario.RESTART) is not bool(named)
