"""What followed some of the example orders, told by the services, each act on its own day. No letter is written.

A story is told once. One that no longer fits, because somebody has meanwhile played with its order, is left out.
"""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from config.demo.anchor import Days
from config.demo.people import MODERATOR
from config.demo.teller import ACCOUNT, Teller, owner_of, prints, read_by_both, share_of, thing, through_operator
from operations.models import Counter, OutboxEntry
from pes_profiles.accounts.models import User
from shop.aftersales import exceptions as aftersales_errors
from shop.aftersales.cancelling import cancel_items
from shop.aftersales.models import Proposal
from shop.aftersales.proposing import answer, propose
from shop.aftersales.services import confirm_statement, draft_typed_statement
from shop.aftersales.settling import refuse_statement, return_money_of
from shop.cases import exceptions as cases_errors
from shop.cases import services as cases
from shop.cases.answers import answer_complaint
from shop.cases.models import Complaint, Side
from shop.documents.exceptions import DocumentError
from shop.documents.services import issue_correction, issue_invoice
from shop.fulfilment.exceptions import NotNowError
from shop.fulfilment.models import CancelledBy

#: what a service says when an order has gone another way than the story
OTHERWISE = (
    NotNowError,
    aftersales_errors.AlreadyWithdrawnError,
    aftersales_errors.NothingChosenError,
    aftersales_errors.NothingOwedError,
    cases_errors.AlreadyCalledInError,
    cases_errors.AlreadyDecidedError,
    cases_errors.NoMoneyError,
    cases_errors.NothingChosenError,
    DocumentError,
)


def load_aftersales(days: Days) -> int:
    """Tell the stories that were not told yet."""
    known = set(Counter.objects.filter(name__startswith="demo.story.").values_list("name", flat=True))
    teller, told = Teller(days), 0
    for story in STORIES:
        name = f"demo.story.{story.__name__}"
        if name in known:
            continue
        try:
            with transaction.atomic():
                story(teller)
                Counter.objects.create(name=name, value=1)
        except OTHERWISE:
            continue
        told += 1
    OutboxEntry.objects.filter(topic__startswith="mail.", available_at__in=teller.moments).delete()
    return told


# --- Withdrawals ---


def given_back_and_paid_back(teller: Teller) -> None:
    vo = share_of("o08", "lipowa-lyzka")
    with teller.on(-201, "19:12"):
        statement = teller.withdraw(vo, "karmnik-okno")
    with teller.on(-198, "11:05"):
        through_operator(return_money_of(statement.shares.get(), by=owner_of(vo)))


def number_plate_not_taken_back(teller: Teller) -> None:
    vo = share_of("o25")
    with teller.on(-68, "20:31"):
        statement = draft_typed_statement(
            vo.order,
            part=vo.number,
            form_key=f"demo-{vo.number}-typed",
            typed_number=vo.number,
            email=vo.order.email,
            buyer_name=vo.order.buyer_name,
            account=ACCOUNT,
            text="Rezygnuję z tabliczki z numerem domu, nie pasuje do nowej elewacji.",
        )
        confirm_statement(statement, by=None)
    with teller.on(-66, "09:40"):
        words = "Tabliczkę zrobiliśmy z Państwa numerem domu, więc nikt inny jej nie kupi."
        refuse_statement(statement.shares.get(), code="CUSTOM_MADE", words=words, by=owner_of(vo))


def plate_given_back_in_person(teller: Teller) -> None:
    vo = share_of("o34")
    with teller.on(-31, "17:20"):
        statement = teller.withdraw(vo, "talerzyk-lisc")
    with teller.on(-29, "10:15"):
        through_operator(return_money_of(statement.shares.get(), by=owner_of(vo)))


def plate_on_its_way_back(teller: Teller) -> None:
    """The seller has to decide and to make a transfer."""
    with teller.on(-2, "18:44"):
        teller.withdraw(share_of("o52"), "talerzyk-lisc")


# --- Complaints ---


def bowl_rejected(teller: Teller) -> None:
    vo = share_of("o23")
    with teller.on(-40, "08:55"):
        text = "Po dwóch miesiącach używania szkliwo miski ma drobne pęknięcia."
        complaint = teller.complain(vo, "miska-owsianka", text, demand=Complaint.Demand.REFUND)
    with teller.on(-33, "12:10"):
        answer_complaint(
            complaint,
            outcome=Complaint.Outcome.REJECTED,
            text=(
                "Na zdjęciach widać siatkę pęknięć szkliwa po podgrzewaniu w piekarniku. "
                "Karta miski mówi, że do piekarnika się nie nadaje, więc nie jest to wada."
            ),
            adr=Complaint.Adr.AGREES,
            by=owner_of(vo),
        )
    read_by_both(complaint.case)


def soap_money_overdue(teller: Teller) -> None:
    """The seller promised a transfer and its day has passed."""
    vo = share_of("o27", "cieply-knot")
    with teller.on(-24, "15:00"):
        text = "Dwa mydła kawowe przyszły pokruszone."
        complaint = teller.complain(vo, "mydlo-kawowe", text, demand=Complaint.Demand.PRICE_CUT, pieces=2)
    with teller.on(-20, "09:30"):
        answer_complaint(
            complaint,
            outcome=Complaint.Outcome.PRICE_CUT,
            amount=Decimal("21.00"),
            text="Obniżamy cenę obu mydeł o połowę. Pieniądze wyślemy przelewem na podane konto.",
            by=owner_of(vo),
        )


def flower_pots_red(teller: Teller) -> None:
    """Nobody answered in time, and the buyer has called ROPS in."""
    vo = share_of("o31")
    with teller.on(-18, "21:05"):
        text = "Jedna z doniczek przecieka przez dno: woda zalała parapet."
        complaint = teller.complain(vo, "doniczka-ziola", text, demand=Complaint.Demand.EXCHANGE)
    with teller.on(-3, "10:20"):
        cases.call_in_rops(
            complaint.case, side=Side.BUYER, by=None, text="Minęło 14 dni, sprzedawca się nie odezwał. Proszę o pomoc."
        )
    with teller.on(-2, "12:45"):
        cases.write(
            complaint.case,
            side=Side.ROPS,
            by=User.objects.get(email=MODERATOR.email),
            form_key=f"demo-{vo.number}-rops",
            text="Prosimy sprzedawcę o odpowiedź na reklamację do jutra. W razie kłopotu pomoże doradca OWES.",
        )


def cups_due_soon(teller: Teller) -> None:
    with teller.on(-12, "13:30"):
        text = "Jeden kubek ma ostrą zadrę na uchu, kaleczy palec."
        teller.complain(share_of("o28"), "kubek-kogut", text, demand=Complaint.Demand.REPAIR)


def bowl_made_cheaper(teller: Teller) -> None:
    """The whole way of papers and money: a bill, a price cut, money back through the operator, a correction."""
    vo = share_of("o51")
    owner = owner_of(vo)
    with teller.on(-13, "08:20"):
        prints(vo, owner)
        issue_invoice(vo, by=owner)
    with teller.on(-11, "18:02"):
        text = "Jedna miska ma odprysk szkliwa na brzegu, około pół centymetra."
        complaint = teller.complain(vo, "miska-owsianka", text, demand=Complaint.Demand.PRICE_CUT)
    with teller.on(-9, "10:10"):
        answer_complaint(
            complaint,
            outcome=Complaint.Outcome.PRICE_CUT,
            amount=Decimal("20.00"),
            text="Przepraszamy. Zwracamy 20 zł, pieniądze wrócą tą samą drogą, którą Pani płaciła.",
            by=owner,
        )
        through_operator(vo.money_back.get())
    with teller.on(-8, "09:00"):
        issue_correction(vo, reason="Obniżka ceny po uznanej reklamacji", by=owner)
    read_by_both(complaint.case)


def cup_chipped(teller: Teller) -> None:
    """Fresh: nobody has read it."""
    with teller.on(-1, "19:30"):
        text = "Kubek przyszedł z odpryskiem na brzegu, paczka była cała."
        teller.complain(share_of("o52"), "kubek-kogut", text, demand=Complaint.Demand.EXCHANGE)


# --- Before sending ---


def candle_lighter(teller: Teller) -> None:
    """The buyer said yes, and the difference went back through the operator."""
    vo = share_of("o42", "cieply-knot")
    with teller.on(-3, "09:15"):
        proposal = propose(
            vo,
            Proposal.Kind.LIGHTER,
            by=owner_of(vo),
            form_key=f"demo-{vo.number}-lighter",
            line=thing(vo, "swieca-sojowa-bez"),
            text="Zostały nam świece w mniejszym słoiku: 150 g zamiast 180 g, ten sam zapach.",
            new_gross=Decimal("78.00"),
        )
    with teller.on(-2, "16:40"):
        answer(proposal, yes=True, by=vo.order.user)
        through_operator(vo.money_back.get())


def magnet_called_off(teller: Teller) -> None:
    """Money came by transfer, so the seller has to send a part of it back."""
    vo = share_of("o53")
    with teller.on(-3, "14:05"):
        reason = "Jeden magnes pękł przy wypalaniu, a następny wypał jest dopiero za miesiąc."
        chosen = {thing(vo, "magnes-kogucik").pk: 1}
        cancel_items(vo, chosen, by=owner_of(vo), who=CancelledBy.SELLER, reason=reason)


def fewer_cups_for_the_office(teller: Teller) -> None:
    """The office said yes to five of six; it pays by a later transfer, so it simply owes less."""
    vo = share_of("o49")
    with teller.on(-1, "08:30"):
        proposal = propose(
            vo,
            Proposal.Kind.LESS,
            by=owner_of(vo),
            form_key=f"demo-{vo.number}-less",
            line=thing(vo, "kubek-kogut"),
            text="Jeden kubek nie przeszedł kontroli. Wyślemy pięć, za szósty nic Państwo nie zapłacą.",
            pieces=1,
        )
    with teller.on(-1, "11:50"):
        answer(proposal, yes=True, by=vo.order.user)


def cup_with_another_cock(teller: Teller) -> None:
    """Waits for the buyer's answer, and a question from the buyer waits for the seller's."""
    vo = share_of("o48")
    with teller.on(-1, "09:05"):
        propose(
            vo,
            Proposal.Kind.SUBSTITUTE,
            by=owner_of(vo),
            form_key=f"demo-{vo.number}-substitute",
            line=thing(vo, "kubek-kogut"),
            text="Kubek bez ucha z tym samym kogutem, 300 ml: kubki z uchem wyjdą z pieca za trzy tygodnie.",
            new_gross=Decimal("96.00"),
        )
    with teller.on(-1, "20:15"):
        text = "Czy kubki bez ucha też nadają się do zmywarki?"
        key = f"demo-{vo.number}-words"
        cases.write_message(vo, side=Side.BUYER, by=vo.order.user, form_key=key, text=text)


def cups_later(teller: Teller) -> None:
    """Another day of dispatch waits for the answer of a guest."""
    vo = share_of("o41")
    with teller.on(-1, "13:20"):
        if vo.dispatch_by is None:
            raise NotNowError(vo.number)
        propose(
            vo,
            Proposal.Kind.LATER,
            by=owner_of(vo),
            form_key=f"demo-{vo.number}-later",
            text="Piec jest w naprawie, następny wypał mamy w przyszłym tygodniu.",
            new_date=vo.dispatch_by + timedelta(days=7),
        )


# --- Papers ---


def invoice_for_the_office(teller: Teller) -> None:
    """A public body buys, its unit receives."""
    vo = share_of("o39", "brzeczaca-laka")
    with teller.on(-22, "09:45"):
        prints(vo, owner_of(vo))
        issue_invoice(vo, by=owner_of(vo))


STORIES: tuple[Callable[[Teller], None], ...] = (
    given_back_and_paid_back,
    number_plate_not_taken_back,
    bowl_rejected,
    plate_given_back_in_person,
    soap_money_overdue,
    invoice_for_the_office,
    flower_pots_red,
    bowl_made_cheaper,
    cups_due_soon,
    candle_lighter,
    magnet_called_off,
    plate_on_its_way_back,
    fewer_cups_for_the_office,
    cup_with_another_cock,
    cups_later,
    cup_chipped,
)
