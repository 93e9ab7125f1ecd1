"""The machine under the doors: what it must offer, and the virtual environment the doors share.

Standard library only: this runs before anything is installed. A missing precondition ends the door with one sentence.
"""

from __future__ import annotations

import errno
import hashlib
import importlib.util
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
VAR = ROOT / "var"
MEGABYTE = 1024 * 1024

#: What pip says on a line of its own for each reason it cannot install, and what we say instead.
PIP_FAILURES = (
    ("No space left on device", "The disk is full: free about 1 GB and run the command again."),
    ("DO NOT MATCH THE HASHES", "A downloaded package is not the one that was locked; nothing of it was installed."),
    ("No matching distribution", "The package index cannot be reached: check the network and run the command again."),
    ("Could not fetch URL", "The package index cannot be reached: check the network and run the command again."),
    ("Connection", "The package index cannot be reached: check the network and run the command again."),
)


def refuse(sentence: str) -> NoReturn:
    """End the door with one clear sentence and a non-zero exit."""
    sys.stdout.flush()
    print(f"\n{sentence}", file=sys.stderr)
    raise SystemExit(1)


class Steps:
    """Progress of a door: one line per step, with its time."""

    def __init__(self) -> None:
        self.started = time.monotonic()

    def say(self, text: str) -> None:
        print(f"[{time.monotonic() - self.started:5.1f} s] {text}", flush=True)


def check_machine(*, megabytes: int) -> None:
    """Refuse a machine without the venv module, or with too little disk."""
    if importlib.util.find_spec("venv") is None or importlib.util.find_spec("ensurepip") is None:
        refuse("Python's venv module is missing: install it (on Debian: apt-get install python3-venv).")
    try:
        VAR.mkdir(exist_ok=True)
        probe = VAR / ".probe"
        probe.write_bytes(b"x" * 4096)
        probe.unlink()
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            refuse("The disk is full: free about 1 GB and run the command again.")
        refuse(f"This folder cannot be written to: {error.strerror} ({error.filename}).")
    free = shutil.disk_usage(ROOT).free // MEGABYTE
    if free < megabytes:
        refuse(f"The disk has {free} MB left and {megabytes} MB are needed: free some and run the command again.")


def check_port(port: int) -> None:
    """Refuse a port that somebody listens on."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            refuse(f"Port {port} is taken: stop what listens there, or choose another with OPES_PORT=8001 make run.")


def free_port() -> int:
    """Return a port nobody listens on at this moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def fingerprint(*parts: str | Path) -> str:
    """Return one hash of texts and of the contents of files."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            digest.update(str(part.relative_to(ROOT)).encode() + b"\0" + part.read_bytes())
        else:
            digest.update(part.encode())
        digest.update(b"\0")
    return digest.hexdigest()


def ensure_environment(steps: Steps, *, lock: str) -> None:
    """Install the lock ("run" or "dev") into .venv; do nothing if exactly that was installed before.

    A virtual environment that was moved or belongs to another Python is made anew.
    """
    stamp = fingerprint(ROOT / "requirements" / f"{lock}.lock", sys.version, str(VENV))
    stamps = {name: VENV / f"{name}.stamp" for name in ("run", "dev")}
    if PYTHON.exists() and stamps[lock].exists() and stamps[lock].read_text(encoding="utf-8") == stamp:
        return

    check_machine(megabytes=1500)
    if not _works():
        steps.say("Making the virtual environment")
        made = subprocess.run(
            [sys.executable, "-m", "venv", "--clear", str(VENV)], capture_output=True, text=True, check=False
        )
        if made.returncode:
            refuse(_pip_sentence(made.stdout + made.stderr, "The virtual environment could not be made"))
    for old in stamps.values():
        old.unlink(missing_ok=True)

    steps.say(f"Installing the locked packages ({lock})")
    _pip_install(ROOT / "requirements" / f"{lock}.lock")
    stamps[lock].write_text(stamp, encoding="utf-8")
    if lock == "dev":  # dev.lock contains run.lock to the letter
        stamps["run"].write_text(
            fingerprint(ROOT / "requirements" / "run.lock", sys.version, str(VENV)), encoding="utf-8"
        )


def _works() -> bool:
    """Say whether .venv is a working environment of this Python, in this place."""
    if not PYTHON.exists() or not (VENV / "pyvenv.cfg").exists():
        return False
    question = "import sys, pip; print(sys.version); print(sys.prefix)"
    answer = subprocess.run([PYTHON, "-c", question], capture_output=True, text=True, check=False)
    return answer.returncode == 0 and answer.stdout == f"{sys.version}\n{VENV}\n"


def _pip_install(lock: Path) -> None:
    """Install exactly what the lock names, telling the packages as they come."""
    total = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    command = [
        *(str(PYTHON), "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile", "--prefer-binary"),
        *("--disable-pip-version-check", "--no-input", "--retries", "2", "--timeout", "20", "--progress-bar", "off"),
        *("-r", str(lock)),
    ]
    said: list[str] = []
    seen = 0
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            said.append(line)
            if line.startswith(("Collecting", "Requirement already")):
                seen += 1
                if seen % 20 == 0 or seen == total:
                    print(f"          {seen} of {total} packages found", flush=True)
    if pip.returncode:
        (VAR / "pip.log").write_text("".join(said), encoding="utf-8")
        refuse(_pip_sentence("".join(said), "The packages could not be installed (see var/pip.log)"))


def _pip_sentence(output: str, otherwise: str) -> str:
    errors = [line for line in output.splitlines() if "rror" in line or "WARNING" in line]
    for sign, sentence in PIP_FAILURES:
        if any(sign in line for line in errors):
            return sentence
    last = next((line.strip() for line in reversed(errors)), "no reason given")
    return f"{otherwise}: {last}"


def environment(**extra: str) -> dict[str, str]:
    """Return the environment for a child of a door: it says at once what it does, and keeps compiled modules."""
    return {**os.environ, "PYTHONUNBUFFERED": "1", "PYTHONDONTWRITEBYTECODE": "", **extra}
