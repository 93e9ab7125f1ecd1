"""The papers of a share on the pages of rooms above: the seller's order and the buyer's order."""

from typing import Any

from django import template

from pes_profiles.models import Profile
from shop.documents.forms import CorrectionForm, KsefForm
from shop.documents.queries import ShareDesk
from shop.documents.rules import has_pro_forma
from shop.fulfilment.models import VendorOrder

register = template.Library()


@register.inclusion_tag("documents/parts/desk.html", takes_context=True)
def document_desk(context: template.Context, vo: VendorOrder) -> dict[str, Any]:
    """Show a share's papers to its seller; a packer sees the packing list only."""
    profile: Profile = context["profile"]
    return {
        "vo": vo,
        "pes": profile.slug,
        "desk": ShareDesk(vo) if context["is_owner"] else None,
        "correction_form": CorrectionForm(auto_id="id_korekta_%s"),
        "ksef_form": KsefForm(auto_id="id_ksef_%s"),
        "csrf_token": context.get("csrf_token"),
    }


@register.inclusion_tag("documents/parts/share.html")
def share_documents(vo: VendorOrder, token: str = "") -> dict[str, Any]:
    """Show a share's papers to its buyer. Prefetch `documents` for orders of several shares."""
    return {
        "vo": vo,
        "token": token,
        "has_pro_forma": has_pro_forma(vo),
        "documents": sorted(vo.documents.all(), key=lambda document: document.version),
    }
