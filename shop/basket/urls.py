"""Addresses."""

from django.urls import path

from shop.basket import views

app_name = "basket"
urlpatterns = [
    path("", views.basket, name="view"),
    path("dodaj/", views.add, name="add"),
    path("zmien/<int:pk>/", views.update, name="update"),
    path("usun/<int:pk>/", views.remove, name="remove"),
    path("plik/<int:pk>/", views.personal_file, name="file"),
    path("licznik/", views.mini, name="mini"),
]
