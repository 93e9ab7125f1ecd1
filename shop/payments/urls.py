"""Addresses."""

from django.http import Http404
from django.urls import path


def soon(request, **kwargs):
    raise Http404


app_name = "payments"
urlpatterns = [
]
