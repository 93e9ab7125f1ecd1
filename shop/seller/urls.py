"""Addresses."""

from django.urls import path

from shop.seller.views import delivery, home, numbers, offers, orders, page, questions

app_name = "seller"
urlpatterns = [
    path("", home.choose, name="choose"),
    path("<slug:pes>/", home.HomeView.as_view(), name="home"),
    path("<slug:pes>/wiecej/", home.MoreView.as_view(), name="more"),
    path("<slug:pes>/zamowienia/", orders.OrdersView.as_view(), name="orders"),
    path("<slug:pes>/zamowienia/do-druku/", orders.PackingListView.as_view(), name="packing-list"),
    path("<slug:pes>/zamowienia/<slug:number>/", orders.OrderView.as_view(), name="order"),
    path("<slug:pes>/zamowienia/<slug:number>/krok/", orders.OrderActView.as_view(), name="order-act"),
    path(
        "<slug:pes>/zamowienia/<slug:number>/plik/<int:line>/", orders.PersonalFileView.as_view(), name="personal-file"
    ),
    path("<slug:pes>/oferty/", offers.OffersView.as_view(), name="offers"),
    path("<slug:pes>/oferty/dodaj/", offers.OfferAddView.as_view(), name="offer-add"),
    path("<slug:pes>/oferty/ceny/", numbers.NumbersView.as_view(), name="prices"),
    path("<slug:pes>/oferty/<int:pk>/", offers.OfferEditView.as_view(), name="offer-edit"),
    path("<slug:pes>/oferty/<int:pk>/podglad/", offers.OfferPreviewView.as_view(), name="offer-preview"),
    path("<slug:pes>/oferty/<int:pk>/stan/", offers.OfferStateView.as_view(), name="offer-state"),
    path("<slug:pes>/pytania/", questions.QuestionsView.as_view(), name="questions"),
    path(
        "<slug:pes>/pytania/<int:question>/plik/<int:file>/", questions.QuestionFileView.as_view(), name="question-file"
    ),
    path("<slug:pes>/dostawa/", delivery.DeliveryView.as_view(), name="delivery"),
    path("<slug:pes>/strona/", page.PageView.as_view(), name="page"),
]
