"""Pictures of one version of an offer. Every change takes a waiting version back to draft; an approved one refuses."""

from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, ReferenceIndex

from cms.media.models import Image
from operations import audit
from operations.files import reencode_picture
from shop.catalogue.exceptions import NotEditableError, PictureError
from shop.catalogue.models import OfferRevision, ProductImage, ReviewState, RevisionPicture

COLLECTION = "Oferty"
ALT_LENGTH = 255
_FILE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".gif")


@transaction.atomic
def add_picture(revision: OfferRevision, uploaded: File, *, alt: str = "", by: Any) -> RevisionPicture:
    """Keep a picture somebody sent, made anew, as the last one of the version.

    Raises `ValidationError` (a `PictureError` when there are too many) with a sentence for the seller.
    """
    take_back(revision)
    most = settings.OPES["MAX_PICTURES_PER_OFFER"]
    pictures = list(revision.pictures.order_by("display_order", "pk"))
    if len(pictures) >= most:
        raise PictureError(_("An offer has at most %(most)s photos. Remove one first.") % {"most": most}, code="many")
    alt = checked_alt(alt)

    image = Image.objects.create(
        title=(alt or revision.title or _("Photo of an offer"))[:ALT_LENGTH],
        alt=alt,
        file=reencode_picture(uploaded),
        collection=offer_collection(),
        uploaded_by_user=by,
        source_key=f"offer:{revision.product_id}",
    )
    order = pictures[-1].display_order + 1 if pictures else 0
    picture = RevisionPicture.objects.create(revision=revision, image=image, alt=alt, display_order=order)

    audit.log("catalogue.picture.add", picture, by=by, revision=revision)
    return picture


@transaction.atomic
def describe_picture(picture: RevisionPicture, *, alt: str, by: Any) -> None:
    """Say what is in the picture, for people who cannot see it."""
    take_back(picture.revision)
    picture.alt = checked_alt(alt)
    picture.save(update_fields=["alt"])

    audit.log("catalogue.picture.describe", picture, by=by, revision=picture.revision)


@transaction.atomic
def remove_picture(picture: RevisionPicture, *, by: Any) -> None:
    """Take a picture out of the version; its file goes too when no other version shows it."""
    take_back(picture.revision)
    audit.log("catalogue.picture.remove", picture, by=by, revision=picture.revision)
    image = picture.image
    picture.delete()

    shown = (
        RevisionPicture.objects.filter(image=image).exists()
        or ProductImage.objects.filter(image=image).exists()
        or ReferenceIndex.get_references_to(image).exists()
    )
    if not shown and image.source_key.startswith("offer:"):
        image.delete()


@transaction.atomic
def move_picture(picture: RevisionPicture, *, to: int, by: Any) -> None:
    """Put a picture at a place counted from 0; the first is the cover. Beyond the end means last."""
    take_back(picture.revision)
    pictures = list(picture.revision.pictures.exclude(pk=picture.pk).order_by("display_order", "pk"))
    pictures.insert(max(0, to), picture)
    for order, each in enumerate(pictures):
        each.display_order = order
    RevisionPicture.objects.bulk_update(pictures, ["display_order"])

    audit.log("catalogue.picture.move", picture, by=by, revision=picture.revision, to=picture.display_order)


def take_back(revision: OfferRevision) -> None:
    """Hold an open version until commit; one that waits for ROPS becomes a draft again.

    Raises `NotEditableError` for an approved one.
    """
    rows = OfferRevision.objects.filter(pk=revision.pk)
    if not rows.filter(review_state=ReviewState.SUBMITTED).update(
        review_state=ReviewState.DRAFT, submitted_at=None
    ) and not rows.filter(review_state__in=OfferRevision.OPEN).update(submitted_at=None):
        raise NotEditableError
    revision.refresh_from_db(fields=["review_state", "submitted_at"])


def checked_alt(alt: str) -> str:
    """Return the description of a picture; refuse the name of a file."""
    alt = " ".join(alt.split())
    if alt.lower().endswith(_FILE_ENDINGS):
        raise PictureError(_("This looks like a file name. Write a sentence"), code="alt")
    if len(alt) > ALT_LENGTH:
        raise PictureError(_("Shorten the description to %(most)s characters") % {"most": ALT_LENGTH}, code="alt")
    return alt


def offer_collection() -> Collection:
    """Return the collection of sellers' pictures, apart from the editors'."""
    found = Collection.objects.filter(name=COLLECTION, depth=2).first()
    if found is None:
        root = Collection.get_first_root_node()
        try:
            with transaction.atomic():
                return root.add_child(name=COLLECTION)
        except IntegrityError:  # another seller's first picture was quicker
            found = Collection.objects.get(name=COLLECTION, depth=2)
    return found
