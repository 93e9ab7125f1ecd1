"""Reviews for everybody, and the form of whoever received the goods: in the account, or by the order's key."""

import re

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from operations.public_pages import public_page
from shop.catalogue.models import Product
from shop.catalogue.reviews.models import ProductReview
from shop.catalogue.reviews.queries import shown_reviews, summary_of
from shop.order.models import Line
from shop.order.tokens import hash_of
from shop.voices import invitations, queries, reviews
from shop.voices.exceptions import NotDeliveredError, OwnGoodsError, TooLateToChangeError
from shop.voices.review_forms import ReviewForm, initial_of

PER_PAGE = 20
UNPROCESSABLE = 422
TOKEN = re.compile(r"[0-9a-f]{64}")


@require_safe
@public_page("words", "shop")
def review_list(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """All reviews of an offer, or those with so many stars (`?gwiazdki=`), the newest first."""
    offer = get_object_or_404(Product.objects.public().with_seller(), pk=pk, slug=slug)
    found = shown_reviews(offer)
    asked = request.GET.get("gwiazdki", "")
    stars = int(asked) if asked in {"1", "2", "3", "4", "5"} else 0
    page = Paginator(found.filter(score=stars) if stars else found, PER_PAGE).get_page(request.GET.get("strona"))
    context = {
        "offer": offer,
        "profile": offer.partner.profile,
        "summary": summary_of(found),
        "page": page,
        "stars": stars,
    }
    return render(request, "voices/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def write_own(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Review a thing of one's own order; somebody else's is not there."""
    found = get_object_or_404(queries.line_in_full(), order__user=request.user, order__number=number, pk=line)
    return _write(request, found)


@require_http_methods(["GET", "HEAD", "POST"])
def write_by_link(request: HttpRequest, token: str, line: int) -> HttpResponse:
    """Review a thing of the order whose key the guest has."""
    found = None
    if TOKEN.fullmatch(token):
        found = queries.line_in_full().filter(order__token_hash=hash_of(token), pk=line).first()
    if found is None:
        raise Http404
    response = _write(request, found, token=token)
    response["Referrer-Policy"] = "same-origin"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def no_invitations(request: HttpRequest, token: str) -> HttpResponse:
    """Stop the letters that ask for reviews: a page with a button, so that no mail program presses it by itself."""
    email_hash = invitations.stop_address(token)
    if email_hash is None:
        raise Http404
    if request.method == "POST":
        invitations.stop(email_hash)
    return render(request, "voices/no_invitations.html", {"is_done": request.method == "POST"})


# --- How it is done ---


def _write(request: HttpRequest, line: Line, *, token: str = "") -> HttpResponse:
    try:
        reviews.check_may_review(line)
    except NotDeliveredError as error:
        raise Http404 from error
    except OwnGoodsError:
        return _page(request, line, None, form=None, token=token, is_own=True, status=403)
    review = queries.review_of(line)
    if request.method == "POST":
        form = ReviewForm(request.POST)
        if not form.is_valid():
            return _page(request, line, review, form=form, token=token, status=UNPROCESSABLE)
        by = request.user if request.user.is_authenticated else None
        try:
            written = reviews.write(line, by=by, **form.cleaned_data)
        except TooLateToChangeError:
            messages.info(request, _("A review can be changed for 30 days. This one stays as it is."))
        else:
            _thank(request, written)
        return redirect(queries.form_address(line, line.order, token=token))
    form = None
    if review is None or reviews.may_be_changed(review):
        form = ReviewForm(initial=initial_of(review, name=line.order.user.first_name if line.order.user else ""))
    return _page(request, line, review, form=form, token=token)


def _thank(request: HttpRequest, review: ProductReview) -> None:
    if review.status == ProductReview.APPROVED:
        messages.success(request, _("Thank you. Your review is on the page of the offer."))
    else:
        messages.success(request, _("Thank you. ROPS reads your review first and you will get an e-mail."))


def _page(
    request: HttpRequest,
    line: Line,
    review: ProductReview | None,
    *,
    form: ReviewForm | None,
    token: str,
    is_own: bool = False,
    status: int = 200,
) -> HttpResponse:
    hidden = review is not None and review.status == ProductReview.REJECTED
    context = {
        "line": line,
        "offer": line.product.offer if line.product else None,
        "pes": line.partner_name,
        "review": review,
        "form": form,
        "token": token,
        "is_own": is_own,
        "hiding": queries.last_hiding(review) if review and hidden else None,
    }
    return render(request, "voices/write.html", context, status=status)
