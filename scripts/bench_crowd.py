"""A crowd measured by `make bench`: many buyers who press the last button at the same moment, and an operator's notices."""

import hashlib
import hmac
import http.client
import json
import re
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlsplit

from bench_buyer import Buyer, Form

BUYERS, NOTICES, SENDERS = 200, 500, 20
#: what the portal runs with while notices are measured; nothing is asked of Stripe, the worker does not run
SECRET = "whsec_only_for_the_bench"
STRIPE = {"STRIPE_SECRET_KEY": "sk_test_bench", "STRIPE_WEBHOOK_SECRETS": SECRET}
PAGES = 12


def measure(address: str) -> dict[str, list[float]]:
    """Return milliseconds of each order placed in a crowd, and of each notice taken in."""
    return {f"{BUYERS} orders at once": place_at_once(address), "notice taken in": take_in(address)}


def place_at_once(address: str) -> list[float]:
    """Let every buyer go to the last button, each with an offer of its own, then let all press it."""
    with ThreadPoolExecutor(4) as few:
        ready = [each for each in few.map(lambda path: at_the_button(address, path), offers(address)) if each]
    begin, times = threading.Barrier(len(ready)), []

    def press(buyer: Buyer, form: Form) -> None:
        begin.wait()
        taken = milliseconds(lambda: buyer.send(form))
        if "/zamowienie/" in buyer.path:
            times.append(taken)

    crowd = [threading.Thread(target=press, args=each) for each in ready]
    started = time.perf_counter()
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()
    print(
        f"{len(times)} of {len(ready)} orders placed at once: {len(times) / (time.perf_counter() - started):.1f} a second"
    )
    return times


def offers(address: str) -> list[str]:
    """Return addresses of so many different offers, from the pages of the sections."""
    visitor, found = Buyer(address), {}
    sections = sorted(set(re.findall(r'href="(/sklep/k/[^"?]+/)"', visitor.get("/sklep/"))))
    for page in range(1, PAGES + 1):
        for section in sections:
            found |= dict.fromkeys(re.findall(r'href="(/sklep/o/[^"?#]+/)"', visitor.get(f"{section}?strona={page}")))
        if len(found) > 2 * BUYERS:
            break
    return [path for path in found if Buyer(address).can_buy(path)][:BUYERS]


def at_the_button(address: str, path: str) -> tuple[Buyer, Form] | None:
    buyer = Buyer(address)
    buyer.send(buyer.basket_form(path))
    form = buyer.walk_to_the_button()
    return (buyer, form) if form else None


def take_in(address: str) -> list[float]:
    """Send signed notices from several connections, each told once."""
    with ThreadPoolExecutor(SENDERS) as many:
        started = time.perf_counter()
        times = list(many.map(lambda number: milliseconds(lambda: tell(address, number)), range(NOTICES)))
    print(f"{NOTICES / (time.perf_counter() - started):.0f} notices taken in a second", flush=True)
    return times


def tell(address: str, number: int) -> None:
    moment = int(time.time())
    thing = {
        "id": f"cs_test_bench{number}",
        "object": "checkout.session",
        "amount_total": 1000,
        "payment_status": "paid",
    }
    event = {
        "id": f"evt_bench{moment}x{number}", "object": "event", "type": "checkout.session.completed", "livemode": False,
        "created": moment, "account": "acct_bench", "data": {"object": thing},
    }  # fmt: skip
    body = json.dumps(event).encode()
    mark = hmac.new(SECRET.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=60)
    headers = {"Content-Type": "application/json", "Stripe-Signature": f"t={moment},v1={mark}"}
    connection.request("POST", "/platnosci/stripe/webhook/", body, headers)
    status = connection.getresponse().status
    connection.close()
    if status != 200:
        raise SystemExit(f"a notice was answered {status}")


def milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
