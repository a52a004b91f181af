"""Templates have no logic but loops, and every value in YAML goes through the filter `yaml`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from jinja2 import nodes

from previewctl.assets import asset_root
from previewctl.render.engine import engine

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = asset_root("templates")
FILES = sorted(path.relative_to(ROOT).as_posix() for path in ROOT.rglob("*") if path.is_file())
COPIED = ("build", "restore", "load", "sequences.sql", "load.js", "style.css", "script.js")
"""What images, or the dashboard, take as it is."""
TEMPLATES = [name for name in FILES if Path(name).name not in COPIED]
YAML = [name for name in TEMPLATES if name.endswith(".yaml")]

ALLOWED = (
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.Include,
    nodes.Filter,
    nodes.Template,
)

BARE = {
    "argocd/applicationset.yaml": {
        "appset.service": "inside a quoted text; a DNS label",
        "appset.number": "one of two constants: Argo CD's own expression for the number",
        "appset.domain": "inside a quoted text; a DNS name",
    },
    "platform/cluster/argocd-notifications.yaml": {
        "line": "a line of JSON in a block of text; no key of platform.yaml"
    },
    **{
        f"workflows/app/{name}.yaml": {
            "line": "in a folded block; GitHub's expressions about a label, whose pattern has no quotes or line breaks"
        }
        for name in ("images", "lint-steps", "preview-head", "preview-lint", "preview-pull", "preview-push")
    },
}
"""What stands in YAML without the filter, and why it can break nothing."""
BARE_IN_PROSE = {
    "platform.domain": "a DNS name",
    "platform.argocd.namespace": "a DNS label",
    "platform.argocd.requeue_seconds": "a number",
    "platform.argocd.version": "a version",
    "platform.secrets.prefix": "a path of letters, digits and few signs",
    "platform.spot.taint": "a label's key",
    "gitops.owner": "a name on GitHub",
    "gitops.repository": "a name on GitHub",
    "gitops.branch": "a branch of letters, digits and few signs",
    "gitops.control_branch": "a branch of letters, digits and few signs",
    "gitops.url": "a Git URL without spaces",
    "repository": "a name on GitHub",
    "region": "letters, digits and hyphens",
    "secret": "a DNS name",
    "version": "a version",
    "each.name": "a DNS name",
    "each.namespace": "a DNS label",
    "each.ingress_class": "a DNS name",
    "each.class_name": "a DNS name",
    "team": "a team on GitHub",
}
"""What stands in a README or CODEOWNERS, which have no filter, and why it can break nothing."""
BARE_IN_DOCKERFILES = {
    "identity.dataset": "a DNS label",
    "identity.version": "letters, digits, dots and hyphens",
    "image.base": "the pattern of images has neither spaces nor variables",
    "image.tag": "a version, a hyphen and hexadecimal digits",
    "user": "a constant",
    "database": "a constant",
    "uid": "a number",
    "label.name": "a constant",
}
"""What stands in a Dockerfile without the filter, and why it can break nothing."""
BARE_IN_PAGES = {
    "policy": "made of constants and hashes",
    "style": "a file of ours",
    "script": "a file of ours",
    "data": "JSON without any character that HTML knows",
}
"""What stands in HTML without a filter, and why it can break nothing."""


def tree(name: str) -> nodes.Template:
    source = (ROOT / name).read_text(encoding="utf-8")
    return engine().parse(source, name)


def dotted(node: nodes.Node) -> str:
    return f"{dotted(node.node)}.{node.attr}" if isinstance(node, nodes.Getattr) else str(getattr(node, "name", node))


def unfiltered(name: str) -> Iterator[str]:
    for output in tree(name).find_all(nodes.Output):
        for part in output.nodes:
            if not isinstance(part, nodes.TemplateData | nodes.Filter):
                yield dotted(part)


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_has_no_logic_but_loops(name: str) -> None:
    found = {type(node).__name__ for node in tree(name).find_all(nodes.Node) if not isinstance(node, ALLOWED)}
    assert found - {"Const"} == set()  # the names of included templates


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_constant_is_only_the_name_of_an_included_template(name: str) -> None:
    included = {
        node.template.value for node in tree(name).find_all(nodes.Include) if isinstance(node.template, nodes.Const)
    }
    assert {node.value for node in tree(name).find_all(nodes.Const)} == included
    assert included <= set(TEMPLATES)


@pytest.mark.parametrize("name", TEMPLATES)
def test_the_only_filter_is_that_of_the_language(name: str) -> None:
    languages = {"docker"} if name.endswith("/Dockerfile") else {"yaml", "comment"}
    assert {node.name for node in tree(name).find_all(nodes.Filter)} <= languages


@pytest.mark.parametrize("name", YAML)
def test_the_filter_of_comments_stands_behind_their_sign_alone(name: str) -> None:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert all(line.lstrip().startswith("#") for line in lines if "| comment" in line)


@pytest.mark.parametrize("name", YAML)
def test_every_value_in_yaml_is_one_safe_scalar(name: str) -> None:
    assert set(unfiltered(name)) == set(BARE.get(name, {}))


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith("/Dockerfile")])
def test_what_stands_bare_in_a_dockerfile_can_break_nothing(name: str) -> None:
    assert set(unfiltered(name)) <= set(BARE_IN_DOCKERFILES)


@pytest.mark.parametrize("name", ["platform/README.md", "platform/CODEOWNERS"])
def test_what_stands_bare_in_prose_can_break_nothing(name: str) -> None:
    assert set(unfiltered(name)) <= set(BARE_IN_PROSE)


@pytest.mark.parametrize("name", [name for name in TEMPLATES if name.endswith(".html")])
def test_what_stands_bare_in_a_page_can_break_nothing(name: str) -> None:
    assert set(unfiltered(name)) <= set(BARE_IN_PAGES)


@pytest.mark.parametrize("name", sorted(set(FILES) - set(TEMPLATES)))
def test_what_is_copied_has_nothing_to_fill_in(name: str) -> None:
    assert "<%" not in (ROOT / name).read_text(encoding="utf-8")


def test_every_template_is_known_to_these_tests() -> None:
    assert {Path(name).suffix or Path(name).name for name in TEMPLATES} <= {
        ".yaml",
        ".conf",
        ".html",
        ".md",
        "Dockerfile",
        "CODEOWNERS",
    }
    assert set(BARE) <= set(YAML)
