"""Explanations that do not change with the rules."""

from __future__ import annotations

from previewctl.explain.explanation import Explanation


def explanation(code: str) -> Explanation:
    return Explanation(f"Reports {code}.", "It has a reason.", "a:\n  b: {0}", "a: [b](c)", "Write it otherwise.")
