"""Addresses in the seller's panel."""

from django.urls import path

from shop.voices import panel_views

app_name = "voices_panel"
urlpatterns = [
    path("<slug:pes>/opinie/", panel_views.ReviewsView.as_view(), name="reviews"),
]
