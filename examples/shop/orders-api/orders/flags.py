"""Feature flags: Redis keys `flag:<name>`, whose value is `on` or `off`."""

from functools import cache

import redis
from django.conf import settings


@cache
def _redis() -> redis.Redis | None:
    return redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2) if settings.REDIS_URL else None


def is_on(name: str) -> bool:
    """Whether the flag is set to `on`. Without Redis, every flag is off."""
    client = _redis()
    return client is not None and client.get(f"flag:{name}") == b"on"
