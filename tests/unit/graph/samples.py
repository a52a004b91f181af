"""Graphs that tests look at: small ones by hand, and organisations of any size that a seed makes up."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from previewctl.graph.building import Declared, Pointed, Published, build_graph
from previewctl.plan.index import PublishedPreview
from tests.unit.plan.planning import SHA, platform

if TYPE_CHECKING:
    from previewctl.graph.model import Graph
    from previewctl.spec.platform import PlatformSpec

WORDS = [
    "accounts",
    "billing",
    "cart",
    "catalog",
    "checkout",
    "coupons",
    "delivery",
    "events",
    "exports",
    "feed",
    "gateway",
    "identity",
    "images",
    "imports",
    "inbox",
    "invoices",
    "ledger",
    "locale",
    "media",
    "notify",
    "offers",
    "orders",
    "payments",
    "pricing",
    "profile",
    "quotes",
    "refunds",
    "reports",
    "returns",
    "reviews",
]


def declared(service: str, **points: str) -> Declared:
    """A file of a service; underscores of its dependencies stand for hyphens."""
    return Declared(
        service,
        f"{service}/preview.yaml",
        {name.replace("_", "-"): Pointed(target) for name, target in points.items()},
    )


def published(service: str, number: int, branch: str = "feature", **points: str) -> Published:
    """A published preview; underscores of its dependencies stand for hyphens."""
    targets = {name.replace("_", "-"): target for name, target in points.items()}
    url = f"https://{service}-pr-{number}.preview.example.com"
    preview = PublishedPreview(service, number, f"acme/{service}", branch, SHA, url, targets)
    return Published(preview, {name: Pointed(target, "why") for name, target in targets.items()})


def catalogue(*names: str) -> PlatformSpec:
    """A platform that knows these services."""
    entries = ", ".join(f"{name}: {{staging: {{public: https://{name}.acme.dev}}}}" for name in names)
    return platform(services=f"{{{entries}}}")


def organisation(seed: int, services: int, previews: int) -> Graph:
    """An organisation: frontends call backends, backends call others, now and then in a circle."""
    chance = random.Random(seed)
    names = [
        f"{WORDS[at % len(WORDS)]}-{('api', 'web', 'core', 'jobs')[at // len(WORDS) % 4]}" for at in range(services)
    ]
    names = [name if names.index(name) == at else f"{name}-{at}" for at, name in enumerate(names)]
    links = {
        name: sorted(
            {names[min(services - 1, at + 1 + int(chance.expovariate(0.12)))] for _ in range(chance.randrange(4))}
            - {name}
        )
        for at, name in enumerate(names)
    }
    links[names[-1]] = [names[services // 3]]
    numbers = [(chance.choice(names), number) for number in range(1, previews + 1)]
    by_service: dict[str, list[int]] = {}
    for name, number in numbers:
        by_service.setdefault(name, []).append(number)

    def target(name: str) -> str:
        if name in by_service and chance.random() < 0.4:
            return f"pr-{chance.choice(by_service[name])}"
        return "pr-99999" if chance.random() < 0.03 else "stub" if chance.random() < 0.03 else "staging"

    files = [declared(name, **dict.fromkeys(links[name], "staging")) for name in names]
    items = [
        published(name, number, f"feature/{chance.choice(WORDS)}-{number}", **{to: target(to) for to in links[name]})
        for name, number in numbers
    ]
    return build_graph(files, items, catalogue(*names))
