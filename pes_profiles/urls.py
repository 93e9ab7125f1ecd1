"""Addresses of the directory, of joining, and of each PES's page."""

from django.urls import path

from operations.public_pages import public_page
from pes_profiles import join, views

kept = public_page("words", "shop")
app_name = "pes"
urlpatterns = [
    path("", kept(views.DirectoryView.as_view()), name="directory"),
    path("dolacz/", join.JoinView.as_view(), name="join"),
    path("dolacz/<slug:pes>/", join.ResumeView.as_view(), name="join-resume"),
    path("dolacz/<slug:pes>/wyslane/", join.StatusView.as_view(), name="join-status"),
    path("dolacz/<slug:pes>/<slug:step>/", join.StepView.as_view(), name="join-step"),
    path("<slug:slug>/", kept(views.ProfileView.as_view()), name="profile"),
]
