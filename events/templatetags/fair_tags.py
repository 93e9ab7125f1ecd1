"""What other rooms' templates may ask of the fairs."""

from django import template

from events.queries import coming_stands
from pes_profiles.models import Profile

register = template.Library()


@register.inclusion_tag("events/parts/pes_fairs.html")
def pes_fairs(profile: Profile) -> dict:
    """Show at which coming fairs a PES has a stand; nothing when there is none."""
    return {"stands": coming_stands(profile)}
