"""The list of objects that rules know patches by, held against what the real Kustomize builds."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from previewctl.compilation import LoadedPlatform, LoadedPreview, gather_facts, load_platform, load_preview
from previewctl.plan.build import build_environment
from previewctl.plan.facts import PullRequest
from previewctl.plan.objects import COMPONENT, ROLE, SERVING, planned_objects
from previewctl.source.read import SourceText, read_source
from tests.acceptance import previews
from tests.acceptance.previews import BRANCH, NUMBER, SERVICES, SHA, SHOP, Built
from tests.acceptance.variants import VARIANTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.acceptance.conftest import Variants
    from tests.realparts.programs import Object

pytestmark = pytest.mark.acceptance

Known = set[tuple[str, ...]]


def built_objects(built: Built) -> Known:
    return {
        (*_type(item), _name(item), *(item["metadata"]["labels"].get(key, "") for key in (COMPONENT, ROLE, SERVING)))
        for item in built.objects
    }


def _type(item: Object) -> tuple[str, str, str]:
    group, _, version = item["apiVersion"].rpartition("/")
    return group, version, item["kind"]


def _name(item: Object) -> str:
    name = str(item["metadata"]["name"])
    return re.sub(r"-[a-z0-9]{10}$", "", name) if item["kind"] == "ConfigMap" else name


def objects_of_the_plan(preview_yaml: Path, platform_yaml: Path) -> Known:
    source = read_source(str(preview_yaml))
    assert isinstance(source, SourceText)
    preview, platform = load_preview(source), load_platform(str(platform_yaml))
    assert isinstance(preview, LoadedPreview)
    assert isinstance(platform, LoadedPlatform)
    facts, _ = gather_facts(preview, platform, PullRequest(NUMBER, BRANCH, SHA), date(2026, 11, 24))
    environment = build_environment(preview.spec, platform.spec, facts)
    return {
        (item.group, item.version, item.kind, item.names[-1], *map(_labels(item.labels), (COMPONENT, ROLE, SERVING)))
        for item in planned_objects(environment)
    }


def _labels(labels: tuple[tuple[str, str], ...]) -> Any:
    return lambda key: dict(labels).get(key, "")


@pytest.mark.parametrize("service", SERVICES)
def test_of_an_example(examples: dict[str, Built], service: str) -> None:
    planned = objects_of_the_plan(SHOP / service / "preview.yaml", SHOP / "platform.yaml")
    assert planned == built_objects(examples[service])


@pytest.mark.parametrize("name", sorted(VARIANTS))
def test_of_a_variant(variant: Variants, name: str, tmp_path: Path) -> None:
    directory = previews.write_inputs(tmp_path / "service", *VARIANTS[name].texts())
    planned = objects_of_the_plan(directory / "preview.yaml", directory / "platform.yaml")
    assert planned == built_objects(variant(name))
