"""Addresses."""

from django.urls import path

from shop.catalogue import views

app_name = "shop"
urlpatterns = [
    path("", views.home, name="home"),
    path("k/<slug:slug>/", views.category, name="category"),
    path("o/<slug:slug>-<int:pk>/", views.offer, name="offer"),
]
