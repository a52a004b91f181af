"""What previews cost, as text, as Markdown for a comment, and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from previewctl.cost.estimate import cents
from previewctl.reporters.columns import aligned

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from decimal import Decimal

    from previewctl.cost.comparison import CostChange
    from previewctl.cost.estimate import CostLine, Estimate
    from previewctl.cost.prices import Price, PriceTable

_HEADER = ("component", "vCPU", "GiB", "on demand", "as planned", "with sleep")
_NOT_COUNTED = "Hooks, traffic and what pods use above their requests are not counted."


class Costed(NamedTuple):
    """A preview's cost. `changes` compares it with an earlier preview.yaml, where one was named."""

    name: str
    estimate: Estimate
    changes: tuple[CostChange, ...] | None = None


def text(previews: Sequence[Costed]) -> str:
    """A table for each preview, and the sum of several."""
    tables = ["".join(_table(item)) for item in previews]
    if len(previews) > 1:
        sums = [sum(getattr(item.estimate, name) for item in previews) for name in ("on_demand", "spot", "scheduled")]
        tables.append(
            f"{len(previews)} previews: {_money(sums[0])} on demand, {_money(sums[1])} as planned, "
            f"{_money(sums[2])} with sleep, a month\n"
        )
    return "\n".join([*tables, _footer(item.estimate.prices for item in previews)])


def _table(item: Costed) -> Iterator[str]:
    yield f"{item.name}  US dollars a month\n\n"
    rows = [_HEADER, *(_row(line) for line in item.estimate.lines), _total(item.estimate)]
    yield from (f"  {line}\n" for line in aligned(rows, amounts=True))
    if item.changes is not None:
        yield "\n" + _changed(item.changes)


def _row(line: CostLine) -> tuple[str, ...]:
    size = f"{line.storage_gib:.2f}" if line.storage_gib else (f"{line.memory_gib:.2f}" if line.memory_gib else "")
    cpu = f"{line.cpu:.2f}" if line.cpu else ""
    amounts = (_plain(amount) for amount in (line.on_demand, line.spot, line.scheduled))
    return (" ".join(line.part), cpu, size, *amounts)


def _total(estimate: Estimate) -> tuple[str, ...]:
    amounts = (_plain(amount) for amount in (estimate.on_demand, estimate.spot, estimate.scheduled))
    return ("total", "", "", *amounts)


def _changed(changes: Sequence[CostChange]) -> str:
    """What costs more or less than before, with sleep; nothing else."""
    moved = [change for change in changes if cents(change.difference)]
    total = sum((change.difference for change in changes), start=changes[0].difference - changes[0].difference)
    lines = [f"  {change.component}  {_signed(change.difference)}\n" for change in moved]
    return "".join([f"  {_signed(total)} a month\n" if moved else "  no change of the cost\n", *lines])


def markdown(previews: Sequence[Costed]) -> str:
    """A table for each preview that GitHub shows, its parts folded away."""
    return "\n".join("".join(_markdown(item)) for item in previews)


def _markdown(item: Costed) -> Iterator[str]:
    estimate = item.estimate
    line = f"**{_money(estimate.scheduled)} a month** for `{item.name}`"
    if item.changes:
        total = sum((change.difference for change in item.changes[1:]), start=item.changes[0].difference)
        line += f" ({_signed(total)})" if cents(total) else " (no change)"
    yield f"{line}\n\n<details><summary>What it consists of</summary>\n\n"
    yield "| component | on demand | as planned | with sleep |\n| --- | --: | --: | --: |\n"
    for part in estimate.lines:
        amounts = " | ".join(_money(amount) for amount in (part.on_demand, part.spot, part.scheduled))
        yield f"| {' '.join(part.part)} | {amounts} |\n"
    totals = " | ".join(_money(amount) for amount in (estimate.on_demand, estimate.spot, estimate.scheduled))
    yield f"| **total** | {totals} |\n\n{_footer([estimate.prices])}\n</details>\n"


def as_json(previews: Sequence[Costed]) -> dict[str, Any]:
    """Amounts as texts with two decimals: a float would not keep cents."""
    return {
        "schema": 1,
        "currency": "USD",
        "previews": [
            {
                "name": item.name,
                "onDemand": _plain(item.estimate.on_demand),
                "spot": _plain(item.estimate.spot),
                "scheduled": _plain(item.estimate.scheduled),
                "awakeShare": f"{item.estimate.awake:.4f}",
                "lines": [_json_line(line) for line in item.estimate.lines],
                "changes": [
                    {"component": change.component, "difference": _plain(change.difference)} for change in item.changes
                ]
                if item.changes is not None
                else None,
                "prices": {name: _json_price(price) for name, price in item.estimate.prices._asdict().items()},
            }
            for item in previews
        ],
    }


def _json_line(line: CostLine) -> dict[str, str]:
    return {
        "component": " ".join(line.part),
        "cpu": str(line.cpu.normalize()),
        "memoryGiB": f"{line.memory_gib:.4f}",
        "storageGiB": f"{line.storage_gib:.4f}",
        "onDemand": _plain(line.on_demand),
        "spot": _plain(line.spot),
        "scheduled": _plain(line.scheduled),
    }


def _json_price(price: Price) -> dict[str, str]:
    return {"amount": str(price.amount), "source": price.source, "date": price.date}


def _footer(tables: Iterable[PriceTable]) -> str:
    """Every source of the prices, once."""
    sources = dict.fromkeys((price.source, price.date) for table in tables for price in table)
    shown = "; ".join(f"{source}, {date}" if date else source for source, date in sources)
    return f"Prices: {shown}. {_NOT_COUNTED}\n"


def _plain(amount: Decimal) -> str:
    return str(cents(amount))


def _money(amount: Decimal) -> str:
    return f"${cents(amount)}"


def _signed(amount: Decimal) -> str:
    rounded = cents(amount)
    return f"{'-' if rounded < 0 else '+'}${abs(rounded)}"
