"""The example data: whole, labelled, loaded twice the same, never changing what somebody has changed."""

import io
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.core.management import call_command
from django.test import TestCase, override_settings

from cms.media.models import Image, Rendition
from cms.media.shown import not_made
from cms.pages.models import ArticlePage, HomePage, LegalVersionPage, NewsPage
from cms.pages.services import ensure_site
from config.demo import people, sources
from config.foundation import ensure_foundation
from events.models import FairPage, StandApplication
from operations.models import OutboxEntry
from pes_profiles.accounts.models import User
from pes_profiles.models import Membership, Profile, VerificationState
from search import evaluation
from search.engines import choose
from search.management.commands import evaluate_search
from shop.aftersales.models import MoneyBack, Proposal, Withdrawal
from shop.cases.models import Case, Complaint
from shop.cases.models import Entry as CaseEntry
from shop.catalogue.models import OfferRevision, Product, Question, ReviewState, SaleState
from shop.catalogue.reviews.models import ProductReview
from shop.checkout.invariants import broken_invariants
from shop.documents.models import Document
from shop.fulfilment.models import CancelledItem, FulfilmentState, PaymentState, VendorOrder
from shop.ledger.models import Posting
from shop.order.models import Order
from shop.partner.models import Partner, PriceLog, StockRecord
from shop.payments.models import Refund
from tests.database import take_stock
from tests.example import load, load_example

MODELS = (
    *(Image, Rendition, User, Profile, Membership, Partner, Product, OfferRevision, StockRecord, PriceLog, Order),
    *(Case, Complaint, CaseEntry, Withdrawal, Proposal, MoneyBack, CancelledItem, Document, Refund, Posting),
    *(VendorOrder, ProductReview, Question, NewsPage, ArticlePage, LegalVersionPage, FairPage, StandApplication),
)


class TestExampleData(TestCase):
    """One load for all: it is the dear part."""

    @classmethod
    def setUpClass(cls):
        folder = TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.media = Path(folder.name)
        cls.enterClassContext(override_settings(MEDIA_ROOT=cls.media))
        super().setUpClass()

    @classmethod
    def setUpTestData(cls):
        ensure_foundation()
        ensure_site()
        cls.said = load_example(cls.media)

    def test_the_example_is_whole_and_a_second_load_changes_nothing(self):
        def counts() -> Counter:
            return Counter({model.__name__: model.objects.count() for model in MODELS})

        first = counts()

        assert "offers: 182 new" in self.said
        assert Product.objects.public().count() >= 160
        assert Profile.objects.listed().count() >= 24
        assert Profile.objects.filter(verification_state=VerificationState.SUBMITTED).count() == 1
        assert Profile.objects.filter(suspensions__lifted_at__isnull=True, suspensions__isnull=False).count() == 1
        assert {*OfferRevision.objects.values_list("review_state", flat=True)} == {*ReviewState.values}
        assert Product.objects.offers().filter(sale_state=SaleState.PAUSED).exists()
        assert FairPage.objects.count() == 4
        assert first["Order"] == 53
        assert first["ProductReview"] >= 50

        Product.objects.filter(demo_key="kubek-kogut").update(title="Kubek po poprawce")
        HomePage.objects.filter(locale__language_code="pl").update(sentence="Inne zdanie")
        load()

        assert counts() == first
        assert Product.objects.get(demo_key="kubek-kogut").title == "Kubek po poprawce"
        assert HomePage.objects.get(locale__language_code="pl").sentence == "Inne zdanie"

    def test_other_files_of_tests_get_the_same_rows_and_pictures(self):
        def rows() -> dict[str, list]:
            return {table.name: sorted(table.rows, key=repr) for table in take_stock()}

        def pictures(media: Path) -> set[Path]:
            return {file.relative_to(media) for file in media.rglob("*") if file.is_file()}

        first = rows()
        Product.objects.update(title="Coś innego")
        ProductReview.objects.all().delete()

        with TemporaryDirectory() as folder:
            assert load_example(Path(folder)) == self.said
            assert pictures(Path(folder)) == pictures(self.media)
        assert rows() == first
        User.objects.create(email="nastepny@example.com")  # its number is free

    def test_the_first_front_page_makes_no_picture(self):
        before = Rendition.objects.count()

        assert self.client.get("/").status_code == 200
        assert self.client.get("/sklep/").status_code == 200
        assert Rendition.objects.count() == before

    def test_nothing_of_the_directory_and_the_shop_is_left_for_the_worker_to_cut(self):
        assert list(not_made()) == []

    def test_example_orders_add_up_and_nobody_is_written_to(self):
        assert broken_invariants() == []
        assert not OutboxEntry.objects.filter(topic__startswith="mail").exists()
        assert {*VendorOrder.objects.values_list("payment_state", flat=True)} >= {
            PaymentState.UNPAID,
            PaymentState.PAID,
            PaymentState.TERM,
            PaymentState.REFUNDED,
            PaymentState.EXPIRED,
        }
        assert {*VendorOrder.objects.values_list("fulfilment_state", flat=True)} >= {*FulfilmentState.values} - {
            FulfilmentState.PACKED
        }
        for share in VendorOrder.objects.prefetch_related("events"):
            times = [event.at for event in share.events.all()]
            assert times == sorted(times)

    def test_what_may_follow_an_order_is_shown_in_each_state(self):
        assert "what followed: 16 new" in self.said
        assert {*Withdrawal.objects.values_list("state", flat=True)} == {Withdrawal.State.CONFIRMED}
        assert {*MoneyBack.objects.values_list("state", flat=True)} == {MoneyBack.State.DUE, MoneyBack.State.RETURNED}
        assert any(back.is_overdue for back in MoneyBack.objects.all())
        assert {*Proposal.objects.values_list("state", flat=True)} == {Proposal.State.ASKED, Proposal.State.ACCEPTED}
        assert {*Document.objects.values_list("kind", flat=True)} == {*Document.Kind.values}
        open_ones = Complaint.objects.filter(state=Complaint.State.OPEN)
        assert {complaint.days_left < 0 for complaint in open_ones} == {True, False}
        assert {*Complaint.objects.values_list("outcome", flat=True)} >= {"REJECTED", "PRICE_CUT", "EXCHANGE"}
        assert Case.objects.filter(called_in_at__isnull=False).exists()
        assert not Case.objects.filter(demo=False).exists()

    def test_everything_of_the_example_is_labelled_as_such(self):
        assert not Profile.objects.filter(demo=False).exists()
        assert not Order.objects.filter(demo=False).exists()
        assert not VendorOrder.objects.filter(demo=False).exists()
        assert not User.objects.filter(demo=False).exists()
        assert not Product.objects.filter(demo_key="").exists()
        assert not NewsPage.objects.filter(is_example=False).exists()

    def test_every_public_offer_has_a_picture_with_words_a_price_and_its_legal_answers(self):
        required = {
            kind["slug"]: kind["required_legal"]
            for kind in sources.read_yaml(sources.CATALOGUE / "categories.yaml")["categories"]
        }
        for offer in Product.objects.public().for_cards():
            assert offer.card_alt, offer
            assert offer.card_picture.file.name.startswith("original_images/demo-"), offer
            assert offer.price_from, offer
            for key in required[offer.main_category.slug]:
                assert key in offer.legal, (offer, key)

    def test_pictures_and_their_small_sizes_are_files_as_wide_as_their_rows_say(self):
        from PIL import Image as Picture

        for row in [*Image.objects.all()[:12], *Rendition.objects.all()[:12]]:
            with Picture.open(self.media / row.file.name) as picture:
                assert picture.size == (row.width, row.height)

    def test_each_part_can_be_played_with_the_printed_password(self):
        out = io.StringIO()
        call_command("load_demo", "--show-logins", stdout=out)

        assert people.PASSWORD in out.getvalue()
        for login in people.LOGINS:
            assert login.email in out.getvalue()
            assert self.client.login(email=login.email, password=people.PASSWORD)
        assert User.objects.get(email=people.MODERATOR.email).is_rops
        assert User.objects.get(email=people.EDITOR.email).is_editor
        assert User.objects.get(email=people.ADVISER.email).is_owes_adviser
        assert User.objects.get(email=people.ADMIN.email).is_admin

    def test_texts_hold_no_unfilled_place_and_nothing_an_editor_could_not_keep(self):
        pages = [*NewsPage.objects.all(), *ArticlePage.objects.all(), *LegalVersionPage.objects.all()]

        for page in pages:
            for block in page.body:
                if block.block_type == "text":
                    html = str(block.value.source)
                    assert "{" not in html, (page, html[html.index("{") :][:40])
                    for tag in ("<table", "<blockquote", "<h1", "<h4", "<script", "<strong", "<img"):
                        assert tag not in html, (page, tag)

    def test_what_people_type_finds_the_right_offer_first(self):
        """Half A of the evaluation set was written before any ranking and is never tuned on."""
        keys = evaluation.shown_offers()
        cases = [case for case in evaluation.read(evaluate_search.SET, set(keys.values())) if case.half == "A"]

        report = evaluation.evaluate(cases, evaluation.asker(keys, engine=choose.DATABASE))

        assert report.number > 60
        assert report.nothing == []
        assert report.success >= 0.92, report.missed
        assert report.ndcg >= 0.92, report.missed


@pytest.mark.django_db
@override_settings(ENVIRONMENT="production")
def test_production_refuses_before_the_database_is_touched(django_assert_num_queries, capsys):
    with django_assert_num_queries(0), pytest.raises(SystemExit) as stopped:
        call_command("load_demo")

    assert stopped.value.code == 2
    assert capsys.readouterr().err.startswith("Produkcja")
