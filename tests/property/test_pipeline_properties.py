"""What holds for every preview.yaml on its way from text to manifests."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from previewctl.compilation import (
    LoadedPlatform,
    LoadedPreview,
    compile_preview,
    gather_facts,
    load_platform,
    load_preview,
)
from previewctl.diagnostics.model import Diagnostic
from previewctl.plan.catalogue import repository_of
from previewctl.plan.facts import PullRequest
from previewctl.render.preview import render_preview
from previewctl.render.record import Sources
from previewctl.source.read import SourceText

Spec = dict[str, Any]
Result = dict[str, bytes] | list[Diagnostic]

EXAMPLES = Path(__file__).resolve().parent.parent.parent / "examples/shop"
PATH = "preview.yaml"
REGISTRY = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
PREFIX = "previews/orders-api/pr-7/"
RECORDS = {f"{PREFIX}preview.yaml", f"{PREFIX}preview.json"}

quick = settings(max_examples=60, derandomize=True, deadline=None, phases=set(Phase) - {Phase.explain})

# What previewctl accepts in a value: what reaches a process unchanged.
UNUSABLE = "\0\ufffe\uffff" + "".join(map(chr, range(0x7F, 0xA0)))
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=UNUSABLE), max_size=20)
programs = words.filter(lambda word: len(word.split()) == 1)
commands = st.tuples(programs, st.lists(words, max_size=3)).map(lambda parts: [parts[0], *parts[1]])
names = st.from_regex(r"[a-z]([-a-z0-9]{0,12}[a-z0-9])?", fullmatch=True).map(lambda name: f"x{name}")
variables = st.from_regex(r"[A-Z][A-Z0-9_]{0,12}", fullmatch=True).map(lambda name: f"X_{name}")
values = words.map(lambda text: text.replace("${", "$${"))
memory = st.sampled_from(["64Mi", "100M", "0.25Gi", "1e8"])
cpu = st.sampled_from(["1m", "0.05", "100m", "33333u"])
durations = st.sampled_from(["1s", "90m", "1h30m"])


@st.composite
def processes(draw: st.DrawFn) -> Spec:
    process: Spec = {"command": draw(commands)}
    if draw(st.booleans()):
        process["port"] = draw(st.integers(1, 65_535))
        if draw(st.booleans()):
            process["health"] = draw(st.from_regex(r"/[A-Za-z0-9._~!$&'()*+,;=:@%/-]{0,12}", fullmatch=True))
    return {**process, "replicas": draw(st.integers(0, 2))}


@st.composite
def specs(draw: st.DrawFn) -> Spec:
    """A preview.yaml that is valid under the examples' platform.yaml, as data."""
    spec: Spec = {
        "apiVersion": "previewctl.dev/v1",
        "kind": "Preview",
        "service": "orders-api",
        "runtime": draw(st.sampled_from(["django", "container"])),
        "image": f"{REGISTRY}/orders",
        "processes": {"web": {"port": 8000}, **draw(st.dictionaries(names, processes(), max_size=2))},
        "env": draw(st.dictionaries(variables, values | st.just({"generate": "secret"}), max_size=4)),
        "resources": {"web": {"cpu": draw(cpu), "memory": draw(memory)}},
    }
    optional: dict[str, st.SearchStrategy[Any]] = {
        "team": st.from_regex(r"[A-Za-z0-9]([-A-Za-z0-9_.]{0,20}[A-Za-z0-9])?", fullmatch=True),
        "databases": st.fixed_dictionaries(
            {}, optional={"postgres": st.just({"version": "17"}), "redis": st.just({"version": 7.4})}
        ),
        "services": st.dictionaries(
            names.map(lambda name: f"s{name}"),
            st.fixed_dictionaries(
                {"image": st.just("axllent/a:1"), "port": st.integers(1, 65_535)}, optional={"command": commands}
            ),
            max_size=2,
        ),
        "dependencies": st.just({"billing-api": {"env": "BILLING_API_URL"}}),
        "migrations": st.fixed_dictionaries({"command": commands}, optional={"timeout": durations}),
        "hooks": st.fixed_dictionaries({"release": commands}),
        "user": st.integers(1, 2_147_483_647),
        "spot": st.sampled_from(["preferred", "required", "never"]),
    }
    for key, strategy in optional.items():
        if draw(st.booleans()):
            spec[key] = draw(strategy)
    return spec


def reordered(draw: st.DrawFn, value: Any) -> Any:
    """The same data with the keys of each mapping in another order."""
    if isinstance(value, dict):
        return {key: reordered(draw, value[key]) for key in draw(st.permutations(list(value)))}
    return [reordered(draw, item) for item in value] if isinstance(value, list) else value


@st.composite
def specs_in_two_orders(draw: st.DrawFn) -> tuple[Spec, Spec]:
    spec = draw(specs())
    return spec, reordered(draw, spec)


@cache
def platform() -> LoadedPlatform:
    found = load_platform(str(EXAMPLES / "platform.yaml"))
    assert isinstance(found, LoadedPlatform)
    return found


def rendered(text: str) -> Result:
    """The files of a preview.yaml, or what is wrong with it."""
    source = SourceText(PATH, text, text.encode("utf-8", "surrogatepass"))
    preview = load_preview(source)
    if not isinstance(preview, LoadedPreview):
        return preview
    repository = repository_of(preview.spec.service, platform().spec)
    request = PullRequest(number=7, branch="b", head_sha="a" * 40, repository=repository)
    facts, problems = gather_facts(preview, platform(), request, date(2026, 12, 1))
    compiled = compile_preview(preview, platform(), facts)
    if compiled.environment is None:
        return [*problems, *compiled.diagnostics]
    sources = Sources(source.data, platform().digest, None, len(compiled.diagnostics))
    return dict(render_preview(compiled.environment, platform().spec, sources))


UNWRITABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def as_yaml(value: Any) -> str:
    """JSON that is YAML too: what YAML does not allow as a character is escaped, and nothing else."""
    return UNWRITABLE.sub(lambda found: f"\\u{ord(found.group()):04x}", json.dumps(value, ensure_ascii=False))


def files_of(spec: Spec) -> dict[str, bytes]:
    found = rendered(as_yaml(spec))
    assert isinstance(found, dict), [(item.code, item.message) for item in found]
    return found


def overlay(files: dict[str, bytes]) -> dict[str, bytes]:
    """The overlay's files by their path in it."""
    return {path.removeprefix(PREFIX).partition("/")[2]: data for path, data in files.items() if path not in RECORDS}


def objects(files: dict[str, bytes], name: str) -> dict[str, Any]:
    """The objects of one file of the overlay, by kind and name."""
    found = [item for item in yaml.safe_load_all(files.get(name, b"")) if item]
    return {f"{item['kind']}/{item['metadata']['name']}": item for item in found}


def pod(found: Any) -> Any:
    return found["spec"]["template"]["spec"]


def assert_placed(found: list[Diagnostic], text: str) -> None:
    """Each finding says something, at a place in the text or in the platform."""
    lines = {
        PATH: re.split(r"\r\n|\r|\n", text),
        str(EXAMPLES / "platform.yaml"): (EXAMPLES / "platform.yaml").read_text().split("\n"),
    }
    assert found
    for item in found:
        assert item.message
        assert len(item.message.splitlines()) == 1
        assert item.code != "PV901", item.message
        for location in (item.location, *(related.location for related in item.related)):
            for place in (location.span.start, location.span.end):
                assert 1 <= place.line <= len(lines[location.path])
                assert 1 <= place.column <= len(lines[location.path][place.line - 1]) + 1


@quick
@given(specs())
def test_a_valid_preview_renders_and_its_yaml_holds_the_same_values(spec: Spec) -> None:
    files = overlay(files_of(spec))

    workloads = objects(files, "deployments.yaml")
    for name, process in spec["processes"].items():
        container = pod(workloads[f"Deployment/{name}"])["containers"][0]
        assert container.get("command") == process.get("command")
        assert [port["containerPort"] for port in container.get("ports", [])] == [
            value for key, value in process.items() if key == "port"
        ]
        probe = container.get("readinessProbe", {}).get("httpGet", {})
        assert probe.get("path") == process.get("health")
        assert container["securityContext"]["runAsUser"] == spec.get("user", 1000)
    for name, service in spec.get("services", {}).items():
        container = pod(workloads[f"Deployment/{name}"])["containers"][0]
        assert (container["image"], container.get("args")) == (service["image"], service.get("command"))
    for name, value in spec["env"].items():
        written = files.get(f"env/{name}")
        assert written == (value.replace("$${", "${").encode() if isinstance(value, str) else None)
    jobs = objects(files, "hooks.yaml")
    for name, command in (
        ("migrate", spec.get("migrations", {}).get("command")),
        ("release", spec.get("hooks", {}).get("release")),
    ):
        assert (pod(jobs[f"Job/{name}"])["containers"][0]["command"] if f"Job/{name}" in jobs else None) == command
    labels = yaml.safe_load(files["kustomization.yaml"])["labels"][0]["pairs"]
    assert labels.get("previewctl.dev/team") == spec.get("team")


@quick
@given(specs_in_two_orders())
def test_the_order_of_keys_changes_nothing_in_the_overlay(both: tuple[Spec, Spec]) -> None:
    one, other = (files_of(spec) for spec in both)

    assert {path: data for path, data in one.items() if path not in RECORDS} == {
        path: data for path, data in other.items() if path not in RECORDS
    }


@quick
@given(specs())
def test_rendering_is_a_function_of_its_inputs(spec: Spec) -> None:
    assert files_of(spec) == files_of(spec)


@settings(quick, max_examples=150)
@given(st.text(max_size=60))
def test_any_text_as_a_file_has_findings_with_places(text: str) -> None:
    found = rendered(text)

    assert isinstance(found, list)
    assert_placed(found, text)


EXAMPLE = (EXAMPLES / "orders-api/preview.yaml").read_text(encoding="utf-8")
WRITTEN_VALUES = [found.span() for found in re.finditer(r"(?<=: )[A-Za-z0-9$\"/][^\s,{}\[\]]*", EXAMPLE)]


@settings(quick, max_examples=150)
@given(
    st.sampled_from(WRITTEN_VALUES),
    st.text(max_size=30)
    | st.sampled_from(
        ["${", "${}", "a: b", "\n", "-1", "1e400", "~", "[]", "{a: b}", "'", "!!int x", "&a *a", "x" * 5_000]
    ),
    st.booleans(),
)
def test_any_text_as_a_value_renders_or_has_findings_with_places(
    place: tuple[int, int], value: str, quoted: bool
) -> None:
    text = EXAMPLE[: place[0]] + (as_yaml(value) if quoted else value) + EXAMPLE[place[1] :]

    found = rendered(text)

    if isinstance(found, list):
        assert_placed(found, text)
    else:
        for path, data in found.items():
            assert not path.endswith(".yaml") or list(yaml.load_all(data, yaml.CSafeLoader))
