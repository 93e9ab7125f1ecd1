"""Addresses of a buyer with an account."""

from django.urls import path

from shop.cases import buyer_views as views

app_name = "cases"
urlpatterns = [
    path("konto/wiadomosci/", views.inbox, name="inbox"),
    path("sprawy/reklamacja/<slug:number>/", views.ComplainView.as_view(), name="complain"),
    path("sprawy/wiadomosc/<slug:number>/", views.MessageView.as_view(), name="message"),
    path("sprawy/<int:pk>/", views.CaseView.as_view(), name="case"),
    path("sprawy/<int:pk>/wycofaj/", views.WithdrawView.as_view(), name="withdraw"),
    path("sprawy/<int:pk>/rops/", views.CallInView.as_view(), name="call-in"),
    path("sprawy/<int:pk>/otworz/", views.ReopenView.as_view(), name="reopen"),
    path("sprawy/<int:pk>/plik/<int:file>/", views.FileView.as_view(), name="file"),
]
