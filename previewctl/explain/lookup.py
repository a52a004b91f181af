"""Finds the explanation of a code."""

from __future__ import annotations

from functools import cache

from previewctl.explain import (
    configuration,
    graphs,
    policy,
    publishing,
    reading,
    rendered_databases,
    rendered_hooks,
    rendered_order,
    rendered_places,
    rendered_survival,
    secrets,
    seeds,
    shape,
    structure,
)
from previewctl.explain.explanation import Explanation, parse_explanation
from previewctl.rules.registry import ALL_RULES

_TEXTS = {
    **reading.TEXTS,
    **structure.TEXTS,
    **configuration.TEXTS,
    **policy.TEXTS,
    **shape.TEXTS,
    **seeds.TEXTS,
    **graphs.TEXTS,
    **publishing.TEXTS,
    **secrets.TEXTS,
    **rendered_order.TEXTS,
    **rendered_places.TEXTS,
    **rendered_survival.TEXTS,
    **rendered_hooks.TEXTS,
    **rendered_databases.TEXTS,
}


@cache
def explanation(code: str) -> Explanation:
    """What `PV203` means; raises KeyError for a code that does not exist."""
    for rule in ALL_RULES:
        if rule.code.code == code:
            return parse_explanation(rule.run.__doc__ or "")
    return parse_explanation(_TEXTS[code])
