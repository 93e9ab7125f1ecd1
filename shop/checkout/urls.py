"""Addresses."""

from django.urls import path

from shop.checkout import finding, key_views, letter_views, reorder_views, status_views, views

app_name = "checkout"
urlpatterns = [
    path("", views.start, name="start"),
    path("adres/", views.AddressView.as_view(), name="address"),
    path("dostawa/", views.DeliveryView.as_view(), name="delivery"),
    path("zaplata/", views.PaymentView.as_view(), name="payment"),
    path("sprawdz/", views.review, name="review"),
    path("zloz/", views.place, name="place"),
    path("dziekujemy/", views.thanks, name="thanks"),
    path("znajdz/", finding.find, name="find"),
    path("znajdz/wyslane/", finding.sent, name="find-sent"),
    path("status/<str:token>/", status_views.status, name="status"),
    path("nowy-odnosnik/", key_views.renewed, name="key-renewed"),
    path("status/<str:token>/nowy-odnosnik/", key_views.by_key, name="renew-key"),
    path("status/<str:token>/ponow/", reorder_views.by_key, name="reorder"),
    path("status/<str:token>/listy/", letter_views.by_key, name="letters"),
    path("status/<str:token>/plik/<int:line>/", status_views.personal_file, name="personal-file"),
    path("status/<str:token>/anuluj/<slug:number>/", status_views.cancel, name="cancel"),
]
