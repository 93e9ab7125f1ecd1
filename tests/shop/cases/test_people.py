"""What a person gets out, and what is forgotten."""

import pytest

from pes_profiles.accounts.services import personal_data, reasons_to_keep
from shop.cases import services
from shop.cases.models import Case, CaseFile, Complaint, Side
from shop.cases.people import forget_messages
from shop.cases.uploads import clean_files
from shop.fulfilment.forms import new_form_key
from tests.shop.cases.conftest import ask, complain, fresh, pdf, picture, say


def test_export_has_the_threads_of_own_orders_and_own_words_elsewhere(vo, buyer, seller):
    complaint = complain(vo, by=buyer, files=clean_files([picture(), pdf()]), account="1" * 26)
    say(complaint.case, Side.SELLER, "Sprawdzamy", by=seller.owner)

    own, elsewhere = personal_data(buyer)["cases"], personal_data(seller.owner)["cases"]

    assert own[0]["number"] == complaint.number
    assert own[0]["account"] == "1" * 26
    assert [entry["text"] for entry in own[0]["entries"]] == ["Pękło ucho.", "Sprawdzamy"]
    assert own[0]["entries"][0]["files"] == ["PICTURE", "paragon.pdf"]
    assert [row["text"] for row in elsewhere[0]["written_for_others"]] == ["Sprawdzamy"]


def test_open_complaint_keeps_the_account(complaint, buyer):
    assert any(complaint.number in reason for reason in reasons_to_keep(buyer))

    services.withdraw_complaint(complaint, by=buyer)

    assert not any(complaint.number in reason for reason in reasons_to_keep(buyer))


@pytest.mark.django_db
def test_messages_go_with_the_account_and_complaints_stay_without_the_account_number(
    vo, buyer, django_capture_on_commit_callbacks
):
    complaint = complain(vo, by=buyer, account="1" * 26)
    services.write_message(
        vo, side=Side.BUYER, by=buyer, form_key=new_form_key(), text="A", files=clean_files([picture()])
    )
    shelved = CaseFile.objects.get().file

    with django_capture_on_commit_callbacks(execute=True):
        forget_messages(buyer)

    assert list(Case.objects.all()) == [complaint.case]
    assert not shelved.storage.exists(shelved.name)
    assert Complaint.objects.get().account == ""
    assert fresh(complaint).case.entries.get().text == "Pękło ucho."


def test_strangers_messages_stay(vo, buyer, other):
    ask(vo, by=buyer)

    forget_messages(other.owner)

    assert Case.objects.count() == 1
