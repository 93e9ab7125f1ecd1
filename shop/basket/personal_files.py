"""The file after which a thing is made: on the private shelf, for its buyer and its seller only."""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.core import signing
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpResponseBase

from operations.clock import now
from operations.files import reencode_picture
from operations.pdfs import clean_pdf, looks_like_pdf, shown_name
from operations.private_files import PrivateStorage, hand_out, take_off_the_shelf
from shop.basket.models import FOLDER, Basket, Line, PersonalFile

#: so long a file waits for its line, and a removed line for being put back
LOOSE = timedelta(days=1)
#: so long it waits in a basket that does not become an order
IN_BASKET = timedelta(days=60)
_SALT = "shop.basket.personal_file"


@dataclass(frozen=True)
class CleanFile:
    """A file that has passed: what would be kept, and the name that people see."""

    content: ContentFile
    name: str
    is_pdf: bool


def clean(file: UploadedFile) -> CleanFile:
    """Return a picture made anew or a PDF as it may be kept; raise `ValidationError` with a sentence for the person."""
    if looks_like_pdf(file):
        return CleanFile(clean_pdf(file), shown_name(file.name or ""), is_pdf=True)
    return CleanFile(reencode_picture(file), shown_name(file.name or "", ending=".webp"), is_pdf=False)


def keep(file: CleanFile) -> PersonalFile:
    """Put a file on the shelf; it is swept away soon unless a line of a basket takes it."""
    content = file.content.read()
    file.content.seek(0)
    return PersonalFile.objects.create(
        file=file.content,
        is_pdf=file.is_pdf,
        name=file.name,
        size=len(content),
        digest=hashlib.sha256(content).hexdigest(),
        kept_at=now(),
    )


def copy_of(file: PersonalFile) -> PersonalFile | None:
    """Put the same file on the shelf once more, for another order; None when it is gone."""
    try:
        with file.file.open("rb") as kept:
            content = ContentFile(kept.read(), name=file.file.name.rsplit("/", 1)[-1])
    except FileNotFoundError:
        return None
    return keep(CleanFile(content, file.name, is_pdf=file.is_pdf))


def key_of(file: PersonalFile | int) -> str:
    """Return what a form carries instead of a file that was sent already; only who sent it is given this."""
    return signing.dumps(file if isinstance(file, int) else file.pk, salt=_SALT)


def by_key(key: str, *, basket: Basket) -> PersonalFile | None:
    """Return a file that waits for its line, or that has just got one in this basket."""
    try:
        pk = signing.loads(key, salt=_SALT, max_age=LOOSE)
    except signing.BadSignature:
        return None
    free = Q(basket_lines__isnull=True)
    if basket.pk is not None:
        free |= Q(basket_lines__basket_id=basket.pk)
    return PersonalFile.objects.filter(free, pk=pk, order_lines__isnull=True).first()


def file_response(file: PersonalFile | None) -> HttpResponseBase:
    """Hand out a file, once a view has checked who asks."""
    if file is None:
        raise Http404
    return hand_out(file.file, is_pdf=file.is_pdf, name=file.name)


@transaction.atomic
def drop(files: QuerySet[PersonalFile]) -> int:
    """Delete files, their rows now and themselves once nothing can bring the rows back."""
    rows = list(files)
    PersonalFile.objects.filter(pk__in=[row.pk for row in rows]).delete()
    transaction.on_commit(lambda: take_off_the_shelf(row.file for row in rows))
    return len(rows)


def drop_of_baskets(baskets: QuerySet[Basket]) -> None:
    """Delete files in baskets, and their names."""
    drop(PersonalFile.objects.filter(basket_lines__basket__in=baskets))
    Line.objects.filter(basket__in=baskets).update(personal_file_name="")


def forget_loose() -> int:
    """Delete what no line took or still has, and what waited too long in a basket: such a line keeps the name only."""
    alone = PersonalFile.objects.filter(basket_lines__isnull=True, order_lines__isnull=True)
    dropped = drop(alone.filter(kept_at__lt=now() - LOOSE))
    waited = PersonalFile.objects.filter(order_lines__isnull=True, kept_at__lt=now() - IN_BASKET)
    dropped += drop(waited)
    known = PersonalFile.objects.values_list("file", flat=True).iterator()
    return dropped + PrivateStorage().sweep(FOLDER, known=known, before=now() - LOOSE)
