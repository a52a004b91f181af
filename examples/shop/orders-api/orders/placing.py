"""Placing an order."""

from functools import partial
from uuid import uuid4

from django.db import transaction

from customers.models import Customer
from orders import clients, events, tasks
from orders.models import Order, OrderLine


@transaction.atomic
def place(customer: Customer, items: list[dict]) -> Order:
    """Save the order, have it invoiced, and confirm it. No invoice, no order: BillingError."""
    order = Order.objects.create(number=f"SO-{uuid4().hex[:8].upper()}", customer=customer)
    lines = [
        OrderLine(
            order=order,
            sku=item["sku"],
            description=clients.describe(item["sku"]),
            quantity=item["quantity"],
            unit_cents=item["unit_cents"],
        )
        for item in items
    ]
    OrderLine.objects.bulk_create(lines)
    order.total_cents = sum(line.quantity * line.unit_cents for line in lines)
    order.invoice = clients.create_invoice(order.number, order.total_cents, order.currency)
    order.save(update_fields=["total_cents", "invoice"])
    after_commit = [
        partial(events.record, order.number, "placed", total_cents=order.total_cents),
        partial(tasks.send_confirmation.delay, order.pk),
    ]
    for step in after_commit:
        transaction.on_commit(step, robust=True)  # the order stands, even where these fail
    return order
