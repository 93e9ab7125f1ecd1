"""Files with a question and with its answer: for the two who talk, for ROPS when it decides, never on a page."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from pes_profiles.accounts.services import close_account, personal_data
from shop.cases.uploads import clean_files
from shop.catalogue.models import Question
from shop.voices import questions, views
from shop.voices.models import QuestionFile
from tests.factories.accounts import UserFactory
from tests.factories.offers import picture_file
from tests.factories.order import seller_of
from tests.shop.cases.conftest import pdf
from tests.shop.voices.conftest import letters
from tests.shop.voices.test_questions import GUEST, ask_url

pytestmark = pytest.mark.django_db

Side = QuestionFile.Side


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def own_file(file: QuestionFile) -> str:
    return reverse("voices:own-question-file", args=[file.question_id, file.pk])


def panel_file(seller, file: QuestionFile) -> str:
    return reverse("seller:question-file", args=[seller.slug, file.question_id, file.pk])


def office_file(file: QuestionFile) -> str:
    return reverse("voices_admin:question-file", args=[file.question_id, file.pk])


def in_shelf(file: QuestionFile) -> bool:
    return file.file.storage.exists(file.file.name)


@pytest.fixture
def asked(mug, buyer) -> Question:
    return questions.ask(mug, text="Czy taki?", by=buyer, files=clean_files([picture_file("wzor.jpg")]))


def test_a_guest_sends_a_picture_made_anew_and_a_pdf_and_the_link_hands_them_out(client, mug, seller):
    client.post(ask_url(mug), GUEST | {"files": [picture_file("kuchnia.jpg"), pdf("plan.pdf")]})

    question = Question.objects.get()
    token = questions.token_of(question)
    page = client.get(reverse("voices:question", args=[token])).text
    assert "plan.pdf" in page
    picture, paper = question.files.all()
    answer = client.get(reverse("voices:question-file", args=[token, picture.pk]))
    assert answer["Cache-Control"] == "private, no-store"
    with Image.open(io.BytesIO(b"".join(answer.streaming_content))) as seen:
        assert (seen.format, dict(seen.getexif())) == ("WEBP", {})
    assert client.get(reverse("voices:question-file", args=[token, paper.pk]))["Content-Type"] == "application/pdf"

    assert signed_in(seller.owner).get(panel_file(seller, picture)).status_code == 404  # not confirmed yet
    client.post(reverse("voices:question", args=[token]))
    assert signed_in(seller.owner).get(panel_file(seller, picture)).status_code == 200
    assert "pliki" in letters("question_asked")[0].text


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda: SimpleUploadedFile("wirus.jpg", b"MZ nie obraz"), "Wybierz zdjęcie JPG, PNG lub WebP"),
        (lambda: pdf("skrypt.pdf", b"%PDF-1.7 /JavaScript %%EOF"), "hasło, skrypt"),
    ],
    ids=["not a picture", "active pdf"],
)
def test_a_file_that_is_no_picture_and_no_plain_pdf_is_refused_at_its_field(client, mug, file, words):
    answer = client.post(ask_url(mug), GUEST | {"files": [file()]})

    assert answer.status_code == 422
    assert 'id="pytanie_files_error"' in answer.text
    assert words in answer.text
    assert GUEST["text"] in answer.text
    assert not Question.objects.exists()


def test_forms_with_files_are_counted_before_a_picture_is_read(client, mug, monkeypatch):
    monkeypatch.setattr(views, "WITH_FILES", 1)
    faulty = GUEST | {"text": ""}

    assert client.post(ask_url(mug), faulty | {"files": [pdf()]}).status_code == 422
    assert client.post(ask_url(mug), faulty | {"files": [pdf()]}).status_code == 429
    assert client.post(ask_url(mug), GUEST).status_code == 302


def test_only_who_asked_the_seller_and_rops_for_a_public_question_get_a_file(client, mug, seller, buyer, rops, asked):
    file = asked.files.get()
    strangers = {
        "signed out": client.get(own_file(file)).status_code,
        "another person": signed_in(UserFactory()).get(own_file(file)).status_code,
        "another seller": signed_in(seller_of().owner).get(panel_file(seller, file)).status_code,
        "a packer": signed_in(seller.packer).get(panel_file(seller, file)).status_code,
        "rops before it is public": signed_in(rops).get(office_file(file)).status_code,
    }
    assert strangers == dict.fromkeys(strangers, 404) | {"signed out": 302}
    assert signed_in(buyer).get(own_file(file)).status_code == 200
    assert signed_in(seller.owner).get(panel_file(seller, file)).status_code == 200

    other = questions.ask(mug, text="Inne", by=buyer)
    crossed = reverse("voices:own-question-file", args=[other.pk, file.pk])
    assert signed_in(buyer).get(crossed).status_code == 404

    questions.answer(asked, by=seller.owner, text="Tak.", is_public=True)
    assert signed_in(rops).get(office_file(file)).status_code == 200
    page = client.get(mug.get_absolute_url()).text
    assert "Czy taki?" in page
    assert "/plik/" not in page


def test_the_sellers_answer_carries_one_file_that_a_newer_one_replaces(
    mug, seller, buyer, asked, django_capture_on_commit_callbacks
):
    panel = signed_in(seller.owner)
    address, prefix = reverse("seller:questions", args=[seller.slug]), f"q{asked.pk}"
    form = {"question": asked.pk, f"{prefix}-answer": "Tak, taki."}

    faulty = panel.post(address, {"question": asked.pk, f"{prefix}-answer": " ", f"{prefix}-files": pdf("wzory.pdf")})
    assert faulty.status_code == 422
    assert "Wybierz pliki jeszcze raz" in faulty.text
    panel.post(address, form | {f"{prefix}-files": pdf("wzory.pdf")})
    first = asked.files.get(side=Side.SELLER)
    letter = letters("question_answered")[0]
    assert "Sprzedawca dołączył plik" in letter.text
    assert reverse("voices:own-question", args=[asked.pk]) in letter.text
    assert "wzory.pdf" in signed_in(buyer).get(reverse("voices:own-question", args=[asked.pk])).text

    with django_capture_on_commit_callbacks(execute=True):
        panel.post(address, form | {f"{prefix}-files": pdf("nowe.pdf")})
    assert [file.name for file in asked.files.filter(side=Side.SELLER)] == ["nowe.pdf"]
    assert not in_shelf(first)

    with django_capture_on_commit_callbacks(execute=True):
        panel.post(address, form | {f"{prefix}-drop_files": "on"})
    assert [file.side for file in asked.files.all()] == [Side.ASKER]


def test_the_same_words_with_other_files_are_another_question(mug, buyer, asked):
    again = questions.ask(mug, text="Czy taki?", by=buyer, files=clean_files([picture_file("wzor.jpg")]))
    other = questions.ask(mug, text="Czy taki?", by=buyer, files=clean_files([pdf("plan.pdf")]))

    assert again == asked
    assert asked.files.count() == 1
    assert other != asked


def test_closing_an_account_forgets_the_files_of_public_questions_too(
    seller, buyer, asked, django_capture_on_commit_callbacks
):
    questions.answer(asked, by=seller.owner, text="Tak.", is_public=True)
    file = asked.files.get()
    letters("")
    assert personal_data(buyer)["questions"][0]["files"] == ["PICTURE"]

    with django_capture_on_commit_callbacks(execute=True):
        close_account(buyer, by=buyer)

    assert Question.objects.filter(pk=asked.pk).exists()
    assert not QuestionFile.objects.exists()
    assert not in_shelf(file)
