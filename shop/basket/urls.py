"""Addresses."""

from django.http import Http404
from django.urls import path


def soon(request, **kwargs):
    raise Http404


app_name = "basket"
urlpatterns = [
    path("", soon, name="view"),
    path("dodaj/", soon, name="add"),
    path("licznik/", soon, name="mini"),
]
