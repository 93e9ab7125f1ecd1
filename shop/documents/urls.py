"""Addresses of a buyer's papers."""

from django.urls import path

from shop.documents import views

app_name = "documents"
urlpatterns = [
    path("<slug:number>/potwierdzenie.pdf", views.confirmation, name="confirmation"),
    path("<slug:number>/pro-forma.pdf", views.pro_forma, name="pro-forma"),
    path("<slug:number>/<int:pk>.pdf", views.document, name="document"),
]
