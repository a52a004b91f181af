"""What the worker does. `refresh_summary` is on beat's schedule, see the settings."""

from celery import shared_task
from django.conf import settings
from django.core.mail import send_mail

from orders import flags, summary
from orders.models import Order


@shared_task
def refresh_summary() -> None:
    """Compute the summary of orders anew."""
    summary.refresh()


@shared_task
def send_confirmation(order_id: int) -> None:
    """Mail the customer that the order has arrived, where the flag allows it."""
    if not flags.is_on("confirmation-mail"):
        return
    order = Order.objects.select_related("customer").get(pk=order_id)
    link = f"{settings.PUBLIC_URL}/api/orders/{order.pk}/"
    send_mail(f"Your order {order.number}", f"We have your order: {link}", None, [order.customer.email])
