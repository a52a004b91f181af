"""The URLs of the service. Probes are answered by `shop.probes`."""

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("api/customers/", include("customers.urls")),
    path("api/orders/", include("orders.urls")),
]
