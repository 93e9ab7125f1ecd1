"""The way to have an operator asked again, beside the incidents of the back office."""

from django.urls import include, path
from django.urls.resolvers import URLResolver
from wagtail import hooks

from shop.aftersales import backoffice


@hooks.register("register_admin_urls")
def register_refund_urls() -> list[URLResolver]:
    patterns = [path("zdarzenie/<int:pk>/ponow/", backoffice.AgainView.as_view(), name="again")]
    return [path("zwroty-pieniedzy/", include((patterns, "refund_admin")))]
