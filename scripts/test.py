"""`make test`: all the set-up that the suite needs, then the whole suite on SQLite and on PostgreSQL.

An Elasticsearch and Stripe's mock server are fetched and started beside it: the tests that need them wait for them.

Arguments go to pytest: `make test ARGS="tests/shop -k stock"`. Variables: OPES_TEST_DATABASES=sqlite chooses one
database, OPES_TEST_WORKERS the number of processes.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Python %d.%d is too old: the tests need Python 3.11 or newer." % sys.version_info[:2])

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import elasticsearch_server
import postgresql
import stripe_mock
from machine import PYTHON, ROOT, Steps, check_machine, ensure_environment, environment, refuse

#: Debian's package, and how to see that it is there.
PACKAGES = {
    "chromium": lambda: shutil.which("chromium"),
    "fonts-liberation": lambda: Path("/usr/share/fonts/truetype/liberation").is_dir(),
    "postgresql": postgresql.programs,
    "maven": lambda: shutil.which("mvn"),
    "openjdk-17-jre-headless": lambda: shutil.which("java"),
}


def ensure_packages(steps: Steps) -> None:
    """Install the browser and what the servers need as root; anybody else is told the one command."""
    missing = [name for name, found in PACKAGES.items() if not found()]
    if not missing:
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        refuse(f"Some Debian packages are missing; run: sudo apt-get install -y {' '.join(missing)}")
    steps.say(f"Installing Debian packages: {', '.join(missing)}")
    quiet = environment(DEBIAN_FRONTEND="noninteractive")
    for command in (
        ["apt-get", "update", "-qq"],
        ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing],
    ):
        done = subprocess.run(
            command, env=quiet, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        if done.returncode:
            last = done.stdout.strip().splitlines()[-1:] or ["no reason given"]
            refuse(f"`{' '.join(command)}` failed: {last[0]}")


def run_suite(name: str, database: str | None, arguments: list[str]) -> tuple[int, str]:
    """Run pytest on one database, showing what it says; return its exit code and its closing line."""
    extra = {"DJANGO_SETTINGS_MODULE": "config.settings.test", "OPES_TEST_DATABASE": name}
    if database:
        extra["DATABASE_URL"] = database
    command = [str(PYTHON), "-m", "pytest", *arguments]
    closing = ""
    env = environment(**extra)
    if not database:
        env.pop("DATABASE_URL", None)
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as suite:
        assert suite.stdout is not None
        for line in suite.stdout:
            print(line, end="", flush=True)
            if line.strip():
                closing = line.rstrip()
    return suite.returncode, closing


def main() -> int:
    steps = Steps()
    databases = os.environ.get("OPES_TEST_DATABASES", "sqlite,postgresql").split(",")
    workers = os.environ.get("OPES_TEST_WORKERS", "2")
    arguments = ["-n", workers, *sys.argv[1:]]

    check_machine(megabytes=1200)
    ensure_packages(steps)
    failed = []
    with (
        tempfile.TemporaryDirectory(prefix="opes-test-") as folder,
        elasticsearch_server.beside() as cluster,
        stripe_mock.beside() as mock,
    ):
        ensure_environment(steps, lock="dev")
        # OPES_TEST_COMPLETE: a server that is missing is a failure, not a reason to skip
        servers = {"ELASTICSEARCH_URL": cluster, "STRIPE_MOCK_URL": mock}
        os.environ |= servers | {"OPES_TEST_FOLDER": folder, "OPES_TEST_COMPLETE": "1"}
        if "sqlite" in databases:
            steps.say("The suite on SQLite")
            failed.append(run_suite("sqlite", None, arguments))
        if "postgresql" in databases:
            steps.say("Starting a PostgreSQL of our own")
            with postgresql.cluster() as address:
                steps.say("The suite on PostgreSQL")
                failed.append(run_suite("postgresql", f"{address}/opes", arguments))
        steps.say("Done")

    failed = sorted(failed, key=lambda run: run[0] != 0)
    # Whoever reads only the end reads pytest's own closing line: a failed run's, if there is one.
    for _code, closing in failed:
        print(closing)
    return next((code for code, _ in failed if code), 0)


if __name__ == "__main__":
    raise SystemExit(main())
