from unittest.mock import patch

from django.db import OperationalError
from django.test import TestCase


class ProbeTests(TestCase):
    def test_a_probe_by_address_passes_the_host_check(self):
        for path in ("/healthz", "/readyz"):
            with self.subTest(path):
                self.assertEqual(self.client.get(path, headers={"host": "10.1.2.3"}).status_code, 200)

    def test_any_other_path_keeps_the_host_check(self):
        response = self.client.get("/api/orders/", headers={"host": "10.1.2.3"})
        self.assertEqual(response.status_code, 400)

    def test_without_a_database_the_pod_is_healthy_and_not_ready(self):
        with patch("shop.probes.connection.cursor", side_effect=OperationalError):
            self.assertEqual(self.client.get("/healthz").status_code, 200)
            self.assertEqual(self.client.get("/readyz").status_code, 503)
