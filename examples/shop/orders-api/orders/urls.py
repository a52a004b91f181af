"""The URLs below /api/orders/."""

from django.urls import path

from orders import views

urlpatterns = [
    path("", views.OrderList.as_view()),
    path("summary/", views.show_summary),
    path("<int:pk>/", views.detail),
]
