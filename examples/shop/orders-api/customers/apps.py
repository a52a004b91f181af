"""The app of customers."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """People who order."""

    name = "customers"
