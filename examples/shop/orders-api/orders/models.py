"""Orders and their lines. Money is kept in cents."""

from django.db import models

from customers.models import Customer


class Order(models.Model):
    """What a customer ordered, under a number that people read out."""

    class Status(models.TextChoices):
        """Where an order stands."""

        PLACED = "placed"
        SHIPPED = "shipped"
        CANCELLED = "cancelled"

    number = models.CharField(max_length=20, unique=True)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="orders")
    status = models.CharField(max_length=20, choices=Status, default=Status.PLACED)
    total_cents = models.PositiveIntegerField(default=0)
    currency = models.CharField(max_length=3, default="EUR")
    invoice = models.CharField(max_length=40, blank=True)
    receipt = models.FileField(upload_to="receipts/", blank=True)
    placed = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-placed", "-id"]
        indexes = [models.Index(fields=["status", "-placed"], name="order_status_placed")]

    def __str__(self) -> str:
        return self.number


class OrderLine(models.Model):
    """One article of an order."""

    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    sku = models.CharField(max_length=40)
    description = models.CharField(max_length=200, blank=True)
    quantity = models.PositiveIntegerField(default=1)
    unit_cents = models.PositiveIntegerField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(quantity__gt=0), name="line_quantity_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"
