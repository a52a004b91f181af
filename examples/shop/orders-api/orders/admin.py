"""Orders in Django's admin."""

from django.contrib import admin

from orders.models import Order, OrderLine


class LineInline(admin.TabularInline):
    """The lines on the page of their order."""

    model = OrderLine
    extra = 0


@admin.register(Order)
class OrderAdmin(admin.ModelAdmin):
    """Orders with their lines; a receipt can be uploaded here."""

    list_display = ["number", "customer", "status", "total_cents", "placed"]
    list_filter = ["status"]
    inlines = [LineInline]
