"""Addresses of collections."""

from django.urls import path

from cms.pages.collections import collection_index, collection_page

app_name = "collections"
urlpatterns = [
    path("", collection_index, name="index"),
    path("<slug:slug>/", collection_page, name="collection"),
]
