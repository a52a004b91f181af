"""The app of invoices."""

from django.apps import AppConfig


class InvoicesConfig(AppConfig):
    """What the shop's customers owe."""

    name = "invoices"
