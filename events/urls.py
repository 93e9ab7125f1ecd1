"""Addresses below a fair's page; the page itself is Wagtail's."""

from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("<slug:slug>/kalendarz.ics", views.CalendarView.as_view(), name="calendar"),
    path("<slug:slug>/wystaw-sie/", views.ApplyView.as_view(), name="apply"),
    path("<slug:slug>/wystaw-sie/<slug:pes>/", views.ApplicationView.as_view(), name="application"),
    path("<slug:slug>/wystaw-sie/<slug:pes>/rezygnuj/", views.WithdrawView.as_view(), name="withdraw"),
]
