"""Addresses."""

from django.urls import path

from shop.alerts import views

app_name = "alerts"
urlpatterns = [
    path("konto/powiadomienia/", views.alerts, name="list"),
    path("konto/powiadomienia/<int:pk>/usun/", views.end, name="end"),
    path("konto/powiadomienia/listy/", views.letters, name="letters"),
    path("konto/powiadomienia/zapisz/", views.save_search, name="save-search"),
    path("sklep/powiadom/oferta/<int:pk>/", views.ask, {"kind": "offer"}, name="offer"),
    path("sklep/powiadom/pes/<int:pk>/", views.ask, {"kind": "pes"}, name="pes"),
    path("sklep/powiadom/poczta/", views.sent, name="sent"),
    path("sklep/powiadom/potwierdz/<str:token>/", views.confirm, name="confirm"),
    path("sklep/powiadom/stop/<str:token>/", views.stop, name="stop"),
]
