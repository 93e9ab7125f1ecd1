"""Oscar's own addresses, with lists read from the database: Haystack without a search server shows none of 20 000 products."""

import os

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import include, path, re_path
from django.views.generic import ListView
from oscar.core.loading import get_class, get_model

Category, Product = get_model("catalogue", "Category"), get_model("catalogue", "Product")
SearchForm = get_class("search.forms", "SearchForm")


class Hit:
    """What Oscar's templates expect of a search result."""

    def __init__(self, product: Product) -> None:
        self.object = product


class Products(ListView):
    paginate_by = 20
    context_object_name = "products"
    template_name = "oscar/catalogue/browse.html"

    def get_queryset(self):
        return Product.objects.browsable().base_queryset()

    def get_context_data(self, **kwargs):
        context = super().get_context_data(summary="Wszystko", **kwargs)
        hits = [Hit(product) for product in context["object_list"]]
        return context | {"products": hits, "form": SearchForm(self.request.GET)}


class ProductsOfCategory(Products):
    template_name = "oscar/catalogue/category.html"

    def get_queryset(self):
        self.category = get_object_or_404(Category, pk=self.kwargs["pk"], is_public=True)
        return super().get_queryset().filter(categories__in=self.category.get_descendants_and_self()).distinct()

    def get_context_data(self, **kwargs):
        return super().get_context_data(category=self.category, **kwargs)


def ready(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [
    path("zdrowie/gotowe/", ready),
    path("i18n/", include("django.conf.urls.i18n")),
    path("catalogue/", Products.as_view()),
    re_path(r"^catalogue/category/(?P<slug>[\w/-]+)_(?P<pk>\d+)/$", ProductsOfCategory.as_view()),
]
if os.environ.get("PEER_WAGTAIL"):
    from wagtail import urls as wagtail_urls

    urlpatterns += [path("strony/", include(wagtail_urls))]
urlpatterns += [path("", include(apps.get_app_config("oscar").urls[0]))]
