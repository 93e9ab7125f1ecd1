"""Addresses for machines and developers."""

from django.urls import path

from operations import views

app_name = "operations"
urlpatterns = [
    path("zdrowie/zyje/", views.live, name="live"),
    path("zdrowie/gotowe/", views.ready, name="ready"),
    path("poczta/", views.mailbox, name="mailbox"),
    path("poczta/wzory/", views.letter_samples, name="letter-samples"),
    path("poczta/wzory/<slug:kind>/", views.letter_sample, name="letter-sample"),
    path("poczta/wzory/<slug:kind>/html/", views.letter_sample_html, name="letter-sample-html"),
    path("poczta/<int:pk>/", views.letter, name="letter"),
    path("poczta/<int:pk>/html/", views.letter_html, name="letter-html"),
]
