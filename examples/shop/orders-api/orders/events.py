"""The log of what happened to an order, in MongoDB's collection `order_events`."""

from datetime import UTC, datetime
from functools import cache

from django.conf import settings
from pymongo import MongoClient
from pymongo.collection import Collection


@cache
def _collection() -> Collection | None:
    if not settings.MONGO_URL:
        return None
    client = MongoClient(settings.MONGO_URL, tz_aware=True, serverSelectionTimeoutMS=2000)
    return client.get_default_database("shop")["order_events"]


def record(order_number: str, kind: str, **details: object) -> None:
    """Append an event. Without MongoDB, nothing happens."""
    if (events := _collection()) is not None:
        events.insert_one({"order": order_number, "kind": kind, "at": datetime.now(UTC), **details})


def of_order(order_number: str) -> list[dict]:
    """Return the order's events, the oldest first."""
    if (events := _collection()) is None:
        return []
    return list(events.find({"order": order_number}, {"_id": False, "order": False}).sort("at"))
