"""What happens to money later: notices, returns, sessions to close, shares that nobody paid."""

from datetime import timedelta

from operations import health, outbox, schedules
from operations.models import OutboxEntry
from shop.fulfilment.letters import tell_buyer
from shop.fulfilment.models import PaymentState, VendorOrder
from shop.payments import letters, onboarding, reconciler, services, transfer
from shop.payments.gateways import get_gateway
from shop.payments.models import Incident, Notice, Payment
from shop.payments.outcomes import ask
from shop.payments.queries import LIVE, dead_notices, open_incidents


def _bury(entry: OutboxEntry) -> None:
    entry.refresh_from_db(fields=["error"])
    services.bury_notice(Notice.objects.get(pk=entry.ref), error=entry.error or "no such payment")


@outbox.handler("payments.notice", on_dead=_bury)
def apply_notice(entry: OutboxEntry) -> None:
    services.apply_notice(Notice.objects.get(pk=entry.ref))


@outbox.handler("payments.account")
def follow_account(entry: OutboxEntry) -> None:
    onboarding.follow(entry.ref, entry.payload["kind"])


@outbox.handler("payments.ask")
def ask_operator(entry: OutboxEntry) -> None:
    """Look after a payment whose buyer came back; what nobody knows yet comes by notice or by the reconciler."""
    payment = Payment.objects.select_related("vendor_order").get(pk=entry.ref)
    if payment.state in LIVE and payment.reference and not get_gateway(payment.gateway).is_test:
        ask(payment)


@outbox.handler("payments.refund")
def refund_share(entry: OutboxEntry) -> None:
    services.refund_share(VendorOrder.objects.get(pk=entry.ref))


@outbox.handler("payments.return")
def return_payment(entry: OutboxEntry) -> None:
    services.return_late_money(Payment.objects.select_related("vendor_order").get(pk=entry.ref))


@outbox.handler("payments.close")
def close_sessions(entry: OutboxEntry) -> None:
    services.close_sessions(VendorOrder.objects.get(pk=entry.ref))


@schedules.periodic("payments.expire_unpaid", every=timedelta(minutes=5))
def expire_unpaid() -> None:
    services.expire_unpaid()


@schedules.periodic("payments.remind_of_transfers", every=timedelta(hours=1))
def remind_of_transfers() -> None:
    services.remind_of_transfers()


@schedules.periodic("payments.reconcile", every=timedelta(minutes=10))
def reconcile() -> None:
    reconciler.reconcile()


@schedules.periodic("payments.compare", every=timedelta(hours=24))
def compare() -> None:
    reconciler.compare_with_operators()


@health.probe("money")
def nothing_waits_for_rops() -> health.Finding:
    """No operator's notice was given up, and no incident is left alone."""
    waiting = dead_notices().count() + open_incidents().count()
    return health.Finding(well=not waiting, detail=str(waiting))


@schedules.periodic("payments.alert", every=timedelta(hours=1))
def alert() -> None:
    letters.alert_rops()


@outbox.handler("mail.money_incident")
def tell_seller_of_incident(entry: OutboxEntry) -> None:
    letters.tell_seller(Incident.objects.get(pk=entry.ref))


@outbox.handler("mail.share_reminder")
def tell_of_waiting(entry: OutboxEntry) -> None:
    """Repeat the transfer's data, unless it came while the letter waited."""
    vo = VendorOrder.objects.select_related("order", "partner__profile").get(pk=entry.ref)
    if vo.payment_state == PaymentState.UNPAID:
        tell_buyer("share_reminder", vo, transfer_title=transfer.transfer_title(vo), pay_until=vo.hold_until)
