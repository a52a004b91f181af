"""`previewctl dashboard`: the page as a file, data for programs, and what GitHub adds, by the real client."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from previewctl.assets import asset_root
from previewctl.dashboard.page import page, script_data
from tests.cli.running import inside, run
from tests.realparts.fake_github import FakeGitHub, PullRequest
from tests.realparts.gitops_checkout import NOON, SHOP, copied, new, publish, record_of
from tests.realparts.many_previews import HOSTILE, many_previews

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = new(tmp_path_factory.mktemp("gitops"))
    publish(root, "orders-api", 7)
    publish(root, "billing-api", 12)
    shutil.copy(SHOP / "platform.yaml", root)
    return root


@pytest.fixture
def gitops(published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("PREVIEWCTL_GITOPS", raising=False)
    return shutil.copytree(published, tmp_path / "gitops")


@pytest.fixture
def github(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeGitHub]:
    with FakeGitHub(repos=("acme/orders-api", "acme/billing-api")) as server:
        monkeypatch.setenv("PREVIEWCTL_GITHUB_API_URL", server.url)
        monkeypatch.setenv("GITHUB_TOKEN", "token")
        yield server


class Parts(HTMLParser):
    """The elements of a page in order, and the text of each script, style and data block."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.blocks: list[tuple[dict[str, str | None], str]] = []
        self.metas: list[dict[str, str | None]] = []
        self._open: dict[str, str | None] | None = None
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag in {"script", "style"}:
            self._open = {"tag": tag, **dict(attrs)}
            self.blocks.append((self._open, ""))
        if tag == "meta":
            self.metas.append(dict(attrs))

    def handle_endtag(self, tag: str) -> None:
        self._open = None if tag in {"script", "style"} else self._open

    def handle_data(self, data: str) -> None:
        if self._open is not None:
            attributes, before = self.blocks[-1]
            self.blocks[-1] = (attributes, before + data)

    def block(self, tag: str, kind: str | None = None) -> str:
        return next(text for found, text in self.blocks if found["tag"] == tag and found.get("type") == kind)


def data_of(html: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Parts(html).block("script", "application/json"))
    return found


def test_the_page_is_one_file_and_says_where_it_is(gitops: Path) -> None:
    found = inside(gitops, "dashboard", "--out", "pages.html")
    assert (found.code, found.out) == (0, "")
    assert found.err == "pages.html: 2 previews\n"
    names = [item["service"] for item in data_of((gitops / "pages.html").read_text(encoding="utf-8"))["previews"]]
    assert names == ["billing-api", "orders-api"]
    assert [path.name for path in gitops.iterdir() if path.name.startswith(".previewctl")] == []


def test_the_page_can_go_to_standard_output(gitops: Path) -> None:
    found = run(gitops, "dashboard", "--out", "-")
    assert found.code == 0
    assert found.out.startswith("<!doctype html>")
    assert len(data_of(found.out)["previews"]) == 2


def test_a_link_in_the_place_of_the_page_is_replaced_and_not_followed(gitops: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.html"
    other.write_text("kept", encoding="utf-8")
    (gitops / "index.html").symlink_to(other)
    assert inside(gitops, "dashboard").code == 0
    assert other.read_text(encoding="utf-8") == "kept"


def test_a_directory_is_no_file(gitops: Path) -> None:
    found = inside(gitops, "dashboard", "--out", "previews")
    assert found.code == 2
    assert "--out previews/index.html" in found.err


def test_data_for_programs_is_that_of_list(gitops: Path) -> None:
    of_dashboard = json.loads(inside(gitops, "dashboard", "--format", "json").out)["previews"]
    assert of_dashboard == json.loads(inside(gitops, "list", "--format", "json").out)["previews"]
    assert inside(gitops, "dashboard", "--format", "table").out == inside(gitops, "list").out
    assert not (gitops / "index.html").exists()


def test_only_those_of_a_service_are_in_it(gitops: Path) -> None:
    inside(gitops, "dashboard", "--service", "orders-api")
    assert len(data_of((gitops / "index.html").read_text(encoding="utf-8"))["previews"]) == 1


def test_the_policy_admits_this_style_and_this_script_and_nothing_else() -> None:
    parts = Parts(page(many_previews(5, NOON), NOON).decode())
    policy = next(meta["content"] for meta in parts.metas if meta.get("http-equiv") == "Content-Security-Policy")

    def digest(text: str) -> str:
        return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

    directives = dict(part.strip().split(" ", 1) for part in str(policy).split(";"))
    assert directives == {
        "default-src": "'none'",
        "style-src": digest(parts.block("style")),
        "script-src": digest(parts.block("script")),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
    }
    assert parts.tags.index("meta") < parts.tags.index("style") < parts.tags.index("script")


def test_the_script_makes_text_of_data_and_no_markup() -> None:
    script = (asset_root("templates") / "dashboard" / "script.js").read_text(encoding="utf-8")
    forbidden = ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function", "DOMParser",
                 "fetch(", "XMLHttpRequest", "import(", "srcdoc", ".style", "localStorage", "document.cookie")  # fmt: skip
    assert [word for word in forbidden if word in script] == []


def test_the_page_names_no_other_address_than_those_of_previews() -> None:
    html = page([], NOON).decode()
    assert re.findall(r"https?://[^\"' )]+", html) == ["http://www.w3.org/2000/svg"]


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_no_data_can_end_the_element_that_it_stands_in(data: Any) -> None:
    written = script_data(data)
    assert not re.search(r"[<>&\u2028\u2029]", written)
    html = f'<p><script type="application/json">{written}</script><i>'
    parts = Parts(html)
    assert parts.tags == ["p", "script", "i"]
    assert json.loads(parts.block("script", "application/json")) == data


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_comes_through_as_it_is(text: str) -> None:
    preview = many_previews(1, NOON)[0]._replace(
        title=text, branch=text, person=text, team=text, seed=text, expiry=text
    )
    html = page([preview], NOON).decode()
    assert Parts(html).tags == Parts(page([], NOON).decode()).tags
    shown = data_of(html)["previews"][0]
    assert {shown[key] for key in ("title", "branch", "person", "team", "seed", "expiry")} == {text}


def test_the_same_input_gives_the_same_page(gitops: Path) -> None:
    previews = many_previews(20, NOON)
    assert page(previews, NOON) == page(previews, NOON)


def states(gitops: Path) -> dict[str, Any]:
    found = inside(gitops, "dashboard", "--github", "--format", "json")
    assert found.code == 0, found
    return {item["name"]: item for item in json.loads(found.out)["previews"]}


def test_github_says_who_and_what(gitops: Path, github: FakeGitHub) -> None:
    github.pulls = [
        PullRequest(number=7, repo="acme/orders-api", labels=["preview"], title="Refund \x1b[31mparts", author="ada"),
        PullRequest(number=12, repo="acme/billing-api", labels=["preview"], draft=True),
    ]
    found = states(gitops)
    assert found["orders-api#7"]["title"] == "Refund \\x1b[31mparts"
    assert found["orders-api#7"]["person"] == "ada"
    assert found["orders-api#7"]["status"] == "open"
    assert found["billing-api#12"]["status"] == "draft"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"labels": []}, "unlabelled"),
        ({"labels": ["Preview"]}, "unlabelled"),
        ({"state": "closed"}, "closed"),
        ({"state": "closed", "merged": True}, "merged"),
    ],
)
def test_a_state_is_that_of_the_pull_request(
    gitops: Path, github: FakeGitHub, changes: dict[str, Any], status: str
) -> None:
    github.pulls = [
        PullRequest(**{"number": 7, "repo": "acme/orders-api", "labels": ["preview"], **changes}),
        PullRequest(number=12, repo="acme/billing-api", labels=["preview"]),
    ]
    assert states(gitops)["orders-api#7"]["status"] == status


def test_a_pull_request_that_is_gone_is_closed(gitops: Path, github: FakeGitHub) -> None:
    github.pulls = [PullRequest(number=12, repo="acme/billing-api", labels=["preview"])]
    assert states(gitops)["orders-api#7"]["status"] == "closed"


def test_a_repository_that_github_says_nothing_about_is_shown_without(gitops: Path, github: FakeGitHub) -> None:
    github.repos.discard("acme/orders-api")
    github.pulls = [PullRequest(number=12, repo="acme/billing-api", labels=["preview"], author="ada")]
    found = inside(gitops, "dashboard", "--github", "--format", "json")
    assert found.code == 0
    assert "warning: nothing is known of acme/orders-api: " in found.err
    shown = {item["name"]: item for item in json.loads(found.out)["previews"]}
    assert shown["orders-api#7"]["status"] == "published"
    assert shown["billing-api#12"]["person"] == "ada"


def test_a_github_that_says_nothing_at_all_is_an_error_and_no_page(gitops: Path, github: FakeGitHub) -> None:
    github.repos.clear()
    found = inside(gitops, "dashboard", "--github")
    assert found.code == 4
    assert not (gitops / "index.html").exists()


def test_without_a_token_it_says_so(gitops: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("PREVIEWCTL_GITHUB_TOKEN", "GITHUB_TOKEN", "GH_TOKEN", "PREVIEWCTL_GITHUB_APP_ID"):
        monkeypatch.delenv(name, raising=False)
    found = inside(gitops, "dashboard", "--github")
    assert found.code == 2
    assert "there are no credentials for GitHub" in found.err


def test_many_previews_of_one_service_are_planned_once(gitops: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from previewctl import compilation
    from previewctl.dashboard import reading

    calls = []

    def counted(*given: Any) -> compilation.Compiled:
        calls.append(given)
        return compilation.compile_preview(*given)

    monkeypatch.setattr(reading, "compile_preview", counted)
    for number in range(100, 130):
        copied(gitops, "orders-api", 7, number)
    found = json.loads(inside(gitops, "dashboard", "--format", "json").out)["previews"]
    assert len(found) == 32
    assert len({item["monthlyCost"] for item in found if item["service"] == "orders-api"}) == 1
    assert len(calls) == 2


def test_a_snapshot_that_cannot_be_planned_any_more_is_still_shown(gitops: Path) -> None:
    record_of(gitops, "orders-api", 7).with_name("preview.yaml").write_text("a: [", encoding="utf-8")
    found = {item["name"]: item for item in json.loads(inside(gitops, "list", "--format", "json").out)["previews"]}
    orders = found["orders-api#7"]
    assert orders["url"] == "https://orders-api-pr-7.preview.acme-previews.dev"
    assert (orders["team"], orders["expires"], orders["monthlyCost"]) == (None, None, None)
