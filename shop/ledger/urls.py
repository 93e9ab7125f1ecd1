"""Addresses of the books in the seller's panel."""

from django.urls import path

from shop.ledger import views

app_name = "ledger"
urlpatterns = [
    path("<slug:pes>/rozliczenia/", views.MonthView.as_view(), name="month"),
    path("<slug:pes>/rozliczenia/plik/", views.FileView.as_view(), name="file"),
    path("<slug:pes>/rozliczenia/<slug:number>/zwrot/", views.ReturnView.as_view(), name="return"),
]
