"""Showing text that people formatted: cleaned again on the way out, whatever is stored."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from operations import files

register = template.Library()


@register.filter
def clean_html(text: str | None) -> SafeString:
    """Show formatted text with the allowed tags only."""
    return mark_safe(files.clean_html(text or ""))  # cleaned by the allow-list
