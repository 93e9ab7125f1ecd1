"""Addresses: questions and reviews. They begin at the root: the rooms they belong to are below."""

from django.urls import path

from shop.voices import review_views, views

app_name = "voices"
urlpatterns = [
    path("sklep/o/<slug:slug>-<int:pk>/zapytaj/", views.AskAboutOfferView.as_view(), name="ask-offer"),
    path("pes/<slug:slug>/zapytaj/", views.AskProfileView.as_view(), name="ask-profile"),
    path("sklep/pytanie/wyslane/", views.sent, name="sent"),
    path("sklep/pytanie/<str:token>/", views.question, name="question"),
    path("sklep/pytanie/<str:token>/plik/<int:pk>/", views.question_file, name="question-file"),
    path("konto/pytania/<int:pk>/", views.own_question, name="own-question"),
    path("konto/pytania/<int:question>/plik/<int:pk>/", views.own_question_file, name="own-question-file"),
    path("sklep/o/<slug:slug>-<int:pk>/opinie/", review_views.review_list, name="reviews"),
    path("konto/zamowienia/<slug:number>/opinia/<int:line>/", review_views.write_own, name="write-own"),
    path("sklep/opinia/<str:token>/<int:line>/", review_views.write_by_link, name="write-link"),
    path("sklep/bez-zaproszen/<str:token>/", review_views.no_invitations, name="no-invitations"),
]
