"""The services that this one calls."""

import requests
from django.conf import settings

TIMEOUT = 5  # seconds, to connect and between two bytes


class BillingError(Exception):
    """billing-api did not make an invoice."""


def create_invoice(order_number: str, amount_cents: int, currency: str) -> str:
    """Have billing-api invoice the order, and return the invoice's number."""
    body = {"order": order_number, "amount_cents": amount_cents, "currency": currency}
    try:
        response = requests.post(f"{settings.BILLING_API_URL}/api/invoices/", json=body, timeout=TIMEOUT)
        response.raise_for_status()
        return response.json()["number"]
    except (requests.RequestException, KeyError) as error:
        raise BillingError(f"no invoice for {order_number}: {error}") from error


def describe(sku: str) -> str:
    """Return the catalogue's name for the SKU, or the SKU itself when the catalogue has no answer."""
    if not settings.CATALOG_API_URL:
        return sku
    try:
        response = requests.get(f"{settings.CATALOG_API_URL}/api/products/{sku}/", timeout=TIMEOUT)
        response.raise_for_status()
        return response.json()["name"]
    except (requests.RequestException, KeyError):
        return sku
