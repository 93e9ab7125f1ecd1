"""One filled-in offer form and what becomes of it.

Whatever can be read is saved, photos first: a draft may lack anything, and nothing that was typed or taken gets lost
because of a fault elsewhere. Only then is the offer sent to ROPS, when the seller asked for it.
"""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from shop.catalogue.exceptions import IncompleteOfferError
from shop.catalogue.models import OfferRevision, Product, RevisionPicture
from shop.catalogue.services import (
    add_picture,
    create_offer,
    describe_picture,
    move_picture,
    remove_picture,
    save_revision,
    set_terms,
    submit_revision,
)
from shop.partner.exceptions import StockBelowReservedError
from shop.partner.models import Partner
from shop.partner.services import set_price, set_stock
from shop.partner.vat import VatCode
from shop.seller.forms.offer import PhotosForm, TermsForm, WordsForm
from shop.seller.forms.variants import VariantsForm
from shop.seller.queries import pictures_of


class OfferDesk:
    """The forms of one offer. With `data` they are bound and checked; without, they show what is saved."""

    def __init__(
        self, partner: Partner, revision: OfferRevision | None, product: Product | None, data: Any = None
    ) -> None:
        self.partner, self.revision, self.product = partner, revision, product
        self.is_approved = product is not None and product.approved_revision_id is not None
        self.data = data
        own_terms = None if self.is_approved else data
        self.words = WordsForm(data, revision=revision, profile=partner.profile)
        self.terms = self.terms_form(own_terms)
        self.photos = PhotosForm(data, pictures=self.pictures)
        self.variants = VariantsForm(data, revision=revision, product=product)
        is_alone = product is None or not product.is_parent
        self.terms.has_new_variants = is_alone and self.variants.count > 0 and not self.is_approved
        if data is not None:
            self.words.is_valid(), self.terms.is_valid(), self.photos.is_valid(), self.variants.is_valid()

    @cached_property
    def pictures(self) -> list[RevisionPicture]:
        return pictures_of(self.revision) if self.revision else []

    def terms_form(self, data: Any = None) -> TermsForm:
        return TermsForm(
            data,
            product=self.product,
            is_exempt=self.partner.is_vat_exempt,
            lead_days=self.partner.default_lead_days,
        )

    @property
    def has_errors(self) -> bool:
        return bool(self.words.errors or self.terms.errors or self.photos.errors or self.variants.errors)

    # --- saving ---

    def create(self, *, by: Any, form_key: UUID | None = None) -> None:
        """Begin the offer with what could be read so far."""
        self.revision = create_offer(self.partner, by=by, form_key=form_key, **self.fields)
        self.product = self.revision.product
        self.words.revision = self.revision

    def save(self, *, version: int, changed_category: bool, by: Any) -> None:
        """Save words, and terms of an offer that nobody has approved yet."""
        fields = self.fields
        if changed_category and self.words.category is not None:
            fields["withdrawal"] = self.words.category.default_withdrawal
        self.revision = self._try_stock(
            lambda numbers: save_revision(self.revision, by=by, version=version, **numbers), fields
        )

    def _try_stock(self, save: Any, fields: dict[str, Any]) -> Any:
        try:
            return save(fields)
        except StockBelowReservedError as refused:
            self.terms.add_error("stock", reserved_words(refused.reserved))
            return save({name: value for name, value in fields.items() if name != "stock"})

    @property
    def fields(self) -> dict[str, Any]:
        fields = self.words.answers | self.variants.answers
        if self.is_approved:
            return fields
        fields |= self.terms.terms(self.words.category)
        if self.product is None or not self.product.is_parent:
            fields |= self.terms.changed_numbers()
        if fields.get("vat_code") == VatCode.MIXED:
            fields["vat_parts"] = parts_of(fields["legal"])
        return fields

    def save_photos(self, files: Any, *, by: Any) -> None:
        """Keep new photos and descriptions; a file that is no picture is named and the others stay."""
        alt = self.photos.cleaned_data.get("photos_alt", "")
        sent: list[tuple[str, UploadedFile]] = [
            (name, each) for name in ("photos", "gallery") for each in files.getlist(name)
        ]
        for name, each in sent:
            try:
                add_picture(self.revision, each, alt=alt if len(sent) == 1 else "", by=by)
            except ValidationError as fault:
                self.photos.add_error(name, fault)
        for picture in self.pictures:
            words = self.photos.cleaned_data.get(f"alt_{picture.pk}")
            if words is None or words == picture.alt:
                continue
            try:
                describe_picture(picture, alt=words, by=by)
            except ValidationError as fault:
                self.photos.add_error(f"alt_{picture.pk}", fault)
        if sent:
            del self.pictures
            self.show_saved_photos()

    def arrange_photos(self, *, remove: str, cover: str, by: Any) -> None:
        own = {str(picture.pk): picture for picture in self.pictures}
        if remove in own:
            remove_picture(own[remove], by=by)
        elif cover in own:
            move_picture(own[cover], to=0, by=by)

    def show_saved_photos(self) -> None:
        """Show the new photos beside what was typed; their file inputs are empty again."""
        before = self.photos
        self.photos = PhotosForm(self.data_with_new_photos(), pictures=self.pictures)
        self.photos.is_valid()
        for name, faults in before.errors.items():
            for fault in faults:
                self.photos.add_error(name if name in self.photos.fields else None, fault)

    def data_with_new_photos(self) -> Any:
        data = self.data.copy()
        data["photos_alt"] = ""
        for picture in self.pictures:
            data.setdefault(f"alt_{picture.pk}", picture.alt)
        return data

    def submit(self, *, by: Any) -> bool:
        """Send to ROPS; what is missing is put at its field."""
        self._leave_out_other_answers(by=by)
        try:
            submit_revision(self.revision, by=by)
        except IncompleteOfferError as missing:
            for name, sentence in missing.fields.items():
                self._blame(name, sentence)
            return False
        return True

    def _leave_out_other_answers(self, *, by: Any) -> None:
        """Answers to questions of a category that was chosen on the way stay with the seller."""
        category = self.revision.category
        approved = self.product.approved_revision
        if category is None or (approved is not None and approved.category_id == category.pk):
            return
        kept = {key: answer for key, answer in self.revision.legal.items() if key in {*category.required_legal, "note"}}
        if kept != self.revision.legal:
            self.revision = save_revision(self.revision, by=by, version=self.revision.version, legal=kept)

    def _blame(self, name: str, sentence: str) -> None:
        if name == "pictures":
            undescribed = next((picture for picture in self.pictures if not picture.alt.strip()), None)
            self.photos.add_error(f"alt_{undescribed.pk}" if undescribed else "photos", sentence)
        elif name == "variants":
            self.variants.add_error(None, sentence)
        elif self.terms.is_bound and name in self.terms.fields:
            self.terms.add_error(name, sentence)
        else:
            self.words.blame(name, sentence)


def save_terms(product: Product, form: TermsForm, *, by: Any) -> None:
    """Change price, stock and terms of an offer at once; a fault of one number stops none of the others."""
    terms = form.terms(product.approved_revision.category if product.approved_revision else None)
    if terms.get("vat_code") == VatCode.MIXED:
        terms["vat_parts"] = parts_of(product.legal) or product.vat_parts
    set_terms(product, by=by, **terms)
    for ending, record in form.records.items():
        numbers = form.changed_numbers(ending)
        if "price" in numbers:
            set_price(record, numbers["price"], by=by)
        if "stock" in numbers:
            try:
                set_stock(record, numbers["stock"], by=by)
            except StockBelowReservedError as refused:
                form.add_error(f"stock{ending}", reserved_words(refused.reserved))


def parts_of(answers: dict[str, Any]) -> list[dict[str, str]]:
    """Return VAT by parts as the list of what is in the basket says."""
    items = answers.get("bundle_items")
    if not isinstance(items, list):
        return []
    rows = [item for item in items if isinstance(item, dict)]
    return [
        {"title": str(row.get("name", "")), "rate": str(row.get("vat", "")), "gross": str(row.get("gross", ""))}
        for row in rows
    ]


def reserved_words(reserved: int) -> str:
    return _("Buyers have already ordered %(n)s. Enter at least that many") % {"n": reserved}
