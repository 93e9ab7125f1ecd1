"""Letters about reviews: the invitation, the word to the seller, the reply, decisions of ROPS."""

from typing import Any

from django.urls import reverse
from django.utils import translation

from operations import mail
from shop.catalogue.reviews.models import ProductReview
from shop.fulfilment.models import VendorOrder
from shop.moderation.tasks import appeal_until
from shop.order.models import Line
from shop.voices import invitations
from shop.voices.letters import full_address, mailboxes_of
from shop.voices.models import Decision


def invite(vo: VendorOrder) -> None:
    """Ask the buyer of a delivered share about each thing in it; nobody who wants no such letters."""
    order = vo.order
    if not order.email or invitations.wants_none(order.email):
        return
    with translation.override(order.language):
        things = [
            {"title": line.title, "url": full_address(address)}
            for line in invitations.lines_to_review(vo)
            if (address := invitations.address_in_letter(line))
        ]
        stop_url = reverse("voices:no-invitations", args=[invitations.stop_token(order.email)])
    if things:
        mail.send(
            "review_invite",
            to=order.email,
            context={
                "pes": vo.seller.get("short_name", ""),
                "things": things,
                "action_url": things[0]["url"],
                "stop_url": full_address(stop_url),
            },
            dedupe_key=f"review_invite:{vo.pk}",
            language=order.language,
        )


def tell_seller_of_review(review: ProductReview) -> None:
    profile = review.product.partner.profile
    panel = reverse("voices_panel:reviews", args=[profile.slug])
    for number, address in enumerate(mailboxes_of(profile)):
        mail.send(
            "review_new",
            to=address,
            context={**_about(review), "action_url": full_address(f"{panel}#opinia-{review.pk}")},
            dedupe_key=f"review_new:{review.pk}:{number}",
        )


def tell_buyer_of_reply(review: ProductReview) -> None:
    _tell_buyer("review_replied", review, occasion=str(review.pk))


def tell_buyer_of_decision(decision: Decision) -> None:
    """Send the statement of reasons: facts, ground, how to appeal; or the word that the review is shown."""
    review = decision.review
    if review is None or decision.outcome not in {Decision.Outcome.PUBLISHED, Decision.Outcome.HIDDEN}:
        return
    kind = "review_published" if decision.outcome == Decision.Outcome.PUBLISHED else "review_hidden"
    _tell_buyer(
        kind, review, occasion=str(decision.pk), decision=decision, appeal_until=appeal_until(decision.decided_at)
    )


def tell_seller_of_decision(decision: Decision, kind: str) -> None:
    """Tell the seller what became of a report, a reply or a public question."""
    if decision.review is not None:
        profile = decision.review.product.partner.profile
        about = _about(decision.review)
        panel = reverse("voices_panel:reviews", args=[profile.slug])
    else:
        question = decision.question
        profile = question.profile or question.product.partner.profile
        about = {"question": question, "pes": profile.short_name}
        panel = reverse("seller:questions", args=[profile.slug])
    for number, address in enumerate(mailboxes_of(profile)):
        mail.send(
            kind,
            to=address,
            context={
                **about,
                "decision": decision,
                "appeal_until": appeal_until(decision.decided_at),
                "action_url": full_address(panel),
            },
            dedupe_key=f"{kind}:{decision.pk}:{number}",
        )


def _tell_buyer(kind: str, review: ProductReview, *, occasion: str, **context: Any) -> None:
    line = Line.objects.select_related("order__user").filter(pk=review.order_line_id).first()
    if line is None or not line.order.email:
        return
    with translation.override(line.order.language):
        form = invitations.address_in_letter(line)
        page = reverse("voices:reviews", args=[review.product.slug, review.product.pk])
    shown = review.status == ProductReview.APPROVED
    mail.send(
        kind,
        to=line.order.email,
        context={**_about(review), "action_url": full_address(page if shown else form or page), **context},
        dedupe_key=f"{kind}:{occasion}",
        language=line.order.language,
    )


def _about(review: ProductReview) -> dict[str, Any]:
    return {"review": review, "title": review.product.title, "pes": review.product.partner.profile.short_name}
