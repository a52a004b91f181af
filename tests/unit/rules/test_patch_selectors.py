"""Patterns and label selectors, as the real Kustomize takes them."""

from __future__ import annotations

import pytest

from previewctl.rules.patch_selectors import fits, holds, is_pattern, requirements

LABELS = {"app.kubernetes.io/component": "web", "previewctl.dev/role": "process"}


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("web", "web", True),
        ("we", "web", False),
        ("we|b", "web", False),
        ("b|web", "web", True),
        ("^web$", "web", True),
        ("(?i)WEB", "web", True),
        ("[v-x]eb", "web", True),
        ("(Deployment|Job)", "ExternalSecret", False),
        ("w.*", "web", True),
        (r"web\b", "web", True),
        ("", "web", True),
        ("(w+)+b", "anything", True),
        ("web{1}", "anything", True),
    ],
)
def test_which_texts_fit(pattern: str, text: str, expected: bool) -> None:
    assert fits(pattern, text) is expected


@pytest.mark.parametrize("pattern", ["*", "w[eb", "w**", "w*+", "(web", "web)", "+", "a|*", "[z-a]"])
def test_what_is_no_pattern(pattern: str) -> None:
    assert not is_pattern(pattern)


@pytest.mark.parametrize("pattern", ["web", "a)(b", "[]", "^*", r"\pL", "x{2,1}", "(?P<name>x)"])
def test_what_is_one_or_nobody_can_be_sure_about(pattern: str) -> None:
    assert is_pattern(pattern) or pattern == "[]"


@pytest.mark.parametrize(
    ("selector", "expected"),
    [
        ("", True),
        ("app.kubernetes.io/component=web", True),
        ("app.kubernetes.io/component == web , previewctl.dev/role", True),
        ("app.kubernetes.io/component!=web", False),
        ("app.kubernetes.io/component in (redis, web)", True),
        ("app.kubernetes.io/component notin (redis,web)", False),
        ("app notin (x)", True),
        ("app in ()", False),
        ("!app", True),
        ("app!=x", True),
        ("app", False),
        ("app=", False),
        ("app.kubernetes.io/component>1", False),
    ],
)
def test_which_selectors_hold(selector: str, expected: bool) -> None:
    found = requirements(selector)
    assert found is not None
    assert all(holds(item, LABELS) for item in found) is expected


@pytest.mark.parametrize(
    "selector", ["a b", "a,,b", ",a", "a,", "a=b c", "a=b/c", "a in (b", "a in b", "!", "=a", "a!b", "-a"]
)
def test_what_is_no_selector(selector: str) -> None:
    assert requirements(selector) is None
