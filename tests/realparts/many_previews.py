"""Made-up previews in any number, the same for a seed, with some text in them that would like to be more than text."""

from __future__ import annotations

import random
from decimal import Decimal

from previewctl.dashboard.preview import ShownDependency, ShownPreview, Status

DAY = 86_400
SERVICES = {
    "orders-api": "payments", "billing-api": "payments", "catalog-api": "catalog", "search-api": "catalog",
    "shop-web": "storefront", "admin-web": "back office", "mail-worker": "platform", "stock-api": "logistics",
}  # fmt: skip
PEOPLE = (
    "ada",
    "grace",
    "linus-t",
    "margaret",
    "dependabot[bot]",
    "katherine",
    "edsger",
    "barbara",
    "tony-h",
    "x" * 39,
)
TITLES = (
    "Refund part of an order", "Show stock per warehouse", "Upgrade Django to 5.2", "Fix rounding of VAT in Norway",
    "Let the search forgive typing errors: a longer title than most of them, which has to wrap somewhere in its cell",
    "Ünïcödé ✓ 日本語 title", "Speed up the checkout",
)  # fmt: skip
HOSTILE = (
    "<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "<!--<script>", "\u202egnp.exe", "${7*7}{{7*7}}",
    "\u2028\u2029\\u003c/script>", "javascript:alert(1)", "'\"><svg onload=alert(1)>",
)  # fmt: skip


def many_previews(count: int, now: int, seed: int = 1) -> list[ShownPreview]:
    """That many previews as a GitOps repository of eight services would have them."""
    rng = random.Random(seed)
    names = list(SERVICES)
    numbers: dict[str, list[int]] = {name: [] for name in names}
    found = []
    for index in range(count):
        service = names[index % len(names)]
        number = 100 + index
        age = rng.randrange(12 * DAY)
        created = now - age
        active = created + rng.randrange(age + 1)
        dependencies = tuple(_dependency(rng, name, numbers[name]) for name in rng.sample(names, 2) if name != service)
        numbers[service].append(number)
        hostile = HOSTILE[index % len(HOSTILE)] if index % 25 == 3 else ""
        found.append(
            ShownPreview(
                service=service,
                pull_request=number,
                repository=f"acme/{service}",
                pull_request_url=f"https://github.com/acme/{service}/pull/{number}",
                title=hostile or rng.choice(TITLES),
                person=rng.choice(PEOPLE),
                team=SERVICES[service],
                status=rng.choices(list(Status), weights=(0, 80, 10, 2, 3, 3, 2))[0],
                url=f"https://{service}-pr-{number}.preview.acme-previews.dev" if index % 40 != 7 else "",
                branch=hostile or f"feature/{rng.choice(('refunds', 'stock', 'search', 'vat'))}-{number}",
                head_sha=f"{rng.getrandbits(160):040x}",
                seed="orders 2026.11.1" if index % 3 == 0 else "",
                created=created if index % 50 != 9 else None,
                active=active,
                expires=min(active + 3 * DAY, created + 14 * DAY),
                expiry="unused for 3d",
                sleep="weekdays 20:00-07:00, weekends (Europe/Berlin)" if index % 2 else "",
                cost=Decimal(rng.randrange(400, 9_000)) / 100,
                dependencies=dependencies,
            )
        )
    return found


def _dependency(rng: random.Random, name: str, numbers: list[int]) -> ShownDependency:
    if numbers and rng.random() < 0.3:
        return ShownDependency(name, f"pr-{rng.choice(numbers)}", "the override of this branch")
    return ShownDependency(name, "staging", "no override")
