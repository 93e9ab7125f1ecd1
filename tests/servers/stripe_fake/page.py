"""The page at which a buyer pays, as plain as can be: Stripe's stays open after a refused card, and so does this."""

from html import escape
from typing import TYPE_CHECKING

from tests.servers.stripe_fake.book import RefusedError
from tests.servers.stripe_fake.objects import Thing

if TYPE_CHECKING:
    from tests.servers.stripe_fake.server import StripeFake

HTML = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Pay</title></head><body><main>
<h1>Fake Stripe</h1><p role="status">{told}</p><p>{amount} {currency}</p>
<form method="post"><button name="do" value="pay">Pay</button> <button name="do" value="blik">Pay with BLIK</button>
<button name="do" value="decline">Declined card</button> <button name="do" value="promise">Pay later with P24</button></form>
<p><a href="{back}">Back</a></p></main></body></html>"""


def hosted_page(fake: "StripeFake", number: str, given: Thing) -> tuple[int, str, str]:
    """Return status, HTML and where to send the buyer."""
    try:
        account = fake.book.owner_of(number)
    except StopIteration:
        return 404, "", ""
    own = fake.book.get(account, number)
    acts = {
        "pay": fake.pay,
        "blik": lambda each: fake.pay(each, method="blik"),
        "decline": fake.decline,
        "promise": fake.promise,
    }
    act, told = given.get("do", ""), ""
    if act in acts:
        try:
            acts[act](number)
        except RefusedError as error:
            told = str(error)
        else:
            if act != "decline":
                return 303, "", own["success_url"].replace("{CHECKOUT_SESSION_ID}", number)
            told = "Your card was declined."
    page = HTML.format(
        told=escape(told),
        amount=f"{own['amount_total'] / 100:.2f}",
        currency=own["currency"].upper(),
        back=escape(own["cancel_url"] or own["success_url"]),
    )
    return 200, page, ""
