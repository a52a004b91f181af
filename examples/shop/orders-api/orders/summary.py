"""How many orders stand where, computed rarely and read often."""

from django.core.cache import cache
from django.db.models import Count, Sum

from orders.models import Order

KEY = "orders.summary"


def refresh() -> dict[str, dict[str, int]]:
    """Compute the summary and keep it for ten minutes."""
    rows = Order.objects.order_by().values("status").annotate(orders=Count("id"), cents=Sum("total_cents"))
    summary = {row["status"]: {"orders": row["orders"], "cents": row["cents"]} for row in rows}
    cache.set(KEY, summary, timeout=600)
    return summary


def read() -> dict[str, dict[str, int]]:
    """Return the kept summary, or compute it."""
    kept = cache.get(KEY)
    return refresh() if kept is None else kept
