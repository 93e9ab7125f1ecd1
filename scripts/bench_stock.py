"""The peers of the portal's pages in `make bench`: stock Oscar with the same offers, and an article of a stock Wagtail.

They run on the same server, workers and database as the portal, in an environment of their own.
"""

import re
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import postgresql
from bench_buyer import Buyer, Form
from machine import PYTHON, ROOT, Steps, environment

NEEDS = (
    *("django-oscar[sorl-thumbnail]==4.2.*", "Django==5.2.*", "wagtail==8.0.*", "psycopg[binary]", "gunicorn==27.*"),
    "setuptools",
)
PEER = ROOT / "scripts" / "bench_peer"
ANSWERS = {"username": "bench@example.com", "title": "", "phone_number": "+48600700800", "state": "", "notes": ""}


def make(home: Path, folder: Path, extra: dict[str, str], database: str, steps: Steps) -> dict[str, str] | None:
    """Make the stock shop with the portal's offers; return what its server needs, nothing when that failed."""
    home.mkdir()
    python = folder / "stock-venv" / "bin" / "python"
    if not python.exists():
        steps.say("stock Oscar and Wagtail: making their environment")
        commands = [
            [sys.executable, "-m", "venv", str(folder / "stock-venv")],
            [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *NEEDS],
        ]
    else:
        commands = []
    steps.say("stock Oscar and Wagtail: making their database")
    needs = {
        "PEER_FOLDER": str(home), "PEER_DATABASE": database, "PEER_WAGTAIL": "1", "DJANGO_SETTINGS_MODULE": "shop_settings",
        "PYTHONPATH": str(PEER), "MEDIA_ROOT": str(home),
    }  # fmt: skip
    told = str(home / "offers.json")
    commands += [
        [str(PYTHON), "scripts/bench_offers.py", "--tell", told],
        [str(python), str(PEER / "shop_fill.py"), told],
    ]
    for command in commands:
        with_needs = extra if command[0] == str(PYTHON) else needs
        done = subprocess.run(
            command, cwd=ROOT, env=environment(**with_needs), capture_output=True, text=True, check=False
        )
        if done.returncode:
            print(f"Stock Oscar was not measured: {done.stderr.strip().splitlines()[-3:]}", flush=True)
            return None
    postgresql.settle(database)
    return needs | {"GUNICORN": str(python.with_name("gunicorn"))}


def measure(address: str, *, rounds: int, orders: int) -> dict[str, list[float]]:
    """Walk the stock shop as a visitor and as a buyer, under the names that the portal's pages have."""
    visitor = Buyer(address)
    home = visitor.get("/catalogue/")
    category = re.search(r'href="(/catalogue/category/[^"]+)"', home)[1]
    offers = sorted(set(re.findall(r'href="(/catalogue/[^"/]+_\d+/)"', home)))
    pages = {"home": "/catalogue/", "shop": "/catalogue/", "category": category, "offer": offers[0], "news": "/strony/"}
    times: dict[str, list[float]] = {}
    for name, path in pages.items():
        for _ in range(6):
            visitor.get(path)
        times[name] = [milliseconds(lambda path=path: Buyer(address).get(path)) for _ in range(rounds)]
    times["add to basket"], times["place order"] = [], []
    for number in range(max(rounds // 2, orders)):
        buyer = Buyer(address)
        forms = buyer.forms(buyer.get(offers[number % len(offers)]))
        form = next(form for form in forms if "/basket/add/" in form.action)
        times["add to basket"].append(milliseconds(lambda buyer=buyer, form=form: buyer.send(form)))
        if number < orders:
            place = walk_to_the_button(buyer)
            times["place order"].append(milliseconds(lambda buyer=buyer, place=place: buyer.send(place)))
            if "thank-you" not in buyer.path:
                raise SystemExit(f"Stock Oscar did not place the order: {buyer.path}")
    return times


def walk_to_the_button(buyer: Buyer) -> Form:
    """Go through Oscar's checkout as a guest, up to the form of the last button."""
    html = buyer.get("/checkout/")
    for _ in range(6):
        form = next(form for form in buyer.forms(html) if not re.search(r"i18n|basket", form.action))
        if any(pair == ("action", "place_order") for pair in form.fields):
            return form
        form.fields = [(name, ANSWERS.get(name, value)) for name, value in form.fields]
        html = buyer.send(form)
        if "payment-details" in buyer.path:
            html = buyer.get("/checkout/preview/")
    raise SystemExit(f"Stock Oscar's last button was not found: {buyer.path}")


def milliseconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000
