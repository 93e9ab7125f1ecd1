"""Addresses of the API, version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from search.api import views

app_name = "api"
urlpatterns = [
    path("search/", views.SearchView.as_view(), name="search"),
    path("suggest/", views.SuggestView.as_view(), name="suggest"),
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
]
