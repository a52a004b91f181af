from io import StringIO

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import TestCase

from customers.models import Customer


class CustomerTests(TestCase):
    def test_search_finds_a_part_of_the_name_in_any_case(self):
        Customer.objects.create(name="Ada Placeholder", email="Ada@example.com")
        Customer.objects.create(name="Ben Sample", email="ben@example.com")
        results = self.client.get("/api/customers/?q=PLACE").json()["results"]
        self.assertEqual([found["name"] for found in results], ["Ada Placeholder"])

    def test_search_takes_its_text_literally(self):
        Customer.objects.create(name="Cleo (Test) O'Sample", email="cleo@example.com")
        for text, count in (("(test) o'", 1), (".*", 0), ("[", 0), ("", 1)):
            with self.subTest(text):
                response = self.client.get("/api/customers/", {"q": text})
                self.assertEqual(len(response.json()["results"]), count)

    def test_an_address_is_kept_in_lower_case(self):
        customer = Customer.objects.create(name="Ada", email="Ada@Example.com")
        self.assertEqual(customer.email, "ada@example.com")


class SeedDemoUsersTests(TestCase):
    def test_a_second_run_changes_nothing(self):
        users = get_user_model().objects
        call_command("seed_demo_users", stdout=StringIO())
        before = list(users.values())
        call_command("seed_demo_users", stdout=StringIO())
        self.assertEqual(list(users.values()), before)
        self.assertTrue(users.get(username="demo-admin").is_superuser)
