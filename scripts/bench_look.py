"""What `make bench` measures beside time: weight, what moves in a browser, requests to other hosts, memory."""

import json
import re
import subprocess
import urllib.request
from pathlib import Path

import bench_memory
from bench_buyer import Buyer
from bench_weight import Visit
from machine import PYTHON, ROOT, environment

FIRST_VISIT, NEXT_PAGE, MOST_SHIFT, MOST_MEGABYTES = 200, 30, 0.02, 350

Row = tuple[str, float, float, str]


def links(html: str, kind: str) -> list[str]:
    """Return the addresses of categories ("k") or offers ("o") on a page of the shop."""
    return sorted(set(re.findall(rf'href="(/sklep/{kind}/[^"?#]+/)"', html)))


def look(address: str, extra: dict[str, str]) -> list[Row]:
    """Weigh the main pages and watch them in a browser; rows for the table: what, how much, at most, unit."""
    home = Buyer(address).get("/sklep/")
    paths = [
        "/",
        links(home, "k")[0],
        links(home, "o")[0],
    ]
    paths.append("/koszyk/")

    def read(path: str) -> bytes:
        with urllib.request.urlopen(address + path, timeout=60) as answer:
            return answer.read()

    firsts = {path: sum(Visit(read).weigh(path).values()) / 1000 for path in paths}
    visit = Visit(read)
    visit.weigh("/")
    rest = {path: sum(visit.weigh(path).values()) / 1000 for path in paths[1:]}
    rows = [
        ("first visit, compressed, without pictures", round(max(firsts.values()), 1), FIRST_VISIT, "kB"),
        ("next page", round(max(rest.values()), 1), NEXT_PAGE, "kB"),
    ]
    done = subprocess.run(
        [str(PYTHON), "scripts/bench_browser.py", address, *paths],
        cwd=ROOT, env=environment(**extra), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"No browser, no layout shift measured: {done.stderr.strip().splitlines()[-1:]}", flush=True)
        return rows
    seen = json.loads(done.stdout.splitlines()[-1])
    shift = max(each[size] for each in seen.values() for size in ("phone", "wide"))
    elsewhere = sum(len(each["elsewhere"]) for each in seen.values())
    return [*rows, ("layout shift (CLS)", shift, MOST_SHIFT, ""), ("requests to other hosts", elsewhere, 0, "")]


def weigh_workers(extra: dict[str, str], *, server, requests: int = 300) -> list[Row]:
    """Return the memory of two preloaded workers after a few hundred requests, as a row for the table."""
    with server("config.wsgi", "--preload", **extra) as address:
        home = Buyer(address).get("/sklep/")
        offers = links(home, "o")
        for number in range(requests):
            Buyer(address).get(["/", "/sklep/", offers[number % len(offers)], "/szukaj/?q=torba"][number % 4])
        used = bench_memory.megabytes(int((Path(extra["MEDIA_ROOT"]) / "server.pid").read_text()))
    return [("memory of two preloaded workers (PSS)", round(used), MOST_MEGABYTES, "MB")] if used else []
