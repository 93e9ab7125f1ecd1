"""Addresses."""

from django.urls import path

from shop.payments import views

app_name = "payments"
urlpatterns = [
    path("<slug:gateway>/webhook/", views.notice, name="notice"),
    path("<slug:number>/powrot/", views.back, name="back"),
    path("<slug:number>/zaplac/", views.pay, name="pay"),
    path("<slug:number>/kod.svg", views.qr, name="qr"),
    path("sandbox/<slug:reference>/", views.SandboxView.as_view(), name="sandbox"),
]
