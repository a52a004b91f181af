"""Invoices. Money is kept in cents."""

from datetime import date, timedelta

from django.db import models
from django.utils import timezone

DAYS_TO_PAY = 14


def due_date() -> date:
    """The day by which an invoice made today is to be paid."""
    return timezone.localdate() + timedelta(days=DAYS_TO_PAY)


class Invoice(models.Model):
    """What is owed for one order."""

    order = models.CharField(max_length=20, unique=True)
    amount_cents = models.PositiveIntegerField()
    currency = models.CharField(max_length=3)
    created = models.DateTimeField(auto_now_add=True)
    due = models.DateField(default=due_date)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number that stands on the invoice."""
        return f"INV-{self.order}"
