"""What the pages read: the papers of a share, a seller's register, a seller's yearly figures."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import QuerySet

from shop.documents import services
from shop.documents.corrections import differs
from shop.documents.ksef import has_file
from shop.documents.models import Document, PaperSettings
from shop.documents.rules import is_invoiceable, lacks_basis, may_split_payment, paper_kind
from shop.fulfilment.models import VendorOrder
from shop.ledger import dac7
from shop.ledger.queries import balances
from shop.partner.models import Partner


@dataclass
class Paper:
    """A document in a list."""

    document: Document

    @property
    def is_correction(self) -> bool:
        return self.document.kind == Document.Kind.CORRECTION

    @property
    def has_file(self) -> bool:
        return has_file(self.document)

    @property
    def wants_ksef_number(self) -> bool:
        return self.has_file and not self.document.ksef_number


@dataclass
class ShareDesk:
    """The papers of a share before its seller, and what can be done next."""

    vo: VendorOrder

    @cached_property
    def settings(self) -> PaperSettings:
        return services.settings_of(self.vo.partner)

    @cached_property
    def papers(self) -> list[Paper]:
        return [Paper(document) for document in documents_of(self.vo)]

    @property
    def is_bill(self) -> bool:
        return paper_kind(self.vo, self.settings) == Document.Kind.BILL

    @property
    def may_issue(self) -> bool:
        return self.settings.prints and not self.papers and is_invoiceable(self.vo) and not self.lacks_basis

    @property
    def lacks_basis(self) -> bool:
        """Something is exempt from VAT and the seller, who prints here, has not said by which law."""
        return self.settings.prints and lacks_basis(self.vo, self.settings)

    @property
    def may_split_payment(self) -> bool:
        return self.may_issue and may_split_payment(self.vo)

    @cached_property
    def may_correct(self) -> bool:
        ours = bool(self.papers) and all(paper.document.is_ours for paper in self.papers)
        return ours and differs(self.papers[-1].document, balances(self.vo))

    @property
    def may_add(self) -> bool:
        return bool(self.papers) or is_invoiceable(self.vo)


def documents_of(vo: VendorOrder) -> QuerySet[Document]:
    """A share's papers, the first one first."""
    return vo.documents.select_related("ksef").order_by("version")


def register(partner: Partner) -> QuerySet[Document]:
    """All papers of a seller, the newest first."""
    return (
        Document.objects.filter(partner=partner)
        .select_related("vendor_order", "ksef")
        .order_by("-issued_on", "-created_at", "-pk")
    )


def own_year(partner: Partner, year: int) -> dac7.SellerYear | None:
    """Return a seller's own row of the yearly figures; nothing when no money moved."""
    return next(iter(dac7.sellers_in(year, of=partner)), None)
