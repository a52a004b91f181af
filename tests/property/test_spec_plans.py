"""Whatever is a valid preview.yaml can be planned, and the order of its keys decides nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from previewctl.plan.build import build_environment
from previewctl.plan.facts import Facts, PullRequest
from previewctl.source.document import SourceDocument, parse
from previewctl.source.read import SourceText
from previewctl.spec.embedded import embedded_platform
from previewctl.spec.load import load_spec
from previewctl.spec.preview import PreviewSpec

if TYPE_CHECKING:
    from previewctl.plan.model import Environment

LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")

names = st.from_regex(r"[a-z]([-a-z0-9]{0,38}[a-z0-9])?", fullmatch=True)
services = st.from_regex(r"[a-z0-9]([-a-z0-9]{0,38}[a-z0-9])?", fullmatch=True)
variables = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,20}", fullmatch=True)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\x7f", exclude_categories=["Cc", "Cs"]), max_size=20)
values = texts.map(lambda text: text.replace("${", "$${")) | st.sampled_from(
    ["${endpoint.url}", "${pullRequest.branch}"]
)
commands = st.lists(texts, min_size=1, max_size=3)
durations = st.sampled_from(["30s", "10m", "1h30m", "3d"])
timeouts = st.sampled_from(["30s", "10m", "1h30m"])
amounts = st.sampled_from(["512Mi", "2Gi", "1e9", "1.5G"])
cores = st.sampled_from(["100m", "1", "0.5", 2])


def mapping(optional: dict[str, st.SearchStrategy[Any]], **required: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.fixed_dictionaries(required, optional=optional)


def some(keys: st.SearchStrategy[str], of: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(keys, of, max_size=3)


processes = mapping({"command": commands, "port": st.integers(1, 65_535), "replicas": st.integers(0, 10)})
database = mapping({"storage": amounts, "env": variables}, version=st.sampled_from([17, "7.4", 8.0]))
targets = st.sampled_from(["staging", "pr-1", "same-branch", "branch:x/y", "stub", "https://a.example:8443/b"])
previews = mapping(
    {
        "team": services,
        "follow": st.just("same-branch"),
        "processes": some(names, processes),
        "databases": mapping({"postgres": database, "redis": database, "mongodb": database}),
        "services": some(
            names, mapping({"env": variables}, image=names.map("{}:1".format), port=st.integers(1, 65_535))
        ),
        "dependencies": some(
            services, mapping({"env": variables, "path": names.map("/{}".format), "config": variables})
        ),
        "overrides": some(services, targets),
        "env": some(variables, values | mapping({"length": st.integers(16, 256)}, generate=st.just("secret"))),
        "migrations": mapping({"timeout": timeouts}, command=commands),
        "hooks": mapping({"release": commands, "postdeploy": mapping({"timeout": timeouts}, command=commands)}),
        "volumes": some(
            names, mapping({}, path=names.map("/{}".format), size=amounts, processes=st.lists(names, min_size=1))
        ),
        "resources": some(names, mapping({"cpu": cores, "memory": amounts}) | names),
        "lifetime": mapping({"idle": durations, "max": durations, "warn": durations}),
        "user": st.integers(1, 2_147_483_647),
        "spot": st.sampled_from(["preferred", "required", "never"]),
    },
    apiVersion=st.just("previewctl.dev/v1"),
    kind=st.just("Preview"),
    service=services,
    runtime=st.sampled_from(["django", "vue", "container"]),
    image=st.just("registry.example.com/app"),
)
numbers = st.integers(0, 2_147_483_647)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def planned(data: dict[str, Any], number: int = 1, branch: str = "main") -> Environment:
    document = parse(SourceText("preview.yaml", json.dumps(data, ensure_ascii=False)))
    assert isinstance(document, SourceDocument), document
    spec = load_spec(document, "preview")
    assert isinstance(spec, PreviewSpec), spec
    facts = Facts(pull_request=PullRequest(number=number, branch=branch, head_sha="0" * 40))
    return build_environment(spec, embedded_platform({spec.service: None}), facts)


def shuffled(data: Any) -> Any:
    """The same mappings with their keys in the opposite order; lists keep theirs."""
    if isinstance(data, dict):
        return {key: shuffled(data[key]) for key in reversed(data)}
    return [shuffled(item) for item in data] if isinstance(data, list) else data


@QUICK
@given(previews, numbers, texts)
def test_whatever_is_valid_can_be_planned(data: dict[str, Any], number: int, branch: str) -> None:
    assert planned(data, number, branch).service == data["service"]


@QUICK
@given(previews, numbers)
def test_every_name_of_an_object_is_a_dns_label(data: dict[str, Any], number: int) -> None:
    environment = planned(data, number)
    found = [environment.names.application, environment.names.namespace, environment.names.host.partition(".")[0]]
    for parts in (environment.processes, environment.services, environment.hooks):
        found += [item.name for item in parts]
    found += [database.claim for database in environment.databases]
    found += [volume.claim for volume in environment.volumes]
    assert [name for name in found if not LABEL.fullmatch(name)] == []


@QUICK
@given(previews)
def test_the_order_of_keys_decides_nothing(data: dict[str, Any]) -> None:
    one, other = planned(data), planned(shuffled(data))
    assert one == other


@QUICK
@given(previews)
def test_planning_twice_gives_the_same(data: dict[str, Any]) -> None:
    assert planned(data) == planned(data)
