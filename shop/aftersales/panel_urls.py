"""Addresses of statements in the seller's panel."""

from django.urls import path

from shop.aftersales import panel_views

app_name = "aftersales_panel"
urlpatterns = [
    path("<slug:pes>/odstapienia/", panel_views.StatementsView.as_view(), name="statements"),
    path("<slug:pes>/odstapienia/<int:pk>/", panel_views.StatementView.as_view(), name="statement"),
    path("<slug:pes>/odstapienia/<int:pk>/zwrot/", panel_views.RefundView.as_view(), name="refund"),
]
