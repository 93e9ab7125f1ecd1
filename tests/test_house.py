"""The house itself: locks, committed front-end files, and the doors' refusals."""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = [ROOT / "requirements" / "run.lock", ROOT / "requirements" / "dev.lock"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_every_package_with_hashes_and_without_an_address(lock):
    entries = re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip())
    packages = [entry for entry in entries if not entry.startswith("#")]

    assert len(packages) > 50
    for package in packages:
        assert re.match(r"[a-z0-9._-]+==[^\s;]+( ; [^\\]+)? \\\n", package), package[:80]
        assert "--hash=sha256:" in package, package[:80]
    assert "://" not in lock.read_text(encoding="utf-8")


def test_what_runs_is_what_is_tested():
    run, dev = (set(re.findall(r"^([a-z0-9._-]+==\S+)", lock.read_text(), re.MULTILINE)) for lock in LOCKS)

    assert run < dev


def test_every_declared_dependency_is_locked():
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run, dev = (set(re.findall(r"^([a-z0-9._-]+)==", lock.read_text(), re.MULTILINE)) for lock in LOCKS)
    groups = declared["dependency-groups"]

    assert names(declared["project"]["dependencies"]) <= run
    assert names([*groups["lint"], *groups["test"]]) <= dev


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[A-Za-z0-9._-]+", requirement)[0].lower().replace("_", "-") for requirement in requirements}


def test_the_npm_lock_keeps_integrity_and_no_address():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in lock["packages"].items() if name}

    assert packages
    for entry in packages.values():
        assert entry["integrity"].startswith("sha512-")
        assert "resolved" not in entry


@pytest.mark.parametrize("path", ["static/js/htmx.min.js", "tests/vendor/axe.min.js"])
def test_front_end_files_are_committed(path):
    assert (ROOT / path).stat().st_size > 10_000


def test_no_haystack_is_loaded():
    assert not [name for name in sys.modules if name.split(".")[0] == "haystack"]


@pytest.fixture
def bare_copy(tmp_path):
    """A copy of what the doors need before anything is installed."""
    for name in ("scripts", "requirements"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run_door(folder: Path, *, code: str = "", **extra: str) -> subprocess.CompletedProcess:
    """Run the door `run` in a folder, after a line of Python that makes the machine poorer."""
    script = f"import sys; sys.path.insert(0, {str(folder / 'scripts')!r}); {code}\nimport runpy; runpy.run_path({str(folder / 'scripts' / 'run.py')!r}, run_name='__main__')"
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | extra
    return subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def only_sentence(done: subprocess.CompletedProcess) -> str:
    """Return the one sentence of a door that refused; a traceback is not one."""
    assert done.returncode == 1, done.stdout + done.stderr
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    return lines[0]


def test_a_taken_port_is_one_sentence(bare_copy):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]

        done = run_door(bare_copy, OPES_PORT=str(port))

    assert f"Port {port} is taken" in only_sentence(done)


def test_an_old_python_is_one_sentence(bare_copy):
    done = run_door(bare_copy, code="sys.version_info = (3, 9, 2)")

    assert "Python 3.9 is too old" in only_sentence(done)


def test_a_missing_venv_module_is_one_sentence(bare_copy):
    code = "import importlib.util as u; f = u.find_spec; u.find_spec = lambda n, *a: None if n == 'ensurepip' else f(n, *a)"

    done = run_door(bare_copy, code=code, OPES_PORT=str(free_port()))

    assert "venv module is missing" in only_sentence(done)


def test_a_full_disk_is_one_sentence(bare_copy):
    code = "import shutil, collections; shutil.disk_usage = lambda p: collections.namedtuple('U', 'total used free')(1, 1, 5 << 20)"

    done = run_door(bare_copy, code=code, OPES_PORT=str(free_port()))

    assert "The disk has 5 MB left" in only_sentence(done)


def test_no_network_is_one_sentence(bare_copy):
    nowhere = f"http://127.0.0.1:{free_port()}/simple"

    done = run_door(
        bare_copy, OPES_PORT=str(free_port()), PIP_INDEX_URL=nowhere, PIP_NO_CACHE_DIR="1", PIP_FIND_LINKS="", PIP_EXTRA_INDEX_URL=""
    )  # fmt: skip

    assert "cannot be reached" in only_sentence(done)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
