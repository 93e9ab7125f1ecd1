"""Addresses: a notice of illegal content, and what became of it."""

from django.urls import path

from shop.moderation import notice_views

app_name = "moderation"
urlpatterns = [
    path("", notice_views.NoticeView.as_view(), name="notice"),
    path("<uuid:public_id>/", notice_views.NoticeStatusView.as_view(), name="notice-status"),
]
