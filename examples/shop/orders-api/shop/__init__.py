"""The shop's order service. Importing it makes the Celery app the default one."""

from shop.celery import app as celery_app

__all__ = ["celery_app"]
