"""Alerts: asked for, confirmed, told once, stopped. Each act may be repeated."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction

from operations import audit
from operations.clock import now
from pes_profiles.accounts.models import User
from pes_profiles.models import Profile
from shop.alerts import letters, searches
from shop.alerts.choices import elsewhere
from shop.alerts.exceptions import NotWaitingError, TooManyAlertsError
from shop.alerts.models import NAME_LENGTH, Alert, LetterKind, RefusedLetter
from shop.alerts.queries import OPEN, is_on_break, offers_back, waiting
from shop.catalogue.models import Product
from shop.catalogue.queries import cards

Kind, State = Alert.Kind, Alert.State
#: a person's open alerts, searches among them
MOST = 100
BATCH = 200
SEARCH_EVERY = timedelta(hours=24)
#: what was published within it may not be in the index yet: it waits for the next look
INDEX_NEEDS = timedelta(minutes=15)
#: an address that nobody confirmed is forgotten; so is what was told or stopped
UNCONFIRMED_STAYS = timedelta(days=7)
ENDED_STAYS = timedelta(days=30)


@transaction.atomic
def ask_for(thing: Product | Profile, *, email: str, user: User | None, language: str = "pl") -> Alert:
    """Wait for an offer, a variant or a PES. A person's own address needs no letter; any other is asked first.

    Asked twice it is one alert; an unconfirmed one gets its letter again, once a day. Raises `TooManyAlertsError`.
    """
    email = email.strip().lower()
    own = user if user is not None and user.email == email else None
    key = {"product": thing} if isinstance(thing, Product) else {"profile": thing}
    open_ones = Alert.objects.filter(email=email, state__in=OPEN)
    alert = open_ones.filter(**key).first()
    if alert is None:
        if open_ones.count() >= MOST:
            raise TooManyAlertsError
        alert = _make(email=email, key=key, user=own, language=language)
    if own is not None:
        Alert.objects.filter(pk=alert.pk).update(user=own, state=State.WAITING, changed_at=now())
        alert.refresh_from_db()
    elif alert.state == State.UNCONFIRMED:
        letters.ask_to_confirm(alert)
    return alert


def confirm(alert: Alert) -> None:
    """Note that the address belongs to whoever asked. Raises `NotWaitingError` when there is nothing to wait for."""
    Alert.objects.filter(pk=alert.pk, state=State.UNCONFIRMED).update(state=State.WAITING, changed_at=now())
    alert.refresh_from_db()
    if alert.state != State.WAITING:
        raise NotWaitingError


def stop(alert: Alert) -> None:
    """Send nothing more."""
    Alert.objects.filter(pk=alert.pk, state__in=OPEN).update(state=State.STOPPED, changed_at=now())


@transaction.atomic
def save_search(user: User, *, query: str, name: str) -> Alert:
    """Watch a search of the portal: its query string without the number of the page. Raises `TooManyAlertsError`."""
    if Alert.objects.filter(user=user, state=State.WAITING).count() >= MOST:
        raise TooManyAlertsError
    moment = now()
    alert, _made = Alert.objects.get_or_create(
        kind=Kind.SEARCH,
        user=user,
        query=query,
        state=State.WAITING,
        defaults={"email": user.email, "name": name[:NAME_LENGTH], "looked_at": moment},
    )
    return alert


@transaction.atomic
def choose_letters(user: User, *, wanted: set[str]) -> None:
    """Keep which letters the person wants; those about orders, rights and the account always go out."""
    refused = {kind.value for kind in LetterKind} - wanted
    RefusedLetter.objects.filter(user=user).exclude(kind__in=refused).delete()
    RefusedLetter.objects.bulk_create(
        [RefusedLetter(user=user, kind=kind) for kind in sorted(refused)], ignore_conflicts=True
    )
    for choice in elsewhere():
        choice.choose(user, choice.value in wanted)
        if choice.value not in wanted:
            refused.add(choice.value)
    audit.log("alerts.letters.choose", user, by=user, refused=sorted(refused))


# --- Looking around ---


def look_for_offers() -> int:
    """Tell those whose thing can be had again; return how many."""
    told = 0
    for alerts in _batches(Kind.OFFER):
        back = offers_back(alert.product for alert in alerts if alert.product)
        shown = {offer.pk: offer for offer in cards({alert.product.offer.pk for alert in alerts if alert.product})}
        for alert in alerts:
            if alert.product and alert.product_id in back:
                told += _tell(alert, partial(letters.tell_offer_is_back, alert, shown[alert.product.offer.pk]))
    return told


def look_for_profiles() -> int:
    """Tell those whose PES sells again; return how many."""
    told = 0
    for alerts in _batches(Kind.PES):
        told += sum(
            _tell(alert, partial(letters.tell_pes_is_back, alert))
            for alert in alerts
            if alert.profile and alert.profile.is_listed and not is_on_break(alert.profile)
        )
    return told


def look_for_news() -> int:
    """Look through saved searches that were not looked through for a day; write only where something is new."""
    before = now() - INDEX_NEEDS - SEARCH_EVERY
    due = waiting(Kind.SEARCH).filter(looked_at__lte=before).order_by("looked_at", "pk")
    return sum(tell_news(alert) for alert in due.select_related("user")[:BATCH])


@transaction.atomic
def tell_news(alert: Alert) -> bool:
    """Write one letter with what appeared since the last look. The claim is one conditional UPDATE."""
    since, until = alert.looked_at, now() - INDEX_NEEDS
    claimed = Alert.objects.filter(pk=alert.pk, state=State.WAITING, looked_at=since).update(looked_at=until)
    if not claimed or since is None:
        return False
    found = [offer for offer in searches.new_offers(alert.query, since) if offer.published_at <= until]
    if found:
        letters.tell_news(alert, found, since=since)
    return bool(found)


def forget_old() -> int:
    """Delete addresses that nobody confirmed, and alerts that ended."""
    moment = now()
    unconfirmed = Alert.objects.filter(state=State.UNCONFIRMED, created_at__lt=moment - UNCONFIRMED_STAYS)
    ended = Alert.objects.filter(state__in=[State.TOLD, State.STOPPED], changed_at__lt=moment - ENDED_STAYS)
    return unconfirmed.delete()[0] + ended.delete()[0]


def _make(*, email: str, key: dict, user: User | None, language: str) -> Alert:
    kind = Kind.OFFER if "product" in key else Kind.PES
    try:
        with transaction.atomic():
            return Alert.objects.create(kind=kind, email=email, user=user, language=language, **key)
    except IntegrityError:  # the same button was pressed twice
        return Alert.objects.get(email=email, state__in=OPEN, **key)


def _tell(alert: Alert, write: Callable[[], None]) -> bool:
    """Claim the alert and write its letter, both or neither."""
    with transaction.atomic():
        claimed = Alert.objects.filter(pk=alert.pk, state=State.WAITING).update(state=State.TOLD, changed_at=now())
        if claimed:
            write()
    return bool(claimed)


def _batches(kind: Alert.Kind) -> Iterator[list[Alert]]:
    last = 0
    while True:
        alerts = list(
            waiting(kind).filter(pk__gt=last).select_related("product__parent", "profile").order_by("pk")[:BATCH]
        )
        if not alerts:
            return
        last = alerts[-1].pk
        yield alerts
