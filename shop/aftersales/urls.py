"""Addresses."""

from django.urls import path

from shop.aftersales import cancel_views, proposal_views, views

app_name = "aftersales"
urlpatterns = [
    path("", views.start, name="start"),
    path("zamowienie/<slug:number>/", views.choose_own, name="order"),
    path("z/<str:token>/", views.choose_by_link, name="link"),
    path("potwierdz/<str:token>/", views.confirm, name="confirm"),
    path("przyjete/<str:token>/", views.receipt, name="receipt"),
    path("anuluj/<slug:number>/", cancel_views.cancel_own, name="cancel"),
    path("anuluj/<str:token>/<slug:number>/", cancel_views.cancel_by_link, name="cancel-link"),
    path("propozycja/<str:token>/", proposal_views.answer, name="proposal"),
]
