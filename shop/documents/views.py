"""A buyer's papers: the order's owner, or whoever holds the guest's key. Everybody else finds nothing."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from shop.documents import papers
from shop.documents.models import Document, DocumentFile
from shop.documents.responses import paper
from shop.documents.rules import has_pro_forma
from shop.fulfilment.models import VendorOrder
from shop.payments.views import own_share


@require_safe
def confirmation(request: HttpRequest, number: str) -> HttpResponse:
    vo = _share(request, number)
    return paper(papers.confirmation_pdf(vo), f"potwierdzenie {vo.number}")


@require_safe
def pro_forma(request: HttpRequest, number: str) -> HttpResponse:
    """Only while a transfer is awaited."""
    vo = _share(request, number)
    if not has_pro_forma(vo):
        raise Http404
    return paper(papers.pro_forma_pdf(vo), f"pro forma {vo.number}")


@require_safe
def document(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    vo = _share(request, number)
    found = get_object_or_404(Document, vendor_order=vo, pk=pk)
    return paper(body_of(found), found.number)


def body_of(found: Document) -> bytes:
    return bytes(DocumentFile.objects.get(document=found).body)


def _share(request: HttpRequest, number: str) -> VendorOrder:
    vo = own_share(request, number, request.GET.get("token", ""))
    return whole_share(vo.pk)


def whole_share(pk: int) -> VendorOrder:
    """Return a share with all that its papers say, in a fixed number of queries."""
    return (
        VendorOrder.objects.select_related("order__shipping_address", "order__user", "partner")
        .prefetch_related("taxes", "shipments", "order__lines__taxes")
        .get(pk=pk)
    )
