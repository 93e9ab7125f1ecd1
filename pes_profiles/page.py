"""The public page of a PES: what its owners change by themselves, seen by everybody at once.

Register data are not here: ROPS has compared them with the register, so they change only through ROPS.
"""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, ReferenceIndex

from cms.media.models import Image
from operations import audit
from operations.clock import now
from operations.files import reencode_picture
from pes_profiles.accounts.models import User
from pes_profiles.models import Profile, VerificationState
from pes_profiles.services import refresh_search

WORDS = ("tagline", "story", "good_at", "website", "phone", "email", "opening_hours", "dye", "ornament")
SEAT = ("street", "postcode", "town", "gmina")
MOST_GOOD_AT = 5
COLLECTION = "Podmioty"
ALT_LENGTH = 255
_FILE_ENDINGS = (".jpg", ".jpeg", ".png", ".webp", ".heic", ".gif")


class NotVerifiedError(Exception):
    """The PES has no public page yet; its data are still on the way through joining."""


@transaction.atomic
def save_page(profile: Profile, *, by: User, **fields: Any) -> list[str]:
    """Change what the page says; return the names of what changed.

    A new address leaves the old point on the map, so the pin goes to the seat of the gmina until somebody knows better.
    """
    strange = set(fields) - {*WORDS, *SEAT, "served_powiats"}
    if strange:
        raise TypeError(f"not of the page: {', '.join(sorted(strange))}")
    _claim(profile)
    served = fields.pop("served_powiats", None)
    before = profile.gmina_id
    changed = [name for name, value in fields.items() if getattr(profile, name) != value]
    for name in changed:
        setattr(profile, name, fields[name])
    moved = [name for name in changed if name in SEAT]
    if moved and profile.gmina is not None:
        profile.lat, profile.lon = profile.gmina.lat, profile.gmina.lon
    profile.save(update_fields=[*changed, *(("lat", "lon") if moved else ()), "updated_at"])
    if served is not None and {each.pk for each in served} != set(profile.served_powiats.values_list("pk", flat=True)):
        profile.served_powiats.set(served)
        changed.append("served_powiats")
    if not changed:
        return []

    audit.log("pes_profiles.page.save", profile, by=by, changed=changed)
    if moved:
        audit.log("pes_profiles.page.move", profile, by=by, changed=moved, gmina_was=before, gmina=profile.gmina_id)
    refresh_search(profile)
    return changed


@transaction.atomic
def set_cover(profile: Profile, uploaded: File, *, alt: str, by: User) -> None:
    """Show a photo somebody sent, made anew, on the page. The former one goes when it was the PES's own.

    Raises `ValidationError` with a sentence for the person.
    """
    _claim(profile)
    _replace_cover(profile, _keep(profile, reencode_picture(uploaded), alt=checked_alt(alt), by=by))

    audit.log("pes_profiles.cover.set", profile, by=by, image=profile.cover)
    refresh_search(profile)


@transaction.atomic
def describe_cover(profile: Profile, *, alt: str, by: User) -> None:
    """Say what is in the photo. A photo of the portal stays as it is: the PES gets its own copy."""
    _claim(profile)
    alt = checked_alt(alt)
    cover = profile.cover
    if cover is None or cover.alt == alt:
        return
    if _is_own(profile, cover):
        cover.alt, cover.title = alt, alt
        cover.save()
    else:
        with cover.file.open("rb") as file:
            copy = ContentFile(file.read(), name=cover.file.name.rsplit("/", 1)[-1])
        _replace_cover(profile, _keep(profile, copy, alt=alt, by=by))

    audit.log("pes_profiles.cover.describe", profile, by=by, image=profile.cover)


@transaction.atomic
def remove_cover(profile: Profile, *, by: User) -> None:
    """Take the photo off the page; the egg of the PES stands there again."""
    _claim(profile)
    if profile.cover is None:
        return
    was = profile.cover_id
    _replace_cover(profile, None)

    audit.log("pes_profiles.cover.remove", profile, by=by, image=was)
    refresh_search(profile)


def checked_alt(alt: str) -> str:
    """Return the description of a photo; refuse none and the name of a file."""
    alt = " ".join(alt.split())
    if not alt:
        raise ValidationError(_("Write what is in the photo."), code="required")
    if alt.lower().endswith(_FILE_ENDINGS):
        raise ValidationError(_("This looks like a file name. Write a sentence"), code="alt")
    if len(alt) > ALT_LENGTH:
        raise ValidationError(_("Shorten the description to %(most)s characters") % {"most": ALT_LENGTH}, code="alt")
    return alt


def _claim(profile: Profile) -> None:
    """Take the row for this transaction, or raise when there is no page; then read what is in it now."""
    verified = Profile.objects.filter(pk=profile.pk, verification_state=VerificationState.VERIFIED)
    if not verified.update(updated_at=now()):
        raise NotVerifiedError
    profile.refresh_from_db()


def _keep(profile: Profile, file: File, *, alt: str, by: User) -> Image:
    return Image.objects.create(
        title=alt, alt=alt, file=file, collection=_collection(), uploaded_by_user=by, source_key=_own_key(profile)
    )


def _replace_cover(profile: Profile, image: Image | None) -> None:
    former = profile.cover
    profile.cover = image
    profile.save(update_fields=["cover", "updated_at"])
    if former is None or not _is_own(profile, former):
        return
    shown = Profile.objects.filter(cover=former).exists() or ReferenceIndex.get_references_to(former).exists()
    if not shown:
        former.delete()


def _own_key(profile: Profile) -> str:
    return f"profile:{profile.pk}"


def _is_own(profile: Profile, image: Image) -> bool:
    return image.source_key == _own_key(profile)


def _collection() -> Collection:
    """Return the collection of photos of PES, apart from the editors'."""
    found = Collection.objects.filter(name=COLLECTION, depth=2).first()
    if found is None:
        try:
            with transaction.atomic():
                return Collection.get_first_root_node().add_child(name=COLLECTION)
        except IntegrityError:  # another PES's first photo was quicker
            found = Collection.objects.get(name=COLLECTION, depth=2)
    return found
