"""Addresses."""

from django.http import Http404
from django.urls import path


def soon(request, **kwargs):
    raise Http404


app_name = "checkout"
urlpatterns = [
    path("", soon, name="start"),
    path("status/<str:token>/", soon, name="status"),
]
