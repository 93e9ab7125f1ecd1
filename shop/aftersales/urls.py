"""Addresses."""

from django.urls import path

from shop.aftersales import views

app_name = "aftersales"
urlpatterns = [
    path("", views.start, name="start"),
    path("zamowienie/<slug:number>/", views.choose_own, name="order"),
    path("z/<str:token>/", views.choose_by_link, name="link"),
    path("potwierdz/<str:token>/", views.confirm, name="confirm"),
    path("przyjete/<str:token>/", views.receipt, name="receipt"),
]
