"""Addresses: slots and bookings. They begin at the root: one of them is in the account."""

from django.urls import path

from shop.booking import views

app_name = "booking"
urlpatterns = [
    path("rezerwacja/<int:offer>/", views.slots, name="slots"),
    path("rezerwacja/<int:offer>/<int:slot>/", views.BookView.as_view(), name="book"),
    path("rezerwacja/status/<str:token>/", views.status, name="status"),
    path("konto/rezerwacje/", views.own, name="own"),
]
