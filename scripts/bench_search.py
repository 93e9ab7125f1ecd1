"""The search measured by `make bench`: both engines side by side, and Oscar's stock search as their peer.

The peer is Oscar 4.2 as it comes with its sandbox's Haystack on Whoosh, in an environment and a process of its own; its pages
are timed without the network between, which favours it. It gets the first 2000 offers: its index of 20 000 takes more than
eight minutes to make.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import elasticsearch_server
from bench_buyer import Buyer
from machine import PYTHON, ROOT, Steps, environment, refuse

#: the second compiler of Java on: a server that runs for months has it
WARM = {"ES_JAVA_OPTS": "-XX:TieredStopAtLevel=4"}
PEER = ("django-oscar[sorl-thumbnail]==4.2.*", "Django==5.2.*", "whoosh==2.7.4", "setuptools")
PEER_OFFERS = 2000
BEGINNINGS = ("mio", "kub", "swie", "myd", "miód lip", "cat", "tor", "dże")

Show = Callable[[str, dict[str, list[float]]], None]


def queries() -> list[str]:
    """Return what people type, from the evaluation set."""
    lines = (ROOT / "tests" / "search" / "evaluation.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t")[1] for line in lines if line and not line.startswith("#")]


def measure(address: str, rounds: int) -> dict[str, list[float]]:
    """Time search pages whose whole nobody has asked for before, and suggestions; each question was asked with another address.

    Both workers then know the words and have the cards: a shop that runs for an hour has them.
    """
    typed = queries()
    pages = [f"/szukaj/?q={quote(typed[number % len(typed)])}&miara={number}" for number in range(rounds)]
    begun = [f"/api/v1/suggest/?q={quote(BEGINNINGS[number % len(BEGINNINGS)])}" for number in range(rounds)]
    times = {}
    for name, paths in {"search": pages, "suggest": begun}.items():
        for number, path in enumerate([*paths, *paths, *paths]):
            Buyer(address).get(f"{path}&proba={number}")
        times[name] = [timed(address, path) for path in paths]
    return times


def timed(address: str, path: str) -> float:
    started = time.perf_counter()
    Buyer(address).get(path)
    return (time.perf_counter() - started) * 1000


def rebuild(extra: dict[str, str]) -> tuple[float, float]:
    """Make the whole index again; return its seconds and the megabytes it took at most."""
    started = time.perf_counter()
    child = subprocess.Popen(
        [str(PYTHON), "manage.py", "search_index", "rebuild", "--engine", extra["SEARCH_ENGINE"]], cwd=ROOT, env=environment(**extra),
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
    )  # fmt: skip
    told = child.stderr.read().decode() if child.stderr else ""
    _pid, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        refuse(f"`manage.py search_index rebuild` failed:\n{told[-3000:]}")
    return time.perf_counter() - started, used.ru_maxrss / 1024


def bench_engines(name: str, extra: dict[str, str], rounds: int, *, server, show: Show, steps: Steps) -> None:
    """Measure both engines on the offers that are there."""
    steps.say(f"{name}: the search on both engines")
    with elasticsearch_server.beside(wait=True, **WARM) as cluster:
        for engine in ("database", "elasticsearch"):
            chosen = extra | {"SEARCH_ENGINE": engine, "ELASTICSEARCH_URL": cluster}
            seconds, megabytes = rebuild(chosen)
            with server(**chosen) as address:
                show(f"{name}, search on {engine}", measure(address, rounds))
            print(f"rebuild: {seconds:.1f} s, {megabytes:.0f} MB", flush=True)


def bench_peer(extra: dict[str, str], folder: Path, *, show: Show, steps: Steps) -> None:
    """Measure Oscar's stock search on the same offers."""
    steps.say("Oscar's stock search: making its environment and its database")
    home = folder / "peer"
    home.mkdir()
    python = home / "venv" / "bin" / "python"
    for command in (
        [sys.executable, "-m", "venv", str(home / "venv")],
        [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", *PEER],
        [str(PYTHON), "scripts/bench_offers.py", "--tell", str(home / "offers.json")],
    ):
        done = subprocess.run(command, cwd=ROOT, env=environment(**extra), capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"Oscar's stock search was not measured: {done.stderr.strip().splitlines()[-1:]}", flush=True)
            return
    told = json.loads((home / "offers.json").read_text(encoding="utf-8"))
    example = [offer for offer in told if offer["key"]]
    result = ask_peer(python, home / "many", told[:PEER_OFFERS], queries()[:60])
    good = ask_peer(python, home / "example", example, queries())
    if result is None or good is None:
        return
    show(f"Oscar's stock search, {PEER_OFFERS} offers, in process", {"search": result["search"]})
    print(f"rebuild: {result['seconds']:.1f} s, {result['megabytes']:.0f} MB", flush=True)
    (home / "answers.json").write_text(json.dumps(good["answers"]), encoding="utf-8")
    subprocess.run(
        [str(PYTHON), "manage.py", "evaluate_search", "--answers", str(home / "answers.json")],
        cwd=ROOT, env=environment(**extra), check=True,
    )  # fmt: skip


def ask_peer(python: Path, folder: Path, offers: list[dict], typed: list[str]) -> dict | None:
    """Fill a stock Oscar and ask it; return what `bench_peer/measure.py` tells, nothing when it failed."""
    folder.mkdir()
    (folder / "offers.json").write_text(json.dumps({"offers": offers, "queries": typed}), encoding="utf-8")
    done = subprocess.run(
        [str(python), str(ROOT / "scripts" / "bench_peer" / "measure.py"), str(folder / "offers.json")],
        env=environment(PEER_FOLDER=str(folder)), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        print(f"Oscar's stock search was not measured:\n{done.stderr[-2000:]}", flush=True)
        return None
    told: dict = json.loads(done.stdout.splitlines()[-1])
    return told
