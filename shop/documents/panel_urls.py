"""Addresses of papers in the seller's panel."""

from django.urls import path

from shop.documents import panel_views, year_views

app_name = "documents_panel"
urlpatterns = [
    path("<slug:pes>/dokumenty/", panel_views.PapersView.as_view(), name="papers"),
    path("<slug:pes>/dokumenty/<int:pk>/plik.pdf", panel_views.FileView.as_view(), name="file"),
    path("<slug:pes>/dokumenty/<int:pk>/ksef.xml", panel_views.KsefFileView.as_view(), name="ksef-file"),
    path("<slug:pes>/dokumenty/<int:pk>/ksef/", panel_views.KsefNumberView.as_view(), name="ksef-number"),
    path("<slug:pes>/dokumenty/rok/", year_views.YearView.as_view(), name="year"),
    path("<slug:pes>/zamowienia/<slug:number>/pakowanie.pdf", panel_views.PackingView.as_view(), name="packing"),
    path("<slug:pes>/zamowienia/<slug:number>/faktura/", panel_views.IssueView.as_view(), name="issue"),
    path("<slug:pes>/zamowienia/<slug:number>/korekta/", panel_views.CorrectView.as_view(), name="correct"),
    path("<slug:pes>/zamowienia/<slug:number>/dokument/", panel_views.AddView.as_view(), name="add"),
]
