"""What the documentation shows is what happens: its files lint, its commands run, its links lead somewhere."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from previewctl.cli import commands
from previewctl.cli.inputs import PlatformOptions, PullRequestOptions, Reader
from previewctl.cli.printing import exit_code
from previewctl.compilation import LoadedPlatform, load_platform
from previewctl.source.document import SourceDocument, load
from tests.docs import pages
from tests.docs.pages import PAGES, ROOT, Block

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLES = ROOT / "examples" / "shop"
WRITTEN = [page for page in PAGES if not page.startswith("docs/reference/")]
BASES = {
    "docs/preview-yaml.md": {
        "apiVersion": "previewctl.dev/v1",
        "kind": "Preview",
        "service": "orders-api",
        "runtime": "django",
        "image": "123456789012.dkr.ecr.eu-west-1.amazonaws.com/orders-api",
        "processes": "{web: {port: 8000}, worker: {}}",
    },
    "docs/platform.md": {
        "apiVersion": "previewctl.dev/v1",
        "kind": "Platform",
        "github": "{organization: acme, tokenSecret: {name: github-token}}",
        "gitops": "{url: https://github.com/acme/gitops.git}",
        "domain": "preview.acme-previews.dev",
        "endpoint": "{kind: gateway, gateway: {name: previews, namespace: gateway-system}}",
    },
}
"""By page: what its fragments leave out."""


def every(*languages: str) -> list[Block]:
    return [block for page in WRITTEN for block in pages.blocks(page) if block.language in languages]


def completed(block: Block) -> str:
    """A fragment with the keys that its page leaves out of each."""
    base = BASES.get(block.page, {})
    own = set(re.findall(r"^([A-Za-z]+):", block.text, re.MULTILINE))
    return "".join(f"{key}: {value}\n" for key, value in base.items() if key not in own) + block.text


def files(kind: str) -> list[Block]:
    return [block for block in every("yaml") if re.search(rf"^kind: {kind}$", completed(block), re.MULTILINE)]


def named(blocks: list[Block]) -> list[object]:
    return [pytest.param(block, id=block.place) for block in blocks]


def previewctl(arguments: list[str], directory: Path) -> tuple[int, str]:
    """The exit code, and both outputs as a terminal shows them."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PREVIEWCTL_", "GIT_"))}
    done = subprocess.run(
        [sys.executable, "-m", "previewctl", *arguments],
        cwd=directory,
        env={**environment, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8", "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The parts of the repository that commands on the pages name."""
    code = (path for path in EXAMPLES.glob("*/**/*.py") if "node_modules" not in path.parts)
    for source in (EXAMPLES / "platform.yaml", *EXAMPLES.glob("*/preview.yaml"), *code):
        target = tmp_path / source.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    shutil.copytree(ROOT / "seed-data", tmp_path / "seed-data")
    return tmp_path


def known_services() -> set[str]:
    platform = load_platform(str(EXAMPLES / "platform.yaml"))
    assert isinstance(platform, LoadedPlatform)
    return set(platform.spec.services)


@pytest.mark.parametrize("block", named(files("Preview")))
def test_a_preview_on_a_page_lints(block: Block, checkout: Path) -> None:
    path = checkout / "page" / "preview.yaml"
    path.parent.mkdir()
    path.write_text(completed(block), encoding="utf-8")
    service = re.search(r"^service: (\S+)$", completed(block), re.MULTILINE)
    known = service is not None and service[1] in known_services()
    platform = str(checkout / "examples/shop/platform.yaml") if known else None
    found = Reader(PullRequestOptions(0, "", "0" * 40)).read([str(path)], PlatformOptions(platform)).diagnostics
    assert exit_code(found) == block.exit_code, found


@pytest.mark.parametrize("block", named(files("Platform")))
def test_a_platform_on_a_page_loads(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "platform.yaml"
    path.write_text(completed(block), encoding="utf-8")
    found = load_platform(str(path))
    assert isinstance(found, LoadedPlatform) == (block.exit_code == 0), found


@pytest.mark.parametrize("block", named(every("yaml")))
def test_a_block_of_yaml_is_yaml(block: Block, tmp_path: Path) -> None:
    path = tmp_path / "block.yaml"
    path.write_text(block.text, encoding="utf-8")
    assert isinstance(load(str(path)), SourceDocument)


def pattern(shown: str) -> str:
    """Shown output as a regular expression; `…` stands for lines where it is alone on one, else for characters."""
    lines = [
        r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r" *\n" for line in shown.splitlines()
    ]
    return "".join(lines)


@pytest.mark.parametrize("page", [page for page in WRITTEN if any(b.language == "console" for b in pages.blocks(page))])
def test_the_commands_on_a_page_say_what_is_shown(page: str, checkout: Path) -> None:
    """In the order of the page, in one directory; blocks marked `file` are files in it, `tree` what one has written."""
    for block in pages.blocks(page):
        if "file" in block.marks:
            (checkout / block.marks["file"]).write_text(block.text, encoding="utf-8")
        if "tree" in block.marks:
            assert missing(block, checkout / block.marks["tree"]) == []
        for command in pages.commands(block) if block.language == "console" else ():
            program, *arguments = shlex.split(command.arguments)
            assert program == "previewctl", f"{block.place}: only previewctl's own output is checked"
            code, output = previewctl(arguments, checkout)
            assert code == block.exit_code, f"{block.place}: {output}"
            shown = command.shown
            assert not shown.strip() or re.fullmatch(pattern(shown), output), f"{block.place}: {shown}\n---\n{output}"


def missing(block: Block, root: Path) -> list[str]:
    """What a listing shows and the directory does not have; digests are named by what they are of."""
    found = set()
    for path in root.rglob("*"):
        relative = re.sub(r"_bases/[0-9a-f]{12}", "_bases/<digest>", path.relative_to(root).as_posix())
        found.add(re.sub(r"(^|/pr-[0-9]+/)[0-9a-f]{12}", r"\1<tree>", relative))
    return [path for path in pages.shown_paths(block.text) if path not in found]


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_somewhere(page: str) -> None:
    broken = []
    for link in pages.links(page):
        target, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        path = (ROOT / page).parent / target if target else ROOT / page
        inside = path.resolve().is_relative_to(ROOT) and path.exists()
        heading = not anchor or anchor in pages.anchors(path.resolve().relative_to(ROOT).as_posix())
        if not (inside and heading):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", WRITTEN)
def test_every_target_of_make_exists(page: str) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    used = set(re.findall(r"(?:^|`)make ([a-z]+)", pages.text_of(page), re.MULTILINE))
    assert used <= targets


COMMANDS = re.compile(rf"previewctl ({'|'.join(commands.COMMANDS)})\b|previewctl --")


@pytest.mark.parametrize("page", WRITTEN)
def test_every_command_in_code_exists(page: str) -> None:
    in_code = re.findall(r"`(previewctl [^`\n]+)`", pages.prose(page))
    in_blocks = [line for block in every("sh") if block.page == page for line in block.text.splitlines()]
    found = [text for text in (*in_code, *in_blocks) if text.startswith("previewctl ")]
    assert [text for text in found if not COMMANDS.match(text)] == []


LEAKS = re.compile(
    r"pypi\.org|pythonhosted|proxy\.golang|npmjs|index-url|docker\.io|ghcr\.io|quay\.io|localhost:\d"
    r"|(?<![\w.<>-])/(?:work|home|root|Users|private|tmp/)\b"
)


@pytest.mark.parametrize("page", PAGES)
def test_nothing_on_a_page_is_about_one_machine(page: str) -> None:
    assert LEAKS.findall(pages.text_of(page)) == []


@pytest.mark.parametrize("page", WRITTEN)
def test_lines_are_wrapped(page: str) -> None:
    """Tables, links and blocks cannot be."""
    lines = [line for line in pages.prose(page).splitlines() if not line.startswith("|")]
    assert [line for line in lines if len(line) > 120 and " " in line.strip()] == []


def test_every_page_is_reached_from_the_readme() -> None:
    reached = {link.partition("#")[0] for link in pages.links("README.md")}
    assert {page for page in PAGES if page != "README.md"} <= reached
