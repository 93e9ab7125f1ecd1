"""Addresses."""

from django.urls import path

from shop.checkout import key_views, letter_views
from shop.checkout.reorder_views import by_owner
from shop.customer import address_views, joining, views

app_name = "account"
urlpatterns = [
    path("", views.home, name="home"),
    path("zamowienia/", views.orders, name="orders"),
    path("adresy/", address_views.addresses, name="addresses"),
    path("adresy/dodaj/", address_views.edit, name="address-add"),
    path("adresy/<int:pk>/", address_views.edit, name="address"),
    path("adresy/<int:pk>/zwykly/", address_views.usual, name="address-usual"),
    path("adresy/<int:pk>/usun/", address_views.remove, name="address-remove"),
    path("dolacz/", joining.join, name="join"),
    path("zamowienia/<slug:number>/", views.order, name="order"),
    path("zamowienia/<slug:number>/ponow/", by_owner, name="reorder"),
    path("zamowienia/<slug:number>/nowy-odnosnik/", key_views.by_owner, name="renew-key"),
    path("zamowienia/<slug:number>/listy/", letter_views.by_owner, name="letters"),
    path("zamowienia/<slug:number>/plik/<int:line>/", views.personal_file, name="personal-file"),
    path("zamowienia/<slug:order_number>/anuluj/<slug:number>/", views.cancel, name="cancel"),
]
