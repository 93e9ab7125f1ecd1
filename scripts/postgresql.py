"""A PostgreSQL of one's own: a throw-away cluster in a temporary folder, on a free port, gone with the door.

PostgreSQL refuses to run as root, so root lends it to the user `postgres` that Debian's package makes.
Nothing in it is worth keeping, hence fsync=off.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import PYTHON, free_port, refuse

USER = "opes"
START_WITHIN = 30
SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
    "max_connections": "150",
    "listen_addresses": "127.0.0.1",
    "max_wal_size": "2GB",
}


def programs() -> Path | None:
    """Return the folder of the newest PostgreSQL server on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    if found:
        return found[-1].parent
    initdb = shutil.which("initdb")
    return Path(initdb).resolve().parent if initdb else None


def _unprivileged() -> dict:
    """Return what makes a child process run as somebody else than root."""
    if os.geteuid() != 0:
        return {}
    try:
        user = pwd.getpwnam("postgres")
    except KeyError:
        user = pwd.getpwnam("nobody")
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


@contextmanager
def cluster() -> Iterator[str]:
    """Run a new cluster and give its address, without a database name: `postgres://opes@127.0.0.1:<port>`."""
    binaries = programs()
    if binaries is None:
        refuse("PostgreSQL is not installed.")
    who = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="opes-postgresql-"))
    if who:
        os.chown(folder, who["user"], who["group"])
    data, log = folder / "data", folder / "log"
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder)}
    make = [
        *(str(binaries / "initdb"), "--pgdata", str(data), "--username", USER, "--auth", "trust"),
        *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
    ]
    made = subprocess.run(make, capture_output=True, text=True, check=False, env=environment, cwd=folder, **who)
    if made.returncode:
        shutil.rmtree(folder, ignore_errors=True)
        refuse(f"PostgreSQL's cluster could not be made: {made.stderr.strip()}")

    port = free_port()
    settings = {**SETTINGS, "port": str(port), "unix_socket_directories": str(folder)}
    options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
    with log.open("w") as output:
        server = subprocess.Popen(
            [str(binaries / "postgres"), "-D", str(data), *options],
            stdout=output, stderr=output, env=environment, cwd=folder, process_group=0, **who,
        )  # fmt: skip
    try:
        deadline = time.monotonic() + START_WITHIN
        ask = [str(binaries / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
        while subprocess.run(ask, check=False, env=environment).returncode:
            if server.poll() is not None or time.monotonic() > deadline:
                refuse(f"PostgreSQL did not start: {log.read_text(encoding='utf-8')[-500:]}")
            time.sleep(0.1)
        yield f"postgres://{USER}@127.0.0.1:{port}"
    finally:
        if server.poll() is None:
            server.send_signal(signal.SIGINT)  # a fast shutdown
            try:
                server.wait(20)
            except subprocess.TimeoutExpired:
                server.kill()
                server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def settle(address: str) -> None:
    """Sweep and count a database just filled, as one that has run for a day: otherwise that happens while it is measured.

    Nothing to do for SQLite.
    """
    if address.startswith("postgres"):
        words = "import psycopg, sys; psycopg.connect(sys.argv[1], autocommit=True).execute('VACUUM (ANALYZE)')"
        subprocess.run([str(PYTHON), "-c", words, address], check=True)
