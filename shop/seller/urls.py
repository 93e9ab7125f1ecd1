"""Addresses."""

from django.http import Http404
from django.urls import path


def soon(request, **kwargs):
    raise Http404


app_name = "seller"
urlpatterns = [
    path("", soon, name="choose"),
    path("<slug:pes>/", soon, name="home"),
    path("<slug:pes>/zamowienia/", soon, name="orders"),
    path("<slug:pes>/oferty/", soon, name="offers"),
    path("<slug:pes>/dostawa/", soon, name="delivery"),
]
