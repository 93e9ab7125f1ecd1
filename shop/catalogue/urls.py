"""Addresses."""

from django.urls import path

from shop.catalogue import delivery_views, shelf_views, views

app_name = "shop"
urlpatterns = [
    path("", views.home, name="home"),
    path("porownaj/", shelf_views.compare, name="compare"),
    path("karty/", shelf_views.cards, name="cards"),
    path("k/<slug:slug>/", views.category, name="category"),
    path("o/<slug:slug>-<int:pk>/", views.offer, name="offer"),
    path("o/<slug:slug>-<int:pk>/dostawa/", delivery_views.delivery, name="delivery"),
]
