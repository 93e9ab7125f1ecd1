"""Addresses."""

from django.http import Http404
from django.urls import path


def soon(request, **kwargs):
    raise Http404


app_name = "account"
urlpatterns = [
    path("", soon, name="home"),
    path("zamowienia/", soon, name="orders"),
    path("zamowienia/<str:number>/", soon, name="order"),
]
