"""Hostile texts in every field that takes a text: refused with a position, or in the cluster's objects as they were written."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.acceptance import previews
from tests.acceptance.previews import PLATFORM, PREVIEW, Built, Tree, containers, pod
from tests.realparts import argocd, kubeconform, kustomize

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.realparts.argocd import Decoded

pytestmark = pytest.mark.acceptance

VALUES = {
    "a Go template": "{{ .password }}",
    "a failing Go template": '{{ fail "x" }}{{ index .Values 7 }}',
    "a Jinja block": "<% for x in y %><%= x %><%# c %>",
    "double quotes": 'say "no"',
    "single quotes": "it's",
    "backslashes": "C:\\new\\table\\x41\\u0041",
    "a line break": "one\ntwo",
    "line breaks at both ends": "\n\none\n\n",
    "a carriage return": "one\r\ntwo\rthree",
    "a tab": "\tone\ttwo\t",
    "spaces at both ends": "  one  ",
    "spaces alone": "   ",
    "a document's end": "one\n---\nkind: Secret\n...\n",
    "a comment": "one # two",
    "a mapping": "one: two",
    "a flow mapping": "{one: two, three: [four]}",
    "an anchor": "&one",
    "an alias": "*one",
    "a tag": "!!python/object:os.system",
    "a block scalar": "|-",
    "a question": "? one",
    "a dash": "- one",
    "a float": "123e456",
    "a small float": "1.0",
    "an octal": "0o17",
    "an old octal": "017",
    "a hexadecimal": "0x1F",
    "a sexagesimal": "12:30:45",
    "digits with underscores": "1_000",
    "a date": "2026-01-01",
    "infinity": ".inf",
    "on": "on",
    "y": "y",
    "N": "N",
    "Yes": "Yes",
    "true": "true",
    "null": "null",
    "a tilde": "~",
    "a merge key": "<<",
    "an equals sign": "=",
    "an emoji": "🦄 é 漢",
    "U+2028": "one\u2028two\u2029three",
    "a byte order mark": "\ufeffone\ufeff",
    "a bidirectional override": "\u202egnp.exe\u202c\u2066x\u2069",
    "zero width": "a\u200bb\u200db",
    "a variable of Kubernetes": "$(HOME) $$(HOME)",
    "a variable of a shell": "$HOME `id` $(id)",
    "a percent sign": "100%s %(x)s %d",
    "HTML": "</script><!--",
    "a path": "../../../etc/passwd",
    "300 characters": "x" * 300,
    "words of 4,000 characters": "two words " * 400,
}
LONG = "x y" * 3_333
REFUSED = {"NUL": "\0", "DEL": "\x7f", "U+0085": "\x85", "U+009F": "\x9f", "U+FFFE": "\ufffe"}
"""What cannot stand in a variable, or what Kustomize cannot print, or what it changes."""


def quoted(data: dict[str, Any]) -> str:
    """YAML with a line for each key at the top, and every text in double quotes with unusual characters escaped."""
    return "".join(f"{key}: {flow(value)}\n" for key, value in data.items())


def flow(value: Any) -> str:
    """A value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{flow(key)}: {flow(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(flow(item) for item in value) + "]"
    return f'"{"".join(map(escaped, value))}"' if isinstance(value, str) else json.dumps(value)


def escaped(character: str) -> str:
    """A character inside double quotes."""
    if character in '"\\':
        return f"\\{character}"
    return character if " " <= character <= "~" else f"\\U{ord(character):08X}"


def literal(value: str) -> str:
    """The value as it has to be written where placeholders count."""
    return value.replace("${", "$${")


@dataclass(frozen=True)
class Findings:
    """What `lint` says."""

    code: int
    positions: list[tuple[str, int, int]]
    text: str


def lint(directory: Path, preview: str, platform: str = PLATFORM) -> Findings:
    """The findings about one preview.yaml."""
    previews.write_inputs(directory, preview, platform)
    code, text = previews.run("lint", str(directory), "--format", "json")
    found = json.loads(text)["diagnostics"]
    return Findings(
        code, [(Path(item["path"]).name, item["start"]["line"], item["start"]["column"]) for item in found], text
    )


def base() -> dict[str, Any]:
    """The small preview as data."""
    return {**_BASE}


_BASE: dict[str, Any] = yaml.safe_load(PREVIEW)


# --- free texts arrive


def everything_hostile() -> dict[str, Any]:
    """All values at once, in every field that takes a free text."""
    texts = ["serve", *VALUES.values()]  # no program has a name with blanks in it
    literals = [literal(text) for text in VALUES.values()]
    return base() | {
        "processes": {"web": {"command": texts, "port": 8000}, "worker": {"command": texts}},
        "databases": {"redis": {"version": "7.4"}},
        "services": {"mail": {"image": "registry.example.com/mail:v1.2.3", "port": 1025, "command": texts}},
        "migrations": [{"name": "one", "command": texts}, {"name": "two", "command": texts}],
        "hooks": {"release": texts, "postdeploy": {"command": texts}},
        "checks": [{"name": "smoke", "run": literals}],
        "env": {
            **{f"SHORT_{index}": text for index, text in enumerate(literals)},
            **{f"LONG_{index}": {"value": text, "description": texts[index]} for index, text in enumerate(literals)},
            "VERY_LONG": LONG,
            "EMPTY": "",
            "LITERAL": "$${endpoint.url} $$$${x}",
        },
    }


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The tree of a preview with all values in all fields."""
    return previews.render_text(tmp_path_factory.mktemp("hostile"), quoted(everything_hostile()))


READERS = ("sigs.k8s.io/yaml", "go.yaml.in/yaml/v3")


def read(tree: Tree, reader: str = READERS[0]) -> Built:
    """A preview's objects, as one of the readers of YAML in Go takes what Kustomize prints."""
    (decoded,) = (
        item for item in argocd.decode_text(kustomize.build_text(tree.overlay("shop"))) if item.reader == reader
    )
    assert not decoded.error
    return Built(decoded.documents)


@pytest.fixture(scope="session", params=READERS)
def built(request: pytest.FixtureRequest, hostile: Tree) -> Built:
    """Its objects, as either reader takes them."""
    return read(hostile, request.param)


@pytest.mark.parametrize("what", VALUES)
def test_a_variable_arrives_as_it_was_written(built: Built, what: str) -> None:
    index = list(VALUES).index(what)
    assert built.environment()[f"SHORT_{index}"] == VALUES[what]
    assert built.environment()[f"LONG_{index}"] == VALUES[what]


def test_a_variable_of_10_000_characters_arrives(built: Built) -> None:
    assert built.environment()["VERY_LONG"] == LONG


def test_an_empty_variable_is_empty(built: Built) -> None:
    assert built.environment()["EMPTY"] == ""


def test_two_dollars_are_one_before_a_brace(built: Built) -> None:
    assert built.environment()["LITERAL"] == "${endpoint.url} $$${x}"


@pytest.mark.parametrize(
    ("workload", "key"),
    [
        ("Deployment/web", "command"),
        ("Deployment/worker", "command"),
        ("Deployment/mail", "args"),
        ("Job/migrate", "command"),
        ("Job/release", "command"),
    ],
)
def test_arguments_arrive_as_they_were_written(built: Built, workload: str, key: str) -> None:
    for each in containers(built[workload]):
        assert each[key] == ["serve", *VALUES.values()]


def test_the_arguments_of_postdeploy_are_arguments_of_the_shell_and_no_part_of_its_script(built: Built) -> None:
    (_, command) = pod(built["Job/postdeploy"])["initContainers"]
    assert command["command"][:2] == ["sh", "-c"]
    assert command["command"][-len(VALUES) :] == list(VALUES.values())
    assert command["command"][2] == 'test -e /scratch/done || exec "$@"'


def test_every_object_still_satisfies_its_schema(built: Built) -> None:
    # kubeconform's reader knows no pairs of surrogates, which is how JSON writes characters of higher planes.
    text = re.sub("[\U00010000-\U0010ffff]", "?", json.dumps(built.objects, ensure_ascii=False))
    assert kubeconform.problems(json.loads(text)) == []


def test_nothing_but_the_values_differs_from_a_harmless_preview(built: Built, tmp_path: Path) -> None:
    harmless = everything_hostile()
    harmless["env"] = dict.fromkeys(harmless["env"], "x")
    harmless["processes"] = {"web": {"command": ["x"], "port": 8000}, "worker": {"command": ["x"]}}
    plain = read(previews.render_text(tmp_path, quoted(harmless)))
    hashed = re.compile(r"ConfigMap/env-[a-z0-9]{10}")
    assert {hashed.sub("ConfigMap/env", name) for name in plain.labels} == {
        hashed.sub("ConfigMap/env", name) for name in built.labels
    }


# --- as they stand, without quotes

PLAIN = [
    "on",
    "off",
    "y",
    "N",
    "yes",
    "No",
    "true",
    "False",
    "0o17",
    "017",
    "0x1F",
    "1_000",
    "123e456",
    "1.0",
    "1.50",
    "12:30:45",
    "2026-01-01",
    ".inf",
    "-.Inf",
    ".nan",
    "<<",
    "=",
    "1e3",
    "+1",
    "0b1",
]


def test_a_plain_scalar_is_the_characters_that_were_written(tmp_path: Path) -> None:
    lines = "".join(f"  V_{index}: {text}\n" for index, text in enumerate(PLAIN))
    arguments = ", ".join(PLAIN)
    preview = PREVIEW.replace("command: [serve]", f"command: [{arguments}]") + f"env:\n{lines}"
    built = read(previews.render_text(tmp_path, preview))
    assert [built.environment()[f"V_{index}"] for index in range(len(PLAIN))] == PLAIN
    assert containers(built["Deployment/web"])[0]["command"] == PLAIN


@pytest.mark.parametrize("text", ["", "~", "null"])
def test_nothing_is_no_value(tmp_path: Path, text: str) -> None:
    found = lint(tmp_path, PREVIEW + f"env:\n  NOTHING: {text}\n")
    assert found.code == 1
    assert found.positions[0][:2] == ("preview.yaml", len(PREVIEW.splitlines()) + 2)


# --- what is refused


FREE = {
    "env": ("env", "X"),
    "env.value": ("env", "X", "value"),
    "env.description": ("env", "X", "description"),
    "command": ("processes", "web", "command", 1),
    "services.command": ("services", "mail", "command", 1),
    "migrations.command": ("migrations", 0, "command", 1),
    "hooks.release": ("hooks", "release", 1),
    "hooks.postdeploy": ("hooks", "postdeploy", "command", 1),
    "checks.run": ("checks", 0, "run", 0),
    "patches.patch": ("patches", 0, "patch"),
    "patches.target.name": ("patches", 0, "target", "name"),
    "patches.target.labelSelector": ("patches", 0, "target", "labelSelector"),
    "patches.target.group": ("patches", 0, "target", "group"),
    "patches.target.kind": ("patches", 0, "target", "kind"),
}
FORMED = {
    "apiVersion": ("apiVersion",),
    "kind": ("kind",),
    "service": ("service",),
    "team": ("team",),
    "runtime": ("runtime",),
    "image": ("image",),
    "health": ("processes", "web", "health"),
    "databases.version": ("databases", "redis", "version"),
    "databases.env": ("databases", "redis", "env"),
    "databases.storage": ("databases", "redis", "storage"),
    "databases.extensions": ("databases", "postgres", "extensions", 0),
    "services.image": ("services", "mail", "image"),
    "services.env": ("services", "mail", "env"),
    "volumes.path": ("volumes", "media", "path"),
    "volumes.size": ("volumes", "media", "size"),
    "volumes.processes": ("volumes", "media", "processes", 0),
    "seed.dataset": ("seed", "dataset"),
    "seed.version": ("seed", "version"),
    "migrations.name": ("migrations", 0, "name"),
    "migrations.image": ("migrations", 0, "image"),
    "migrations.timeout": ("migrations", 0, "timeout"),
    "dependencies.env": ("dependencies", "billing", "env"),
    "overrides": ("overrides", "billing"),
    "env.secret": ("env", "X", "secret"),
    "env.generate": ("env", "X", "generate"),
    "secrets.from": ("secrets", 0, "from"),
    "secrets.keys": ("secrets", 0, "keys", 0),
    "checks.name": ("checks", 0, "name"),
    "endpoint.process": ("endpoint", "process"),
    "endpoint.auth": ("endpoint", "auth"),
    "endpoint.robots": ("endpoint", "robots"),
    "resources": ("resources", "web"),
    "resources.cpu": ("resources", "web", "cpu"),
    "spot": ("spot",),
    "lifetime.idle": ("lifetime", "idle"),
    "sleep.weekdays": ("lifetime", "sleep", "weekdays"),
    "sleep.timezone": ("lifetime", "sleep", "timezone"),
}
KEYS = ["processes", "services", "volumes", "dependencies", "overrides", "env", "resources", "databases"]


def full() -> dict[str, Any]:
    """A preview with every field."""
    return base() | {
        "processes": {"web": {"command": ["serve", "x"], "port": 8000, "health": "/healthz"}},
        "databases": {"redis": {"version": "7.4"}, "postgres": {"version": "17", "extensions": ["pg_trgm"]}},
        "services": {"mail": {"image": "registry.example.com/mail:v1.2.3", "port": 1025, "command": ["x", "x"]}},
        "volumes": {"media": {"path": "/data", "size": "1Gi", "processes": ["web"]}},
        "seed": {"dataset": "orders", "version": "2026.11.1"},
        "migrations": [{"name": "one", "command": ["x", "x"]}],
        "dependencies": {"billing": {"env": "BILLING_URL"}},
        "overrides": {"billing": "pr-7"},
        "env": {"X": {}},
        "secrets": [{"from": "preview/shop", "keys": ["KEY"]}],
        "hooks": {"release": ["x", "x"], "postdeploy": {"command": ["x", "x"]}},
        "checks": [{"name": "smoke", "run": ["x"]}],
        "endpoint": {},
        "resources": {"web": {"size": "small"}},
        "lifetime": {"sleep": {"weekends": True}},
        "patches": [{"target": {"kind": "Deployment"}, "patch": "- {op: test, path: /kind, value: Deployment}"}],
    }


NEEDS = {"hooks": ["databases"], "seed": ["databases"], "overrides": ["dependencies"]}
"""What a key at the top makes no sense without."""


def with_value(path: tuple[str | int, ...], value: str) -> str:
    """A preview with one value in one field, as YAML."""
    top = str(path[0])
    everything = full()
    data = base() | {key: everything[key] for key in (*NEEDS.get(top, ()), top) if key in everything}
    if path == ("resources", "web", "cpu"):
        data["resources"] = {"web": {}}
    target: Any = data
    for key in path[:-1]:
        target = target[key]
    target[path[-1]] = value
    return quoted(data)


def assert_refused_at(found: Findings, preview: str, key: str) -> None:
    """There are findings, and one of them stands on the line of a key at the top of preview.yaml."""
    line = next(number for number, text in enumerate(preview.splitlines(), 1) if text.startswith(f"{key}:"))
    assert found.code == 1, found.text
    assert ("preview.yaml", line) in {position[:2] for position in found.positions}, found.text


@pytest.mark.parametrize("field", [*FREE, *FORMED])
@pytest.mark.parametrize("character", REFUSED)
def test_a_character_that_no_program_would_get_is_refused_where_it_stands(
    tmp_path: Path, field: str, character: str
) -> None:
    path = {**FREE, **FORMED}[field]
    preview = with_value(path, f"a{REFUSED[character]}b")
    assert_refused_at(lint(tmp_path, preview), preview, str(path[0]))


@pytest.mark.parametrize("character", ["\x01", "\x07", "\x08", "\x1b", "\x1f"], ids=ascii)
def test_another_control_character_is_refused_or_arrives(tmp_path: Path, character: str) -> None:
    preview = quoted(base() | {"env": {"X": f"a{character}b"}})
    found = lint(tmp_path / "service", preview)
    if found.code:
        assert_refused_at(found, preview, "env")
    else:
        assert read(previews.render_text(tmp_path, preview)).environment()["X"] == f"a{character}b"


def test_the_full_preview_itself_is_fine(tmp_path: Path) -> None:
    preview = quoted({**full(), "env": {}, "overrides": {}})
    found = lint(tmp_path, preview, f"{PLATFORM}sleep: {{kind: downscaler}}\n")
    assert (found.code, found.positions) == (0, []), found.text


@pytest.mark.parametrize("field", FORMED)
def test_a_text_of_another_form_is_refused_and_what_is_accepted_reads_alike(tmp_path: Path, field: str) -> None:
    accepted: list[Path] = []
    for index, value in enumerate((*VALUES.values(), LONG)):
        preview = with_value(FORMED[field], value)
        found = lint(tmp_path, preview)
        if found.code:
            assert_refused_at(found, preview, str(FORMED[field][0]))
        else:
            rendered = previews.overlay_of(preview)
            accepted.append(tmp_path / f"accepted-{index}.yaml")
            documents = "\n---\n".join(rendered[name] for name in sorted(rendered) if name.endswith(".yaml"))
            accepted[-1].write_text(documents, encoding="utf-8")
    for one, other in pairs(argocd.decode(*accepted) if accepted else []):
        assert (one.error, other.error) == ("", "")
        assert one.documents == other.documents


def pairs(decoded: list[Decoded]) -> Iterator[tuple[Decoded, Decoded]]:
    """What both readers made of each file."""
    first, second = ([item for item in decoded if item.reader == reader] for reader in READERS)
    yield from zip(first, second, strict=True)


@pytest.mark.parametrize("field", KEYS)
def test_a_name_of_another_form_is_refused_where_it_stands(tmp_path: Path, field: str) -> None:
    content = next(iter(full()[field].values()), "x")
    for value in (*VALUES.values(), *REFUSED.values(), LONG, ""):
        everything = full()
        data = base() | {key: everything[key] for key in (*NEEDS.get(field, ()), field)}
        data[field] = {**data[field], value: "x" if field == "env" else content}
        found, preview = lint(tmp_path, quoted(data)), quoted(data)
        if value.isalnum() and value.isascii() and not value[0].isdigit() and (field == "env" or value.islower()):
            continue
        assert_refused_at(found, preview, field)


@pytest.mark.parametrize("word", ["on", "y", "null", "123e456", "0o17", "017", "2026-01-01"])
def test_a_word_of_yaml_as_team_is_a_label(tmp_path: Path, word: str) -> None:
    built = read(previews.render_text(tmp_path, PREVIEW + f'team: "{word}"\n'))
    assert {item["metadata"]["labels"]["previewctl.dev/team"] for item in built.objects} == {word}


def test_a_word_of_yaml_as_a_process_is_a_name(tmp_path: Path) -> None:
    words = ["y", "n", "on", "off", "yes", "no", "true", "null"]
    processes: dict[str, Any] = {"web": {"port": 8000}, **{word: {"command": ["work"]} for word in words}}
    built = read(previews.render_text(tmp_path, quoted(base() | {"processes": processes})))
    assert {f"Deployment/{word}" for word in words} <= built.labels
    assert kubeconform.problems(built.objects) == []


def test_a_word_of_yaml_as_a_variable_is_a_name(tmp_path: Path) -> None:
    words = ["y", "Y", "n", "N", "yes", "NO", "on", "Off", "_", "nan", "e1", "E0x1"]
    built = read(previews.render_text(tmp_path, quoted(base() | {"env": {word: f"a {word}" for word in words}})))
    assert {word: built.environment().get(word) for word in words} == {word: f"a {word}" for word in words}


@pytest.mark.parametrize("word", ["true", "True", "TRUE", "false", "False", "FALSE", "null", "Null", "NULL"])
def test_a_variable_that_kustomize_takes_for_no_text_is_refused(tmp_path: Path, word: str) -> None:
    preview = quoted(base() | {"env": {word: "x"}})
    assert_refused_at(lint(tmp_path, preview), preview, "env")


# --- patches


@pytest.mark.parametrize("what", VALUES)
def test_the_text_of_a_patch_arrives(what: str, patched: Built) -> None:
    index = list(VALUES).index(what)
    assert patched["Deployment/web"]["metadata"]["annotations"][f"example.com/v{index}"] == VALUES[what]


@pytest.fixture(scope="session")
def patched(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """A preview with one patch that carries all values."""
    added = [
        {"op": "add", "path": f"/metadata/annotations/example.com~1v{index}", "value": value}
        for index, value in enumerate(VALUES.values())
    ]
    patch = {"target": {"kind": "Deployment", "name": "web"}, "patch": json.dumps(added)}
    preview = quoted(base() | {"patches": [patch]})
    return read(previews.render_text(tmp_path_factory.mktemp("patched"), preview))


# --- branches


@pytest.fixture(scope="session")
def ordinary(tmp_path_factory: pytest.TempPathFactory) -> Tree:
    """The small preview on an ordinary branch."""
    return previews.render_text(tmp_path_factory.mktemp("ordinary"), PREVIEW)


@pytest.mark.parametrize("what", VALUES)
def test_a_branch_s_name_stands_in_the_record_and_nowhere_else(ordinary: Tree, tmp_path: Path, what: str) -> None:
    sources = previews.write_inputs(tmp_path / "service", PREVIEW)
    tree = previews.render(sources, out=tmp_path / "out", branch=VALUES[what])
    record = json.loads((tree.unit("shop") / "preview.json").read_text(encoding="utf-8"))["preview"]
    assert record["branch"] == VALUES[what]
    assert record["tree"] == ordinary.overlay("shop").name
