"""The app of orders."""

from django.apps import AppConfig


class OrdersConfig(AppConfig):
    """Orders, their lines, and what happened to them."""

    name = "orders"
