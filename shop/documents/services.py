"""Issuing papers. One transaction each: the share's row first, then the number, so that a series never skips.

A number is the next one of the seller's own series of the year (`operations.counters`): its row stays locked until
commit, and a number whose paper was not made is given out again. The first paper of a share stays what it is; each
further one is a correction with the next version.
"""

import hashlib
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import F

from operations import audit, outbox
from operations.clock import today
from operations.counters import next_value
from operations.models import Counter
from pes_profiles.accounts.models import User
from shop.documents.content import invoice_content
from shop.documents.corrections import correction_content, differs
from shop.documents.exceptions import (
    AlreadyIssuedError,
    MissingBasisError,
    NothingSoldError,
    NothingToCorrectError,
    NotPrintingError,
    NumberTakenError,
    SeriesRunningError,
)
from shop.documents.models import Content, Document, DocumentFile, KsefNumber, PaperSettings
from shop.documents.papers import render
from shop.documents.pdfcheck import check_pdf
from shop.documents.rules import basis_of, is_invoiceable, is_vat_payer, lacks_basis, paper_kind
from shop.fulfilment.models import VendorOrder
from shop.ledger.queries import balances
from shop.partner.models import Partner

Kind, Source = Document.Kind, Document.Source
TEMPLATES = {Kind.INVOICE: "invoice", Kind.BILL: "invoice", Kind.CORRECTION: "correction"}


def settings_of(partner: Partner) -> PaperSettings:
    """Return how a seller makes its papers; unsaved defaults for one that has not chosen."""
    return PaperSettings.objects.filter(partner=partner).first() or PaperSettings(partner=partner)


@transaction.atomic
def save_settings(settings: PaperSettings, *, by: User) -> None:
    """Keep what a seller chose.

    Raises:
        SeriesRunningError: the first number was changed after numbers of this year were given out.
    """
    year = today().year
    before = PaperSettings.objects.filter(partner=settings.partner).first()
    first = _first_number(before, year) if before else 1
    if settings.first_number != first:
        if is_running(settings.partner, year):
            raise SeriesRunningError(str(year))
        settings.first_year = year
    elif before:
        settings.first_year = before.first_year
    settings.save()
    audit.log("shop.documents.settings", settings, by=by, partner=settings.partner, mode=settings.mode)


@transaction.atomic
def issue_invoice(vo: VendorOrder, *, by: User, split_payment: bool = False) -> Document:
    """Issue the seller's invoice or bill for a share, from what was agreed when it was placed.

    Raises:
        NotPrintingError: the seller makes its invoices elsewhere.
        AlreadyIssuedError: the share has a paper.
        NothingSoldError: the share was called off or not paid in time.
        MissingBasisError: something is exempt from VAT and the seller has not said by which law.
        NumberTakenError: the pattern repeats a number.
        SumsDifferError: the snapshot of the share does not add up.
    """
    vo = _locked(vo)
    settings = settings_of(vo.partner)
    if not settings.prints:
        raise NotPrintingError(vo.number)
    if _last(vo) is not None:
        raise AlreadyIssuedError(vo.number)
    if not is_invoiceable(vo):
        raise NothingSoldError(vo.number)
    kind = paper_kind(vo, settings)
    if lacks_basis(vo, settings):
        raise MissingBasisError(vo.number)
    day = today()
    words = invoice_content(
        vo,
        kind=kind,
        number="",
        issued_on=day,
        basis=basis_of(vo, settings),
        footer=settings.footer,
        split_payment=split_payment and is_vat_payer(vo),
    )
    return _print(vo, kind, words, settings, day=day, by=by)


@transaction.atomic
def issue_correction(vo: VendorOrder, *, reason: str, by: User) -> Document:
    """Correct the last paper to what the books say now: after a partial refund, or when the share was called off.

    Raises:
        NothingToCorrectError: no paper of ours, or the books say the same.
    """
    vo = _locked(vo)
    papers = list(vo.documents.select_related("ksef").order_by("version"))
    there = balances(vo)
    if not papers or not all(paper.is_ours for paper in papers) or not differs(papers[-1], there):
        raise NothingToCorrectError(vo.number)
    day = today()
    words = correction_content(papers[0], papers[-1], there, number="", issued_on=day, reason=reason)
    return _print(vo, Kind.CORRECTION, words, settings_of(vo.partner), day=day, by=by, first=papers[0])


@transaction.atomic
def add_paper(
    vo: VendorOrder, body: bytes, *, number: str, issued_on: date, ksef_number: str = "", by: User
) -> tuple[Document, bool]:
    """Keep a paper that the seller made elsewhere, and say whether it is new: the same file twice is one paper.

    The first one is the invoice or bill of the share, every further one a correction; the first stays.

    Raises:
        BadPdfError: the file is no PDF to hand on.
        NumberTakenError: another document bears this KSeF number.
    """
    check_pdf(body)
    vo = _locked(vo)
    digest = hashlib.sha256(body).hexdigest()
    known = vo.documents.filter(sha256=digest).first()
    if known is not None:
        return known, False
    if ksef_number and KsefNumber.objects.filter(number=ksef_number).exists():
        raise NumberTakenError(ksef_number)
    first = vo.documents.order_by("version").first()
    document = _keep(
        vo,
        body,
        kind=Kind.CORRECTION if first else paper_kind(vo, settings_of(vo.partner)),
        source=Source.UPLOADED,
        number=number,
        issued_on=issued_on,
        first=first,
        by=by,
    )
    if ksef_number:
        KsefNumber.objects.create(document=document, number=ksef_number, by=by)
    return document, True


@transaction.atomic
def note_ksef_number(document: Document, number: str, *, by: User) -> None:
    """Write down the number under which KSeF took a paper in. Once: a wrong one is for a correction.

    Raises:
        AlreadyIssuedError: the paper has its number.
        NumberTakenError: another paper bears it.
    """
    _locked(document.vendor_order)
    if KsefNumber.objects.filter(document=document).exists():
        raise AlreadyIssuedError(document.number)
    if KsefNumber.objects.filter(number=number).exists():
        raise NumberTakenError(number)
    KsefNumber.objects.create(document=document, number=number, by=by)
    audit.log("shop.documents.ksef", document, by=by)


def is_running(partner: Partner, year: int) -> bool:
    """Whether numbers of the seller's series were given out in a year."""
    names = [series_name(partner.pk, kind, year) for kind in (Kind.INVOICE, Kind.BILL)]
    return Counter.objects.filter(name__in=names).exists()


def next_number(settings: PaperSettings, kind: str) -> int:
    """Return the number that the next paper of a kind would get today."""
    year = today().year
    given = Counter.objects.filter(name=series_name(settings.partner_id, kind, year)).first()
    if given:
        return given.value + 1
    return 1 if kind == Kind.CORRECTION else _first_number(settings, year)


def series_name(partner_id: int, kind: str, year: int) -> str:
    return f"paper:{partner_id}:{kind}:{year}"


def number_of(pattern: str, place: int, year: int) -> str:
    """Return the number that a pattern makes. Nothing else in a pattern is special."""
    return pattern.replace("{nr}", str(place)).replace("{rok}", str(year))


# --- How it is done ---


def _locked(vo: VendorOrder) -> VendorOrder:
    """Let papers of one share be made one after another, each seeing the one before."""
    VendorOrder.objects.filter(pk=vo.pk).update(placed_at=F("placed_at"))
    return (
        VendorOrder.objects.select_related("order__shipping_address", "partner__profile__legal_entity")
        .prefetch_related("taxes", "shipments", "order__lines__taxes")
        .get(pk=vo.pk)
    )


def _last(vo: VendorOrder) -> Document | None:
    return vo.documents.order_by("version").last()


def _first_number(settings: PaperSettings, year: int) -> int:
    return settings.first_number if settings.first_year == year else 1


def _print(
    vo: VendorOrder,
    kind: str,
    words: Content,
    settings: PaperSettings,
    *,
    day: date,
    by: User,
    first: Document | None = None,
) -> Document:
    begins = 1 if kind == Kind.CORRECTION else _first_number(settings, day.year)
    place = next_value(series_name(vo.partner_id, kind, day.year), first=begins)
    pattern = settings.correction_pattern if kind == Kind.CORRECTION else settings.pattern
    words["number"] = number_of(pattern, place, day.year)
    return _keep(
        vo,
        render(TEMPLATES[Kind(kind)], words),
        kind=kind,
        source=Source.GENERATED,
        number=words["number"],
        issued_on=day,
        first=first,
        by=by,
        content=words,
        place=place,
    )


def _keep(
    vo: VendorOrder,
    body: bytes,
    *,
    kind: str,
    source: str,
    number: str,
    issued_on: date,
    first: Document | None,
    by: User,
    content: Content | None = None,
    place: int | None = None,
) -> Document:
    last = _last(vo)
    try:
        with transaction.atomic():
            document = Document.objects.create(
                vendor_order=vo,
                partner=vo.partner,
                kind=kind,
                source=source,
                number=number,
                version=last.version + 1 if last else 1,
                corrects=first,
                issued_on=issued_on,
                series_year=issued_on.year if place else None,
                series_number=place,
                content=content or {},
                sha256=hashlib.sha256(body).hexdigest(),
                created_by=by,
            )
    except IntegrityError as error:
        raise NumberTakenError(number) from error
    DocumentFile.objects.create(document=document, body=body)
    audit.log("shop.documents.issue", document, by=by, share=vo, kind=kind, source=source)
    outbox.put("mail.document_ready", document, dedupe_key=f"mail.document_ready:{document.pk}")
    return document
