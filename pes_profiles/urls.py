"""Addresses of the directory, of joining, and of each PES's page."""

from django.urls import path

from pes_profiles import join, views

app_name = "pes"
urlpatterns = [
    path("", views.DirectoryView.as_view(), name="directory"),
    path("dolacz/", join.JoinView.as_view(), name="join"),
    path("dolacz/<slug:pes>/", join.ResumeView.as_view(), name="join-resume"),
    path("dolacz/<slug:pes>/wyslane/", join.StatusView.as_view(), name="join-status"),
    path("dolacz/<slug:pes>/<slug:step>/", join.StepView.as_view(), name="join-step"),
    path("<slug:slug>/", views.ProfileView.as_view(), name="profile"),
]
