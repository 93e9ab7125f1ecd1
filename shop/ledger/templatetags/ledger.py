"""Whole grosze on the screen."""

from django import template

from cms.base.formats import money
from operations.money import to_zloty

register = template.Library()


@register.filter
def grosze(amount: int) -> str:
    """Show whole grosze as people read money."""
    return money(to_zloty(amount))
