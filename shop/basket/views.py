"""The basket's pages. Every change is a POST that leads back to the basket; what was typed wrongly stays in its field."""

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from operations import limits
from shop.basket import personal_files, queries, services
from shop.basket.exceptions import BadFileError, BadQuantityError, BadWordsError, CannotBuyError
from shop.basket.forms import read_file, read_words
from shop.basket.models import Basket, Line
from shop.catalogue.models import Product
from shop.partner.models import StockRecord

ADDS, ADDS_PER = 60, timedelta(minutes=1)
#: files from one network: reading pictures is dear, so they are counted before anything is read
FILES, FILES_PER = 30, timedelta(hours=1)
BIGGEST_KEY = 2**63 - 1
REMOVED = "basket_removed"
_WRONG = {BadFileError: "file", BadQuantityError: "quantity", BadWordsError: "words"}


@require_safe
def basket(request: HttpRequest) -> HttpResponse:
    """What each seller would send and what it costs, changes first."""
    return render(request, "basket/basket.html", _context(request))


@require_safe
def mini(request: HttpRequest) -> HttpResponse:
    """The number beside the word "basket" in the header."""
    return render(request, "parts/basket_count.html", {"count": queries.count_of(request.basket)})


@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a thing into the basket. What is wrong is asked for again at its field, with all that was typed kept."""
    if not limits.allow(f"basket.add:{request.META.get('REMOTE_ADDR', '')}", ADDS, ADDS_PER):
        return limits.refused(request, ADDS_PER)
    if request.FILES and not limits.allow(f"basket.files:{request.META.get('REMOTE_ADDR', '')}", FILES, FILES_PER):
        return limits.refused(request, FILES_PER)
    product, record = _product(request.POST.get("product", ""))
    typed = request.POST.get("quantity", "")
    words = request.POST.get("personalisation", "").replace("\x00", "")
    file_key, file = request.POST.get("file_key", ""), None
    try:
        file = read_file(request.FILES.get("file"), file_key, offer=product.offer, basket=request.basket)
        quantity = _stepped(typed, request.POST.get("change", ""), product)
        words_of_offer = read_words(words, offer=product.offer)
        services.add_to_basket(
            request.basket, product, quantity=quantity, personalisation=words_of_offer, file=file, record=record
        )
    except CannotBuyError as error:
        messages.error(request, str(error))
        return redirect(product.get_absolute_url() if product.offer.is_public else reverse("basket:view"))
    except (BadFileError, BadQuantityError, BadWordsError) as error:
        file = file or personal_files.by_key(file_key, basket=request.basket)
        context = {
            "offer": product.offer,
            "product": product,
            "typed": typed,
            "words": words,
            "file": file,
            "file_key": personal_files.key_of(file) if file else "",
            "wrong": "file"
            if isinstance(error, BadWordsError) and not product.offer.personalisation
            else _WRONG[type(error)],
            "error": str(error),
            "back": _address(product),
        }
        return render(request, "basket/add.html", context)
    messages.success(request, _("Added to basket: %(title)s") % {"title": product.offer.title})
    return redirect("basket:view")


@require_POST
def update(request: HttpRequest, pk: int) -> HttpResponse:
    """Change how many pieces of a line are wanted."""
    line = _own_line(request, pk)
    typed = request.POST.get("quantity", "")
    try:
        quantity = _stepped(typed, request.POST.get("change", ""), line.product)
        services.change_quantity(line, quantity=quantity)
    except CannotBuyError as error:
        messages.error(request, str(error))
        return redirect("basket:view")
    except BadQuantityError as error:
        return render(request, "basket/basket.html", _context(request, wrong=line.pk, typed=typed, error=str(error)))
    return redirect(f"{reverse('basket:view')}#rzecz-{line.pk}")


@require_POST
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a line out; the basket offers to put it back."""
    line = _own_line(request, pk)
    services.remove_line(line)
    request.session[REMOVED] = {
        "product": line.product_id,
        "quantity": line.quantity,
        "personalisation": line.personalisation,
        "file_key": personal_files.key_of(line.personal_file_id) if line.personal_file_id else "",
        "title": line.product.offer.title,
    }
    return redirect("basket:view")


@require_safe
def personal_file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The file that this buyer sent for a thing in the basket."""
    return personal_files.file_response(_own_line(request, pk).personal_file)


def _context(request: HttpRequest, *, wrong: int = 0, typed: str = "", error: str = "") -> dict:
    parts = queries.parts_of(request.basket) if _has_rows(request.basket) else []
    queries.read_pictures(parts)
    changes = queries.changes_in(parts)
    if any(item.change for part in parts for item in part.items):
        services.note_seen(request.basket, [item.line for part in parts for item in part.items])
    bought = [part for part in parts if part.bought]
    return {
        "parts": parts,
        "bought": bought,
        "changes": changes,
        "goods": sum((part.goods for part in bought), queries.ZERO),
        "delivery": sum((part.delivery_from for part in bought), queries.ZERO),
        "total": sum((part.total for part in bought), queries.ZERO),
        "number": sum(item.line.quantity for part in bought for item in part.bought),
        "is_ready": bool(bought) and not any(part.missing_to_minimum for part in bought),
        "removed": request.session.pop(REMOVED, None) if REMOVED in request.session else None,
        "wrong": wrong,
        "typed": typed,
        "error": error,
    }


def _has_rows(found: Basket) -> bool:
    return found.pk is not None


def _stepped(typed: str, change: str, product: Product) -> int:
    """The number typed; without JavaScript the minus and plus of the field come here as words."""
    number = services.read_quantity(typed)
    step = product.offer.step
    return number - step if change == "minus" else number + step if change == "plus" else number


def _product(key: str) -> tuple[Product, StockRecord | None]:
    """Return the thing that a form names, and what its seller has of it."""
    if not (key.isascii() and key.isdigit() and int(key) <= BIGGEST_KEY):
        raise Http404
    record = StockRecord.objects.select_related("product", "partner__profile").filter(product=int(key)).first()
    product = record.product if record else get_object_or_404(Product, pk=int(key))
    if record and record.partner_id == product.offer.partner_id:
        product.offer.partner = record.partner
    if not product.offer.is_public:
        raise Http404
    return product, record


def _address(product: Product) -> str:
    address = product.get_absolute_url()
    return f"{address}?wariant={product.pk}" if product.is_child else address


def _own_line(request: HttpRequest, pk: int) -> Line:
    if pk > BIGGEST_KEY or not _has_rows(request.basket):
        raise Http404
    own = Line.objects.select_related("product__parent", "stockrecord", "basket")
    return get_object_or_404(own, pk=pk, basket_id=request.basket.pk)
