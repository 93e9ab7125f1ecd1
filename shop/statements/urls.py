"""Addresses of bank statements in the seller's panel."""

from django.urls import path

from shop.statements import views

app_name = "statements"
urlpatterns = [
    path("<slug:pes>/wyciagi/", views.StatementsView.as_view(), name="list"),
    path("<slug:pes>/wyciagi/<int:pk>/", views.StatementView.as_view(), name="statement"),
]
