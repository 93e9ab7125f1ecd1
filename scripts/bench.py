"""`make bench`: median and 95th percentile of the main pages, over HTTP, on both databases.

Measured on the demo data and again with generated offers beside it (`--offers 20000`); one client, two sync workers.
A page is measured kept ("home") and made anew ("home, cold"), beside the floor (one query and a template of 25 kB), stock Oscar
and stock Wagtail; then its weight, how it moves in a browser, and the memory of two workers. A table for the README ends each database.
With generated offers the search is measured on both engines, and Oscar's stock search beside them. `--no-peer` leaves the stock
shops out, `--only pages` the crowd and the search, `--only search` all but our two engines, `--only crowd` all but the
crowd. `--databases sqlite`, `--rounds 40`, `--orders 24`.
The numbers depend on the machine: compare runs, not machines.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Python %d.%d is too old: the portal needs Python 3.11 or newer." % sys.version_info[:2])

import argparse
import os
import re
import signal
import statistics
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import bench_crowd
import bench_look
import bench_search
import bench_stock
import postgresql
from bench_buyer import Buyer
from bench_table import Report
from machine import PYTHON, ROOT, VENV, Steps, check_machine, ensure_environment, environment, free_port, refuse

READY_WITHIN = 120
#: so many sellers share an order
SELLERS = 3
#: more would empty the small stores of the demo data
ORDERS_OF_THE_DEMO = 10


def manage(*arguments: str, **extra: str) -> None:
    done = subprocess.run(
        [str(PYTHON), *arguments], cwd=ROOT, env=environment(**extra), capture_output=True, text=True, check=False
    )
    if done.returncode:
        refuse(f"`{' '.join(arguments)}` failed:\n{done.stdout[-1000:]}{done.stderr[-3000:]}")


@contextmanager
def server(application: str = "config.wsgi", *options: str, **extra: str) -> Iterator[str]:
    """Run the portal, the floor or another shop on a free port and give its address; its number is in `server.pid`."""
    port = free_port()
    command = [
        *(extra.get("GUNICORN", str(VENV / "bin" / "gunicorn")), application, "--pythonpath", "scripts"),
        *("--bind", f"127.0.0.1:{port}", "--workers", "2", "--worker-class", "sync", "--log-level", "error"),
        *("--pid", str(Path(extra["MEDIA_ROOT"]) / "server.pid"), *options),
    ]
    with (Path(extra["MEDIA_ROOT"]) / "server.log").open("a") as log:
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment(**extra), stdout=log, stderr=log, process_group=0
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        deadline = time.monotonic() + READY_WITHIN
        while True:
            try:
                urllib.request.urlopen(f"{address}/zdrowie/gotowe/", timeout=10).close()
                break
            except OSError:
                if child.poll() is not None or time.monotonic() > deadline:
                    refuse("The portal did not start.")
                time.sleep(0.2)
        yield address
    finally:
        child.send_signal(signal.SIGTERM)
        child.wait(60)


def milliseconds(call) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def measure(address: str, *, rounds: int, orders: int) -> dict[str, list[float]]:
    """Walk the portal as a visitor and as a buyer, and keep the time of each answer in milliseconds."""
    visitor = Buyer(address)
    home = visitor.get("/sklep/")
    category = first(r'href="(/sklep/k/[^"?]+/)"', home, "/sklep/")
    offers = sorted(set(re.findall(r'href="(/sklep/o/[^"?#]+/)"', home + visitor.get(category))))
    if not offers:
        refuse("The shop shows no offers.")
    pages = {"home": "/", "shop": "/sklep/", "category": category, "offer": offers[0], "search": "/szukaj/?q=mi%C3%B3d"}
    pages |= {"news": first(r'href="(/aktualnosci/[^"?#]+/)"', visitor.get("/aktualnosci/"), "/aktualnosci/")}
    times: dict[str, list[float]] = {}
    for name, path in pages.items():
        for _ in range(3):
            visitor.get(path)
        times[name] = [milliseconds(lambda path=path: Buyer(address).get(path)) for _ in range(rounds)]
        # A word that nobody asked with before: the page is made, not taken from what is kept.
        joint = "&" if "?" in path else "?"
        asked = [f"{path}{joint}miara={number}" for number in range(rounds)]
        times[f"{name}, cold"] = [milliseconds(lambda path=path: Buyer(address).get(path)) for path in asked]

    kinds = sorted(set(re.findall(r'href="(/sklep/k/[^"?]+/)"', home)))
    elsewhere = [path for kind in kinds for path in re.findall(r'href="(/sklep/o/[^"?#]+/)"', visitor.get(kind))[::6]]
    sellers = one_of_each_seller(address, [*offers[::3], *elsewhere])
    if len(sellers) < SELLERS:
        refuse("The offers on the first pages are of too few sellers.")
    times["add to basket"], times["place order"] = [], []
    for number in range(max(rounds // 2, orders)):
        buyer = Buyer(address)
        for place in range(SELLERS):
            form = buyer.basket_form(sellers[(number + place) % len(sellers)])
            times["add to basket"].append(milliseconds(lambda buyer=buyer, form=form: buyer.send(form)))
        if number < orders and (place := buyer.walk_to_the_button()):
            times["place order"].append(milliseconds(lambda buyer=buyer, place=place: buyer.send(place)))
            if "/zamowienie/" not in buyer.path:
                refuse(f"The order was not placed: the buyer was sent to {buyer.path}.")
    return times


def measure_floor(rounds: int, extra: dict[str, str]) -> list[float]:
    """Time the floor: one query and a template of 25 kB."""
    with server("bench_floor", **extra) as address:
        for _ in range(3):
            Buyer(address).get("/")
        return [milliseconds(lambda: Buyer(address).get("/")) for _ in range(rounds)]


def one_of_each_seller(address: str, offers: list[str]) -> list[str]:
    """Return an offer of each seller that can be ordered by itself, as far as the given ones go."""
    found: dict[str, str] = {}
    for path in offers:
        buyer = Buyer(address)
        seller = first(r'href="/pes/([^/"?#]+)/"', buyer.get(path), "")
        if seller in found or not buyer.can_buy(path):
            continue
        buyer.send(buyer.basket_form(path))
        if buyer.walk_to_the_button():  # not below the least that the seller sells
            found[seller] = path
    return list(found.values())


def first(pattern: str, text: str, otherwise: str) -> str:
    found = re.search(pattern, text)
    return found[1] if found else otherwise


def show(title: str, times: dict[str, list[float]]) -> None:
    floor = statistics.median(times["floor"]) if times.get("floor") else 0.0
    print(f"\n{title}\n{'':16}{'median':>9}{'p95':>9}{'n':>6}{'× floor':>9}   (ms)")
    for name, values in times.items():
        if values:
            ratio = f"{statistics.median(values) / floor:.1f}" if floor else ""
            p95 = sorted(values)[min(len(values) - 1, int(len(values) * 0.95))]
            print(f"{name:16}{statistics.median(values):9.1f}{p95:9.1f}{len(values):6}{ratio:>9}", flush=True)
        else:
            print(f"{name:16}{'none':>9}", flush=True)


def report(
    title: str, times: dict[str, list[float]], extra: dict[str, str], *,
    name: str, options: argparse.Namespace, steps: Steps, folder: Path,
) -> None:  # fmt: skip
    """Measure what else the table shows, and print it."""
    steps.say(f"{name}: weight, browser, memory")
    with server(**extra) as address:
        others = bench_look.look(address, extra)
    others += bench_look.weigh_workers(extra, server=server)
    peer: dict[str, list[float]] = {}
    if options.peer:
        database = extra["DATABASE_URL"]
        stock = (
            f"sqlite:///{folder / 'stock.sqlite3'}" if "sqlite" in database else database.replace("/bench", "/stock")
        )
        needs = bench_stock.make(folder / name.lower(), folder, extra, stock, steps)
        if needs:
            with server("shop_wsgi", **needs) as address:
                peer = bench_stock.measure(address, rounds=options.rounds, orders=options.orders)
            show(f"{name}, stock Oscar with as many offers, stock Wagtail (news)", peer)
    Report(title, times, peer, others).print()


def bench(name: str, database: str, options: argparse.Namespace, steps: Steps, folder: Path) -> None:
    extra = {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "MEDIA_ROOT": str(folder),
        "OPES_LIMITS_OFF": "1",
    }
    steps.say(f"{name}: making the database")
    manage("manage.py", "setup", OPES_SETUP_FAST="1", **extra)
    manage("manage.py", "load_demo", OPES_SETUP_FAST="1", **extra)
    if options.only not in {"search", "crowd"}:
        with server(**extra) as address:
            few = min(options.orders, ORDERS_OF_THE_DEMO)
            show(f"{name}, demo data", measure(address, rounds=options.rounds, orders=few))
    if options.offers:
        steps.say(f"{name}: generating {options.offers} offers")
        manage("scripts/bench_offers.py", str(options.offers), OPES_SETUP_FAST="1", **extra)
        postgresql.settle(database)
        if options.only == "search":
            bench_search.bench_engines(name, extra, options.rounds * 3, server=server, show=show, steps=steps)
            return
        if options.only == "crowd":
            bench_the_crowd(name, extra, steps)
            return
        with server(**extra) as address:
            title = f"{name}, {options.offers} generated offers"
            times = measure(address, rounds=options.rounds, orders=options.orders)
        times = {"floor": measure_floor(options.rounds, extra), **times}
        show(title, times)
        report(title, times, extra, name=name, options=options, steps=steps, folder=folder)
        if options.only == "pages":
            return
        bench_the_crowd(name, extra, steps)
        bench_search.bench_engines(name, extra, options.rounds * 3, server=server, show=show, steps=steps)
        if options.peer and name == "SQLite":
            bench_search.bench_peer(extra, folder, show=show, steps=steps)


def bench_the_crowd(name: str, extra: dict[str, str], steps: Steps) -> None:
    steps.say(f"{name}: {bench_crowd.BUYERS} buyers at once")
    with server(**extra | bench_crowd.STRIPE) as address:
        show(f"{name}, a crowd", bench_crowd.measure(address))


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--offers", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--orders", type=int, default=24)
    parser.add_argument("--only", choices=["all", "pages", "search", "crowd"], default="all")
    parser.add_argument("--no-peer", dest="peer", action="store_false")
    parser.add_argument("--databases", default="sqlite,postgresql")
    options = parser.parse_args()
    steps = Steps()
    check_machine(megabytes=1000)
    ensure_environment(steps, lock="run")
    os.environ.pop("DATABASE_URL", None)
    with tempfile.TemporaryDirectory(prefix="opes-bench-") as name:
        folder = Path(name)
        if "sqlite" in options.databases:
            bench("SQLite", f"sqlite:///{folder / 'bench.sqlite3'}", options, steps, folder)
        if "postgresql" in options.databases:
            if postgresql.programs() is None:
                refuse("PostgreSQL is not installed; `make test` installs it, or use ARGS='--databases sqlite'.")
            with postgresql.cluster() as address:
                subprocess.run(
                    [str(PYTHON), "-c", ("import psycopg, sys; c = psycopg.connect(sys.argv[1], autocommit=True); "
                     "[c.execute(f'CREATE DATABASE {name}') for name in ('bench', 'stock')]"), f"{address}/postgres"], check=True,
                )  # fmt: skip
                bench("PostgreSQL", f"{address}/bench", options, steps, folder)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
