"""Addresses of a guest, who has the order's key."""

from django.urls import path

from shop.cases import buyer_views as views

app_name = "cases_link"
urlpatterns = [
    path("<str:token>/reklamacja/<slug:number>/", views.ComplainView.as_view(), name="complain"),
    path("<str:token>/wiadomosc/<slug:number>/", views.MessageView.as_view(), name="message"),
    path("<str:token>/<int:pk>/", views.CaseView.as_view(), name="case"),
    path("<str:token>/<int:pk>/wycofaj/", views.WithdrawView.as_view(), name="withdraw"),
    path("<str:token>/<int:pk>/rops/", views.CallInView.as_view(), name="call-in"),
    path("<str:token>/<int:pk>/otworz/", views.ReopenView.as_view(), name="reopen"),
    path("<str:token>/<int:pk>/plik/<int:file>/", views.FileView.as_view(), name="file"),
]
