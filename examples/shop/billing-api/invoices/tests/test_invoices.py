from django.test import TestCase

from invoices.models import Invoice

ORDER = {"order": "SO-1", "amount_cents": 2800, "currency": "EUR"}


class InvoiceTests(TestCase):
    def post(self, body):
        return self.client.post("/api/invoices/", body, content_type="application/json")

    def test_an_order_is_invoiced_once(self):
        first, second = self.post(ORDER), self.post(ORDER)
        self.assertEqual((first.status_code, second.status_code), (201, 200))
        self.assertEqual(first.json(), second.json())
        self.assertEqual(Invoice.objects.count(), 1)

    def test_an_invoice_is_found_by_its_number(self):
        invoice = self.post(ORDER).json()
        self.assertEqual(self.client.get(f"/api/invoices/{invoice['number']}/").json(), invoice)
        self.assertEqual(self.client.get("/api/invoices/").json()["results"], [invoice])
        self.assertEqual(self.client.get("/api/invoices/INV-0/").status_code, 404)

    def test_what_is_no_invoice_is_refused(self):
        for body in ({}, [], {**ORDER, "amount_cents": -1}, {**ORDER, "amount_cents": "much"}):
            with self.subTest(body=body):
                self.assertEqual(self.post(body).status_code, 400)

    def test_a_probe_by_address_passes_the_host_check(self):
        self.assertEqual(self.client.get("/healthz", headers={"host": "10.1.2.3"}).status_code, 200)
        self.assertEqual(self.client.get("/api/invoices/", headers={"host": "10.1.2.3"}).status_code, 400)
