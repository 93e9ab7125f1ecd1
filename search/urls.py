"""Addresses."""

from django.http import Http404
from django.urls import path


def soon(request, **kwargs):
    raise Http404


app_name = "search"
urlpatterns = [
    path("", soon, name="results"),
]
