"""What is read about places of the region."""

from anyascii import anyascii

from pes_profiles.region.models import Gmina


def gmina_named(name: str) -> Gmina | None:
    """Return the gmina of a name as people type it: without diacritics, capitals or hyphens too. One query."""
    wanted = _folded(name)
    return next((gmina for gmina in Gmina.objects.select_related("powiat") if _folded(gmina.name) == wanted), None)


def _folded(text: str) -> str:
    return " ".join(anyascii(text).lower().replace("-", " ").split())
