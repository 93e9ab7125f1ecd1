"""Addresses of online payments in the seller's panel."""

from django.urls import path

from shop.payments import panel_views as views

app_name = "payments_panel"
urlpatterns = [
    path("<slug:pes>/platnosci/", views.AccountView.as_view(), name="account"),
    path("<slug:pes>/platnosci/polacz/", views.ConnectView.as_view(), name="connect"),
    path("<slug:pes>/platnosci/dalej/", views.AgainView.as_view(), name="again"),
    path("<slug:pes>/platnosci/powrot/", views.BackView.as_view(), name="back"),
    path("<slug:pes>/platnosci/sprawdz/", views.CheckView.as_view(), name="check"),
    path("<slug:pes>/platnosci/stripe/", views.OwnPageView.as_view(), name="stripe"),
]
