"""The API of invoices."""

import json

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views import View
from django.views.decorators.http import require_GET

from invoices.models import Invoice


def _as_json(invoice: Invoice) -> dict:
    fields = ("number", "order", "amount_cents", "currency", "due")
    return {field: getattr(invoice, field) for field in fields}


class InvoiceList(View):
    """GET lists the newest fifty invoices, POST makes one."""

    def get(self, request: HttpRequest) -> JsonResponse:
        """List the newest invoices."""
        return JsonResponse({"results": [_as_json(invoice) for invoice in Invoice.objects.all()[:50]]})

    def post(self, request: HttpRequest) -> JsonResponse:
        """Make the order's invoice. Asked again for the same order, return the one it has."""
        try:
            body = json.loads(request.body)
            amount = int(body["amount_cents"])
            order, currency = str(body["order"]), str(body["currency"])
        except (KeyError, TypeError, ValueError) as error:
            return JsonResponse({"error": f"not an invoice: {error}"}, status=400)
        if amount < 0:
            return JsonResponse({"error": "not an invoice: a negative amount"}, status=400)
        invoice, created = Invoice.objects.get_or_create(
            order=order, defaults={"amount_cents": amount, "currency": currency}
        )
        return JsonResponse(_as_json(invoice), status=201 if created else 200)


@require_GET
def detail(request: HttpRequest, number: str) -> JsonResponse:
    """GET /api/invoices/<number>/ : one invoice."""
    return JsonResponse(_as_json(get_object_or_404(Invoice, order=number.removeprefix("INV-"))))
