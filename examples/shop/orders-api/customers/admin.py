"""Customers in Django's admin."""

from django.contrib import admin

from customers.models import Customer

admin.site.register(Customer, list_display=["name", "email", "country"], search_fields=["name"])
