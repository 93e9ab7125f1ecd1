"""`make run`: from a bare machine to the portal on 127.0.0.1:8000, with its task worker and demo data.

Whatever was done before is not done again: packages while their lock is unchanged, the database while migrations and
demo data are. The first database is made beside its place with the disk's caution off, and moved there once it is
complete: a first start that is cut off leaves nothing half-made, and every later write is as careful as in production.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Python %d.%d is too old: the portal needs Python 3.11 or newer." % sys.version_info[:2])

import os
import signal
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

from machine import (
    PYTHON,
    ROOT,
    VAR,
    VENV,
    Steps,
    check_machine,
    check_port,
    ensure_environment,
    environment,
    fingerprint,
    refuse,
)

PORT = os.environ.get("OPES_PORT", "8000")
DATABASE = VAR / "opes.sqlite3"
STAMP = VAR / "prepared.stamp"
LOGINS = VAR / "demo-logins.txt"
READY_WITHIN = 60
STOP_WITHIN = 15


def manage(*arguments: str, **extra: str) -> None:
    """Run a management command with its progress on the screen."""
    command = [str(PYTHON), str(ROOT / "manage.py"), *arguments]
    done = subprocess.run(command, cwd=ROOT, env=environment(**extra), check=False)
    if done.returncode:
        refuse(f"The database could not be prepared: `manage.py {arguments[0]}` failed, its reason is above.")


def prepared_from() -> str:
    """Return the fingerprint of all that the database was made from."""
    sources = [ROOT / "requirements" / "run.lock"]
    for pattern in ("**/migrations/*.py", "**/management/commands/*.py", "demo/**/*"):
        for room in ("cms", "config", "events", "operations", "pes_profiles", "search", "shop"):
            sources += [path for path in (ROOT / room).glob(pattern) if path.is_file() and path.suffix != ".pyc"]
    sources += [path for path in (ROOT / "fixtures").rglob("*") if path.is_file()]
    return fingerprint(*sorted(set(sources)), os.environ.get("DATABASE_URL", ""))


def prepare(steps: Steps) -> None:
    """Bring the database and the demo data up to date, if what they come from has changed."""
    own_database = "DATABASE_URL" in os.environ
    first = not own_database and not DATABASE.exists()
    stamp = prepared_from()
    if not first and STAMP.exists() and STAMP.read_text(encoding="utf-8") == stamp:
        return

    STAMP.unlink(missing_ok=True)
    extra = {}
    draft = VAR / "opes-first.sqlite3"
    if first:
        for leftover in VAR.glob("opes-first.sqlite3*"):
            leftover.unlink()
        extra = {"DATABASE_URL": f"sqlite:///{draft}", "OPES_SETUP_FAST": "1"}
    steps.say("Making the database (the longest step)" if first else "Bringing the database up to date")
    manage("setup", **extra)
    steps.say("Loading the demo data")
    manage("load_demo", **extra)
    logins = subprocess.run(
        [str(PYTHON), str(ROOT / "manage.py"), "load_demo", "--show-logins"],
        cwd=ROOT, env=environment(**extra), capture_output=True, text=True, check=True,
    )  # fmt: skip
    LOGINS.write_text(logins.stdout, encoding="utf-8")
    if first:
        settle(draft)
    STAMP.write_text(stamp, encoding="utf-8")


def settle(draft: Path) -> None:
    """Write the finished database to the disk for good and move it to its place."""
    fold_in = (
        "import sys, pysqlite3; c = pysqlite3.connect(sys.argv[1]); "
        "c.execute('PRAGMA wal_checkpoint(TRUNCATE)'); c.close()"
    )
    subprocess.run([str(PYTHON), "-c", fold_in, str(draft)], check=True)
    with draft.open("rb+") as file:
        os.fsync(file.fileno())
    draft.rename(DATABASE)
    for leftover in VAR.glob("opes-first.sqlite3*"):
        leftover.unlink()


def start() -> dict[str, subprocess.Popen]:
    """Start the web server and the task worker, each in a process group of its own."""
    web = [
        *(str(VENV / "bin" / "gunicorn"), "config.wsgi", "--bind", f"127.0.0.1:{PORT}", "--workers", "2"),
        *("--worker-class", "sync", "--log-level", "warning", "--graceful-timeout", "10"),
        "--preload",  # the portal is read in once, not once for each worker
    ]
    worker = [str(PYTHON), str(ROOT / "manage.py"), "worker"]
    extra = {"DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "config.settings.dev")}
    return {
        name: subprocess.Popen(command, cwd=ROOT, env=environment(**extra), process_group=0)
        for name, command in (("web server", web), ("task worker", worker))
    }


def stop(children: dict[str, subprocess.Popen]) -> None:
    """Ask every child to finish its work, and end those that do not."""
    for child in children.values():
        if child.poll() is None:
            child.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_WITHIN
    for child in children.values():
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()


def dead(children: dict[str, subprocess.Popen]) -> "str | None":
    """Return the name of a child that has ended, if one has."""
    return next((name for name, child in children.items() if child.poll() is not None), None)


def wait_until_ready(children: dict[str, subprocess.Popen]) -> None:
    """Return once the portal says that it can serve."""
    address = f"http://127.0.0.1:{PORT}/zdrowie/gotowe/"
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    deadline = time.monotonic() + READY_WITHIN
    why = "no answer"
    while time.monotonic() < deadline:
        if name := dead(children):
            refuse(f"The {name} ended at once; its reason is above.")
        try:
            with direct.open(address, timeout=10):
                return
        except urllib.error.HTTPError as error:
            why = error.read().decode(errors="replace")[:300]
        except OSError as error:
            why = str(error)
        time.sleep(0.1)
    refuse(f"The portal did not become ready within {READY_WITHIN} seconds: {why}")


def interrupted(signum: int, _frame: object) -> None:
    raise KeyboardInterrupt(signum)


def main() -> int:
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, interrupted)
    steps = Steps()
    if not PORT.isdigit() or not 0 < int(PORT) < 65536:
        refuse(f"OPES_PORT must be a port number, not {PORT!r}.")
    check_port(int(PORT))
    check_machine(megabytes=200)

    children: dict[str, subprocess.Popen] = {}
    try:
        ensure_environment(steps, lock="run")
        prepare(steps)
        steps.say("Starting the web server and the task worker")
        children = start()
        wait_until_ready(children)
        print()
        if LOGINS.exists():
            print(LOGINS.read_text(encoding="utf-8"))
        steps.say(f"The portal is at http://127.0.0.1:{PORT}/   (Ctrl-C stops it)")
        while not (name := dead(children)):
            time.sleep(0.5)
        refuse(f"The {name} ended unexpectedly; its reason is above.")
    except KeyboardInterrupt:
        print("\nStopping.", flush=True)
        return 0
    finally:
        stop(children)


if __name__ == "__main__":
    raise SystemExit(main())
