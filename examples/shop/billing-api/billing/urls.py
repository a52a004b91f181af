"""The URLs of the service. The probe is answered by `billing.probes`."""

from django.urls import path

from invoices import views

urlpatterns = [
    path("api/invoices/", views.InvoiceList.as_view()),
    path("api/invoices/<str:number>/", views.detail),
]
