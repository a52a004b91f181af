from io import StringIO
from unittest.mock import patch

import requests
from django.core import mail
from django.core.cache import cache
from django.core.management import call_command
from django.test import TestCase

from customers.models import Customer
from orders import summary
from orders.models import Order

LINES = [{"sku": "MUG-1", "quantity": 2, "unit_cents": 1250}, {"sku": "PEN-7", "quantity": 1, "unit_cents": 300}]


class OrderTests(TestCase):
    def setUp(self):
        cache.clear()
        self.customer = Customer.objects.create(name="Ada Placeholder", email="ada@example.com")

    def post(self, lines=LINES, customer=None):
        body = {"customer": customer or self.customer.pk, "lines": lines}
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post("/api/orders/", body, content_type="application/json")

    def place(self, number="INV-1"):
        with patch("orders.clients.requests.post") as billing:
            billing.return_value.json.return_value = {"number": number}
            return self.post(), billing

    def test_an_order_is_invoiced_and_listed(self):
        response, billing = self.place()
        self.assertEqual(response.status_code, 201)
        order = response.json()
        self.assertEqual((order["total_cents"], order["invoice"]), (2800, "INV-1"))
        self.assertEqual(
            billing.call_args.kwargs["json"],
            {"order": order["number"], "amount_cents": 2800, "currency": "EUR"},
        )
        self.assertEqual(self.client.get("/api/orders/").json()["results"], [order])

    def test_the_page_of_an_order_shows_its_lines(self):
        order = self.place()[0].json()
        lines = self.client.get(f"/api/orders/{order['id']}/").json()["lines"]
        self.assertEqual([line["description"] for line in lines], ["MUG-1", "PEN-7"])
        self.assertEqual(self.client.get("/api/orders/0/").status_code, 404)

    def test_without_an_invoice_there_is_no_order(self):
        with patch("orders.clients.requests.post", side_effect=requests.Timeout("too slow")):
            response = self.post()
        self.assertEqual(response.status_code, 502)
        self.assertFalse(Order.objects.exists())

    def test_what_is_no_order_is_refused(self):
        for lines in ([], [{}], [{"sku": "MUG-1", "quantity": 0, "unit_cents": 1}], "MUG-1", None):
            with self.subTest(lines=lines):
                self.assertEqual(self.post(lines).status_code, 400)
        self.assertEqual(self.post(customer=999).status_code, 400)
        self.assertEqual(self.client.post("/api/orders/", "[]", content_type="text/plain").status_code, 400)

    def test_the_catalogue_names_the_articles(self):
        with self.settings(CATALOG_API_URL="http://catalog"), patch("orders.clients.requests.get") as catalog:
            catalog.return_value.json.return_value = {"name": "A mug"}
            order = self.place()[0].json()
        self.assertEqual(Order.objects.get(pk=order["id"]).lines.first().description, "A mug")

    def test_the_confirmation_is_behind_a_flag(self):
        self.place()
        self.assertEqual(mail.outbox, [])
        with patch("orders.flags.is_on", side_effect="confirmation-mail".__eq__):
            self.place()
        self.assertEqual([message.to for message in mail.outbox], [["ada@example.com"]])

    def test_a_flag_closes_the_shop(self):
        with patch("orders.flags.is_on", side_effect="orders-closed".__eq__):
            self.assertEqual(self.place()[0].status_code, 503)

    def test_what_happened_is_recorded(self):
        with patch("orders.events._collection") as collection:
            order = self.place()[0].json()
        event = collection.return_value.insert_one.call_args.args[0]
        self.assertEqual((event["order"], event["kind"]), (order["number"], "placed"))

    def test_warm_caches_computes_the_summary_anew(self):
        self.assertEqual(self.client.get("/api/orders/summary/").json(), {})
        self.place()
        self.assertEqual(summary.read(), {})
        call_command("warm_caches", stdout=StringIO())
        self.assertEqual(summary.read(), {"placed": {"orders": 1, "cents": 2800}})
