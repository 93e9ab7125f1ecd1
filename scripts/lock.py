"""Write requirements/run.lock and requirements/dev.lock from pyproject.toml.

Every transitive dependency is pinned with the hashes of all its files and without a single address: whoever installs
decides which index the files come from, the hashes decide which files they are. dev.lock contains run.lock to the letter.

Resolved with the oldest Python that must be able to install it: Debian 12's own 3.11.2 (some releases want 3.11.5).
OPES_LOCK_PYTHON names another interpreter.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
DEV_GROUPS = ("lint", "test")
PYTHON = os.environ.get("OPES_LOCK_PYTHON", "/usr/bin/python3")
HEADER = "# Written by `make lock` from pyproject.toml. Do not edit.\n"


def compile_lock(name: str, requirements: list[str], *, python: Path, constraint: Path | None, upgrade: bool) -> Path:
    """Resolve the requirements with pip-compile and keep its pins and hashes only."""
    lock = LOCKS / f"{name}.lock"
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{name}.in"
        lines = list(requirements)
        if constraint:
            lines.append(f"-c {constraint}")
        source.write_text("\n".join(lines) + "\n", encoding="utf-8")
        result = Path(folder) / f"{name}.lock"
        if lock.exists() and not upgrade:
            result.write_text(lock.read_text(encoding="utf-8"), encoding="utf-8")
        command = [
            *(str(python), "-m", "piptools", "compile", "--quiet"),
            *("--generate-hashes", "--allow-unsafe", "--strip-extras", "--no-annotate", "--no-header"),
            *("--no-emit-index-url", "--no-emit-trusted-host", "--no-emit-find-links", "--no-emit-options"),
            *("--resolver=backtracking", f"--output-file={result}"),
            *(["--upgrade"] if upgrade else []),
            str(source),
        ]
        subprocess.run(command, check=True, cwd=folder)
        lines = [line for line in result.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    lock.write_text(HEADER + "\n".join(lines).strip() + "\n", encoding="utf-8")
    return lock


def main() -> int:
    upgrade = "--upgrade" in sys.argv[1:]
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    run = project["project"]["dependencies"]
    groups = project["dependency-groups"]
    dev = [requirement for group in DEV_GROUPS for requirement in groups[group]]

    LOCKS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([PYTHON, "-m", "venv", folder], check=True)
        python = Path(folder) / "bin" / "python"
        subprocess.run([python, "-m", "pip", "install", "--quiet", *groups["tools"]], check=True)
        run_lock = compile_lock("run", run, python=python, constraint=None, upgrade=upgrade)
        dev_lock = compile_lock("dev", [*run, *dev], python=python, constraint=run_lock, upgrade=upgrade)

    for lock in (run_lock, dev_lock):
        pins = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
        print(f"{lock.relative_to(ROOT)}: {pins} packages")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
