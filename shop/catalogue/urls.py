"""Addresses."""

from django.http import Http404
from django.urls import path


def soon(request, **kwargs):
    raise Http404


app_name = "shop"
urlpatterns = [
    path("", soon, name="home"),
    path("k/<slug:slug>/", soon, name="category"),
    path("o/<slug:slug>-<int:pk>/", soon, name="offer"),
]
