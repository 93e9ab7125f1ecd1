"""Addresses for machines and developers."""

from django.urls import path

from operations import views

app_name = "operations"
urlpatterns = [
    path("zdrowie/zyje/", views.live, name="live"),
    path("zdrowie/gotowe/", views.ready, name="ready"),
    path("poczta/", views.mailbox, name="mailbox"),
    path("poczta/<int:pk>/", views.letter, name="letter"),
    path("poczta/<int:pk>/html/", views.letter_html, name="letter-html"),
]
