"""The one login door, and the doors of libraries that lead to it."""

from django.urls import include, path
from django.views.generic import RedirectView

#: every other login page of a library leads to ours; mounted before the library's own addresses
closed_doors = [
    path("cms-admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("_util/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
]

urlpatterns = [
    path("", include("allauth.urls")),
]
