"""What buyers, banks and Stripe itself do to a session, a charge or an account, and the events that tell of it."""

from tests.servers.stripe_fake import objects
from tests.servers.stripe_fake.book import Book, refuse
from tests.servers.stripe_fake.objects import Thing, moment


class Acts:
    """The hands of everyone but the portal."""

    book: Book

    # --- A buyer on the hosted page ---

    def pay(self, session: str, *, method: str = "card") -> Thing:
        """The buyer pays: the money is there at once."""
        account, own, intent = self._open(session, method)
        self._complete(own, intent)
        self._capture(account, own, intent, method)
        return self.book.say(account, "checkout.session.completed", own)

    def decline(self, session: str, *, method: str = "card") -> Thing:
        """The bank refuses; the session stays open and the buyer may try again."""
        account, _own, intent = self._open(session, method)
        refused = self.book.put(account, objects.charge(self.book.number("ch"), intent, status="failed", method=method))
        intent["latest_charge"] = refused["id"]
        intent["last_payment_error"] = {"type": "card_error", "code": "card_declined", "charge": refused["id"]}
        self.book.say(account, "charge.failed", refused)
        return self.book.say(account, "payment_intent.payment_failed", intent)

    def promise(self, session: str, *, method: str = "p24") -> Thing:
        """The buyer is done and the bank is not: success or failure comes later."""
        account, own, intent = self._open(session, method)
        self._complete(own, intent)
        intent["status"] = "processing"
        return self.book.say(account, "checkout.session.completed", own)

    def keep_promise(self, session: str, *, method: str = "p24") -> Thing:
        account, own = self._session(session)
        self._capture(account, own, self.book.get(account, own["payment_intent"]), method)
        return self.book.say(account, "checkout.session.async_payment_succeeded", own)

    def break_promise(self, session: str) -> Thing:
        account, own = self._session(session)
        intent = self.book.get(account, own["payment_intent"])
        intent["status"] = "requires_payment_method"
        self.book.say(account, "payment_intent.payment_failed", intent)
        return self.book.say(account, "checkout.session.async_payment_failed", own)

    def run_out(self, session: str) -> Thing:
        """The session's time is up."""
        account, own = self._session(session)
        if own["status"] != "open":
            raise refuse(400, f"The Checkout Session is {own['status']} and cannot be expired.")
        own.update(status="expired", url=None)
        return self.book.say(account, "checkout.session.expired", own)

    # --- Money back, and quarrels ---

    def give_back(self, account: str, charge: Thing, amount: int, metadata: Thing | None = None) -> Thing:
        """Return money; without metadata it is the seller's click in Stripe's own dashboard."""
        left = charge["amount_captured"] - charge["amount_refunded"]
        if not left:
            raise refuse(400, "Charge has already been refunded.", code="charge_already_refunded")
        if amount > left:
            raise refuse(400, f"Refund amount ({amount}) is greater than unrefunded amount on charge ({left})")
        made = self.book.put(account, objects.refund(self.book.number("re"), charge, amount, metadata or {}))
        moved = self.book.move(account, kind="payment_refund", source=made, amount=-amount)
        made["balance_transaction"] = moved["id"]
        charge["amount_refunded"] += amount
        charge["refunded"] = charge["amount_refunded"] == charge["amount"]
        self.book.say(account, "refund.created", made)
        self.book.say(account, "charge.refunded", charge)
        return made

    def fail_refund(self, number: str) -> Thing:
        """Days later the buyer's bank sends a refund back: the money is with the seller again."""
        account = self.book.owner_of(number)
        own = self.book.get(account, number)
        charge = self.book.get(account, own["charge"])
        moved = self.book.move(account, kind="payment_failure_refund", source=own, amount=own["amount"])
        own.update(status="failed", failure_reason="lost_or_stolen_card", failure_balance_transaction=moved["id"])
        charge["amount_refunded"] -= own["amount"]
        charge["refunded"] = False
        return self.book.say(account, "refund.failed", own)

    def open_dispute(self, session: str, *, reason: str = "product_not_received") -> Thing:
        account, charge = self.charge_of(session)
        charge["disputed"] = True
        made = self.book.put(account, objects.dispute(self.book.number("dp"), charge, reason=reason))
        moved = self.book.move(account, kind="adjustment", source=made, amount=-charge["amount"], fee=6000)
        made["balance_transactions"] = [moved]
        return self.book.say(account, "charge.dispute.created", made)

    def close_dispute(self, number: str, *, won: bool, fee: int = 0) -> Thing:
        """The bank decides; `fee` below zero is what Stripe gives back of its own to who won."""
        account = self.book.owner_of(number)
        own = self.book.get(account, number)
        own["status"] = "won" if won else "lost"
        if won:
            own["balance_transactions"].append(
                self.book.move(account, kind="adjustment", source=own, amount=own["amount"], fee=fee)
            )
        return self.book.say(account, "charge.dispute.closed", own)

    def reinstate(self, number: str, *, status: str = "won", fee: int = 0) -> Thing:
        """The bank thinks better of it: the money of a lost dispute is with the seller again."""
        account = self.book.owner_of(number)
        own = self.book.get(account, number)
        own["status"] = status
        own["balance_transactions"].append(
            self.book.move(account, kind="adjustment", source=own, amount=own["amount"], fee=fee)
        )
        return self.book.say(account, "charge.dispute.funds_reinstated", own)

    # --- An account ---

    def enable(self, account: str, *, charges: bool = True, payouts: bool = True, due: tuple[str, ...] = ()) -> Thing:
        """Stripe has looked at the seller: it may take payments, or something is missing."""
        own = self.book.get("", account)
        state = "active" if charges else "pending"
        own.update(
            charges_enabled=charges,
            payouts_enabled=payouts,
            details_submitted=True,
            capabilities=dict.fromkeys(own["capabilities"], state),
            requirements=objects.requirements(list(due), reason=None if charges else "requirements.past_due"),
        )
        return self.book.say(account, "account.updated", own)

    def fail_payout(self, account: str, amount: int) -> Thing:
        made = self.book.put(account, objects.payout(self.book.number("po"), amount, status="failed"))
        return self.book.say(account, "payout.failed", made)

    def leave(self, account: str) -> Thing:
        """The seller takes the portal's access away."""
        application = {"id": "ca_opes", "object": "application", "name": "OPES"}
        return self.book.say(account, "account.application.deauthorized", application)

    # --- How it is done ---

    def charge_of(self, session: str) -> tuple[str, Thing]:
        account, own = self._session(session)
        intent = self.book.get(account, own["payment_intent"])
        return account, self.book.get(account, intent["latest_charge"])

    def _session(self, session: str) -> tuple[str, Thing]:
        account = self.book.owner_of(session)
        return account, self.book.get(account, session)

    def _open(self, session: str, method: str) -> tuple[str, Thing, Thing]:
        account, own = self._session(session)
        if own["status"] == "open" and own["expires_at"] <= moment():
            self.run_out(session)
        if own["status"] != "open":
            raise refuse(400, f"The Checkout Session is {own['status']}.")
        if method not in own["payment_method_types"]:
            raise refuse(400, f"{method} is not offered")
        if own["payment_intent"] is None:
            metadata = self.book.intent_data.get(session, {}).get("metadata", {})
            made = self.book.put(account, objects.intent(self.book.number("pi"), own, metadata))
            own["payment_intent"] = made["id"]
        return account, own, self.book.get(account, own["payment_intent"])

    def _complete(self, own: Thing, intent: Thing) -> None:
        own.update(status="complete", url=None)
        intent["last_payment_error"] = None

    def _capture(self, account: str, own: Thing, intent: Thing, method: str) -> None:
        charge = self.book.put(
            account, objects.charge(self.book.number("ch"), intent, status="succeeded", method=method)
        )
        fee = objects.fee_of(charge["amount"], method)
        moved = self.book.move(account, kind="payment", source=charge, amount=charge["amount"], fee=fee)
        charge["balance_transaction"] = moved["id"]
        intent.update(status="succeeded", amount_received=intent["amount"], latest_charge=charge["id"])
        own["payment_status"] = "paid"
        self.book.say(account, "charge.succeeded", charge)
        self.book.say(account, "payment_intent.succeeded", intent)
