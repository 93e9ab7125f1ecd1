"""Addresses: asking about an offer or a PES. They begin at the root: the rooms they belong to are below."""

from django.urls import path

from shop.voices import views

app_name = "voices"
urlpatterns = [
    path("sklep/o/<slug:slug>-<int:pk>/zapytaj/", views.AskAboutOfferView.as_view(), name="ask-offer"),
    path("pes/<slug:slug>/zapytaj/", views.AskProfileView.as_view(), name="ask-profile"),
    path("sklep/pytanie/wyslane/", views.sent, name="sent"),
    path("sklep/pytanie/<str:token>/", views.question, name="question"),
]
