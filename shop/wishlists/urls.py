"""Addresses."""

from django.urls import path

from shop.wishlists import views

app_name = "favourites"
urlpatterns = [
    path("", views.favourites, name="list"),
    path("oferta/<int:pk>/", views.act, {"kind": "offer"}, name="offer"),
    path("pes/<int:pk>/", views.act, {"kind": "pes"}, name="pes"),
    path("oferta/<int:pk>/notatka/", views.note, {"kind": "offer"}, name="offer-note"),
    path("pes/<int:pk>/notatka/", views.note, {"kind": "pes"}, name="pes-note"),
    path("wiersz/<int:pk>/usun/", views.remove_line, name="remove-line"),
    path("link/", views.share, name="share"),
    path("lista/<str:token>/", views.shared, name="shared"),
]
