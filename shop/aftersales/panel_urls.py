"""Addresses of statements and money in the seller's panel."""

from django.urls import path

from shop.aftersales import cancel_views, panel_money, panel_views, proposal_views

app_name = "aftersales_panel"
urlpatterns = [
    path("<slug:pes>/odstapienia/", panel_views.StatementsView.as_view(), name="statements"),
    path("<slug:pes>/odstapienia/<int:pk>/", panel_views.StatementView.as_view(), name="statement"),
    path("<slug:pes>/odstapienia/<int:pk>/zwrot/", panel_views.RefundView.as_view(), name="refund"),
    path("<slug:pes>/odstapienia/<int:pk>/odmowa/", panel_views.RefuseView.as_view(), name="refuse"),
    path("<slug:pes>/odstapienia/<int:pk>/cofnij-odmowe/", panel_views.AcceptView.as_view(), name="accept"),
    path("<slug:pes>/zwroty/", panel_money.MoneyView.as_view(), name="money"),
    path("<slug:pes>/zwroty/<int:pk>/", panel_money.ReturnedView.as_view(), name="returned"),
    path("<slug:pes>/zwroty/<int:pk>/ponow/", panel_money.AgainView.as_view(), name="again"),
    path("<slug:pes>/zmiany/<slug:number>/anuluj/", cancel_views.CancelPiecesView.as_view(), name="cancel"),
    path("<slug:pes>/zmiany/<slug:number>/propozycja/", proposal_views.ProposalPanelView.as_view(), name="propose"),
    path("<slug:pes>/zmiany/<slug:number>/termin/", proposal_views.DayView.as_view(), name="propose-day"),
    path("<slug:pes>/zmiany/<int:pk>/cofnij/", proposal_views.TakeBackView.as_view(), name="take-back"),
]
