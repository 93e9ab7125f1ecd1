"""The part of Stripe's HTTP API that a gateway of direct charges needs. Paths and answers are Stripe's own."""

import re
from collections.abc import Callable
from typing import Any

from tests.servers.stripe_fake import objects
from tests.servers.stripe_fake.acts import Acts
from tests.servers.stripe_fake.book import Book, refuse
from tests.servers.stripe_fake.objects import Thing

Answer = Callable[["Api", str, Thing, str], Thing]
_routes: list[tuple[str, re.Pattern[str], Answer, bool]] = []
LONGEST_SESSION, SHORTEST_SESSION = 24 * 3600, 30 * 60


def route(method: str, path: str, *, of_account: bool = True) -> Callable[[Answer], Answer]:
    """Answer at a path; with `of_account` only when the request names a connected account."""
    pattern = re.compile("^" + path.replace("{id}", r"(?P<id>[\w-]+)") + "$")

    def register(answer: Answer) -> Answer:
        _routes.append((method, pattern, answer, of_account))
        return answer

    return register


class Api(Acts):
    """Objects, and how they are asked for."""

    def __init__(self) -> None:
        self.book = Book()
        self.address = ""
        #: accounts whose balance covers no refund
        self.poor: set[str] = set()

    def answer(self, method: str, path: str, given: Thing, *, account: str) -> Thing:
        for verb, pattern, answer, of_account in _routes:
            found = pattern.match(path)
            if found is None or verb != method:
                continue
            if of_account:
                self._check_account(account)
            return answer(self, account, given, found.groupdict().get("id", ""))
        raise refuse(404, f"Unrecognized request URL ({method}: {path}).")

    def _check_account(self, account: str) -> None:
        if not account:
            raise refuse(400, "This fake knows direct charges only: name the Stripe-Account", param="stripe_account")
        if ("", account) not in self.book.things:
            raise refuse(403, f"The provided key does not have access to account '{account}'", code="account_invalid")


# --- Accounts ---


@route("POST", "/v1/accounts", of_account=False)
def create_account(api: Api, _account: str, given: Thing, _number: str) -> Thing:
    return api.book.put("", objects.account(api.book.number("acct"), given))


@route("GET", "/v1/accounts/{id}", of_account=False)
def retrieve_account(api: Api, _account: str, _given: Thing, number: str) -> Thing:
    return api.book.get("", number)


@route("POST", "/v1/accounts/{id}", of_account=False)
def update_account(api: Api, _account: str, given: Thing, number: str) -> Thing:
    own = api.book.get("", number)
    own["metadata"] = own["metadata"] | given.get("metadata", {})
    return own


@route("GET", "/v1/account")
def retrieve_own_account(api: Api, account: str, _given: Thing, _number: str) -> Thing:
    return api.book.get("", account)


@route("POST", "/v1/account_links", of_account=False)
def create_link(api: Api, _account: str, given: Thing, _number: str) -> Thing:
    api.book.get("", given["account"])
    return objects.account_link(f"{api.address}/setup/{given['account']}?back={given['return_url']}")


@route("POST", "/v1/accounts/{id}/login_links", of_account=False)
def create_login_link(api: Api, _account: str, _given: Thing, number: str) -> Thing:
    api.book.get("", number)
    return objects.login_link(f"{api.address}/express/{number}")


# --- Sessions ---


@route("POST", "/v1/checkout/sessions")
def create_session(api: Api, account: str, given: Thing, _number: str) -> Thing:
    if not api.book.get("", account)["charges_enabled"]:
        raise refuse(400, "Your account cannot currently make live charges.", code="account_invalid")
    number = api.book.number("cs_test")
    made = objects.session(number, given, url=f"{api.address}/c/pay/{number}")
    held = made["expires_at"] - made["created"]
    if not SHORTEST_SESSION <= held <= LONGEST_SESSION:
        raise refuse(400, "The `expires_at` timestamp must be 30 minutes to 24 hours away.", param="expires_at")
    if made["amount_total"] < 200:
        raise refuse(400, "The Checkout Session's total amount must be at least 2.00 zł", code="amount_too_small")
    api.book.intent_data[number] = given.get("payment_intent_data", {})
    return api.book.put(account, made)


@route("GET", "/v1/checkout/sessions/{id}")
def retrieve_session(api: Api, account: str, _given: Thing, number: str) -> Thing:
    own = api.book.get(account, number)
    if own["status"] == "open" and own["expires_at"] <= objects.moment():
        api.run_out(number)
    return own


@route("POST", "/v1/checkout/sessions/{id}/expire")
def expire_session(api: Api, account: str, _given: Thing, number: str) -> Thing:
    own = api.book.get(account, number)
    api.run_out(number)
    return own


@route("GET", "/v1/checkout/sessions")
def list_sessions(api: Api, account: str, given: Thing, _number: str) -> Thing:
    rows = api.book.all_of(account, "cs_test")
    if "payment_intent" in given:
        rows = [row for row in rows if row["payment_intent"] == given["payment_intent"]]
    return _page(rows, given, "/v1/checkout/sessions")


# --- Charges, refunds, disputes ---


@route("GET", "/v1/payment_intents/{id}")
@route("GET", "/v1/charges/{id}")
@route("GET", "/v1/refunds/{id}")
@route("GET", "/v1/disputes/{id}")
@route("GET", "/v1/balance_transactions/{id}")
@route("GET", "/v1/payouts/{id}")
@route("GET", "/v1/events/{id}")
def retrieve(api: Api, account: str, _given: Thing, number: str) -> Thing:
    return api.book.get(account, number)


@route("GET", "/v1/charges")
def list_charges(api: Api, account: str, given: Thing, _number: str) -> Thing:
    return _page(_of_intent(api.book.all_of(account, "ch"), given), given, "/v1/charges")


@route("POST", "/v1/refunds")
def create_refund(api: Api, account: str, given: Thing, _number: str) -> Thing:
    if "payment_intent" in given:
        charge_id = api.book.get(account, given["payment_intent"])["latest_charge"]
    else:
        charge_id = given.get("charge", "")
    charge = api.book.get(account, charge_id or "")
    if account in api.poor:
        raise refuse(400, "Your account balance does not cover this refund.", code="balance_insufficient")
    amount = int(given.get("amount", charge["amount_captured"] - charge["amount_refunded"]))
    return api.give_back(account, charge, amount, given.get("metadata", {}))


@route("GET", "/v1/refunds")
def list_refunds(api: Api, account: str, given: Thing, _number: str) -> Thing:
    return _page(_of_intent(api.book.all_of(account, "re"), given), given, "/v1/refunds")


@route("GET", "/v1/disputes")
def list_disputes(api: Api, account: str, given: Thing, _number: str) -> Thing:
    return _page(_of_intent(api.book.all_of(account, "dp"), given), given, "/v1/disputes")


@route("GET", "/v1/balance_transactions")
def list_movements(api: Api, account: str, given: Thing, _number: str) -> Thing:
    rows = api.book.all_of(account, "txn")
    rows = [row for row in rows if given.get("source", row["source"]) == row["source"]]
    return _page(rows, given, "/v1/balance_transactions")


@route("GET", "/v1/events", of_account=False)
def list_events(api: Api, account: str, given: Thing, _number: str) -> Thing:
    rows = api.book.all_of(account, "evt")
    kinds = given.get("types") or ([given["type"]] if "type" in given else [])
    if kinds:
        rows = [row for row in rows if row["type"] in kinds]
    if "delivery_success" in given:
        wanted = given["delivery_success"] == "true"
        rows = [row for row in rows if (row["pending_webhooks"] == 0) is wanted]
    return _page(rows, given, "/v1/events")


def _of_intent(rows: list[Thing], given: Thing) -> list[Thing]:
    names = [name for name in ("payment_intent", "charge") if name in given]
    return [row for row in rows if all(row.get(name) == given[name] for name in names)]


def _page(rows: list[Thing], given: Thing, url: str) -> Thing:
    created: Any = given.get("created", {})
    if isinstance(created, dict):
        rows = [row for row in rows if row["created"] >= int(created.get("gte", 0))]
        rows = [row for row in rows if row["created"] < int(created.get("lt", 2**40))]
        rows = [row for row in rows if row["created"] <= int(created.get("lte", 2**40))]
        rows = [row for row in rows if row["created"] > int(created.get("gt", -1))]
    if "starting_after" in given:
        numbers = [row["id"] for row in rows]
        rows = rows[numbers.index(given["starting_after"]) + 1 :]
    limit = int(given.get("limit", 10))
    return {"object": "list", "data": rows[:limit], "has_more": len(rows) > limit, "url": url}
