"""Addresses in the seller's panel."""

from django.urls import path

from shop.booking import panel_views

app_name = "booking_panel"
urlpatterns = [
    path("<slug:pes>/rezerwacje/", panel_views.BookingsView.as_view(), name="bookings"),
    path("<slug:pes>/oferty/<int:pk>/terminy/", panel_views.SlotsView.as_view(), name="slots"),
]
