"""What pages of other rooms show of questions and reviews."""

from typing import Any

from django import template

from pes_profiles.accounts.models import User
from pes_profiles.models import Profile
from shop.catalogue.models import Product, Question
from shop.catalogue.reviews.queries import rating_of_seller
from shop.order.models import Order
from shop.voices import queries
from shop.voices.forms import QuestionForm

register = template.Library()

PES_QUESTIONS = 10
OWN_QUESTIONS = 20


@register.inclusion_tag("voices/parts/ask.html", takes_context=True)
def ask_form(context: template.Context, offer: Product) -> dict[str, Any]:
    """Show an empty form for a question; what somebody typed is shown on the form's own page only."""
    user = context.get("user")
    form = QuestionForm(is_guest=not (user and user.is_authenticated))
    return {"offer": offer, "form": form, "csrf_token": context.get("csrf_token", "")}


@register.inclusion_tag("voices/parts/pes_questions.html")
def pes_questions(profile: Profile) -> dict[str, Any]:
    """Show the public questions to a PES as such, and the way to ask."""
    found = Question.objects.public().filter(profile=profile).order_by("-answered_at", "-pk")
    return {"profile": profile, "questions": list(found[:PES_QUESTIONS])}


@register.inclusion_tag("voices/parts/own_questions.html")
def own_questions(user: User) -> dict[str, Any]:
    """Show what a signed-in person has asked, the newest first, with the way to each answer."""
    found = Question.objects.filter(author=user).select_related("product", "profile", "product__partner__profile")
    return {"questions": list(found.order_by("-asked_at", "-pk")[:OWN_QUESTIONS])}


@register.inclusion_tag("voices/parts/pes_rating.html")
def pes_rating(profile: Profile) -> dict[str, Any]:
    """Show what buyers think of a PES: the average over its offers, and the number of reviews."""
    average, number = rating_of_seller(profile)
    return {"average": average, "number": number}


@register.inclusion_tag("voices/parts/order_reviews.html")
def order_reviews(order: Order, token: str) -> dict[str, Any]:
    """Show which things of an order have arrived and can be reviewed. The order comes from `orders_in_full`."""
    return {"things": queries.things_to_review(order, token=token)}
