"""Addresses of cases in the seller's panel."""

from django.urls import path

from shop.cases import panel_views as views

app_name = "cases_panel"
urlpatterns = [
    path("<slug:pes>/reklamacje/", views.ComplaintsView.as_view(), name="complaints"),
    path("<slug:pes>/wiadomosci/", views.MessagesView.as_view(), name="messages"),
    path("<slug:pes>/wiadomosci/zamowienie/<slug:number>/", views.MessageView.as_view(), name="message"),
    path("<slug:pes>/sprawy/<int:pk>/", views.CaseView.as_view(), name="case"),
    path("<slug:pes>/sprawy/<int:pk>/odpowiedz/", views.AnswerView.as_view(), name="answer"),
    path("<slug:pes>/sprawy/<int:pk>/rops/", views.CallInView.as_view(), name="call-in"),
    path("<slug:pes>/sprawy/<int:pk>/otworz/", views.ReopenView.as_view(), name="reopen"),
    path("<slug:pes>/sprawy/<int:pk>/plik/<int:file>/", views.FileView.as_view(), name="file"),
]
