"""The orders' part of the API."""

import json

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET

from customers.models import Customer
from orders import events, flags, placing, summary
from orders.clients import BillingError
from orders.models import Order


def _as_json(order: Order) -> dict:
    return {
        "id": order.pk,
        "number": order.number,
        "customer": order.customer.name,
        "status": order.status,
        "total_cents": order.total_cents,
        "currency": order.currency,
        "invoice": order.invoice,
        "placed": order.placed,
    }


def _read_items(body: dict) -> list[dict]:
    items = [
        {"sku": str(item["sku"]), "quantity": int(item["quantity"]), "unit_cents": int(item["unit_cents"])}
        for item in body["lines"]
    ]
    if not items or any(item["quantity"] < 1 or item["unit_cents"] < 0 for item in items):
        raise ValueError("an order needs lines of at least one article each")
    return items


@method_decorator(csrf_exempt, name="dispatch")  # no cookie authenticates these calls
class OrderList(View):
    """GET lists the newest fifty orders, POST places one."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """List the newest orders."""
        orders = Order.objects.select_related("customer")[:50]
        return JsonResponse({"results": [_as_json(order) for order in orders]})

    def post(self, request: HttpRequest) -> JsonResponse:
        """Place an order: {"customer": 1, "lines": [{"sku": …, "quantity": …, "unit_cents": …}]}."""
        if flags.is_on("orders-closed"):
            return JsonResponse({"error": "no orders are taken at the moment"}, status=503)
        try:
            body = json.loads(request.body)
            items = _read_items(body)
            customer = Customer.objects.get(pk=body["customer"])
        except (KeyError, TypeError, ValueError, Customer.DoesNotExist) as error:
            return JsonResponse({"error": f"not an order: {error}"}, status=400)
        try:
            order = placing.place(customer, items)
        except BillingError as error:
            return JsonResponse({"error": str(error)}, status=502)
        return JsonResponse(_as_json(order), status=201)


@require_GET
def detail(request: HttpRequest, pk: int) -> JsonResponse:
    """GET /api/orders/<id>/ : one order with its lines and events."""
    order = get_object_or_404(Order.objects.select_related("customer"), pk=pk)
    lines = list(order.lines.values("sku", "description", "quantity", "unit_cents"))
    return JsonResponse({**_as_json(order), "lines": lines, "events": events.of_order(order.number)})


@require_GET
def show_summary(request: HttpRequest) -> JsonResponse:
    """GET /api/orders/summary/ : orders and cents by status."""
    return JsonResponse(summary.read())
