"""Addresses of statements and money in the seller's panel."""

from django.urls import path

from shop.aftersales import cancel_views, panel_money, panel_views

app_name = "aftersales_panel"
urlpatterns = [
    path("<slug:pes>/odstapienia/", panel_views.StatementsView.as_view(), name="statements"),
    path("<slug:pes>/odstapienia/<int:pk>/", panel_views.StatementView.as_view(), name="statement"),
    path("<slug:pes>/odstapienia/<int:pk>/zwrot/", panel_views.RefundView.as_view(), name="refund"),
    path("<slug:pes>/zwroty/", panel_money.MoneyView.as_view(), name="money"),
    path("<slug:pes>/zwroty/<int:pk>/", panel_money.ReturnedView.as_view(), name="returned"),
    path("<slug:pes>/zmiany/<slug:number>/anuluj/", cancel_views.CancelPiecesView.as_view(), name="cancel"),
]
