"""The URLs below /api/customers/."""

from django.urls import path

from customers import views

urlpatterns = [path("", views.search)]
