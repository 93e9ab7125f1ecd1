"""`make lint`: every check that reads the code without running it. `--mend` formats instead.

All checks run, and all that failed are named at the end.
"""

import sys

if sys.version_info < (3, 11):
    sys.exit("Python %d.%d is too old: the checks need Python 3.11 or newer." % sys.version_info[:2])

import subprocess
import tempfile
import time
from pathlib import Path

from machine import PYTHON, ROOT, VENV, Steps, ensure_environment, environment

CHECKS = {
    "ruff": ["ruff", "check", "."],
    "format": ["ruff", "format", "--check", "."],
    "imports": ["lint-imports"],
    "templates": ["djlint", "templates", "--lint", "--quiet"],
    "types": ["mypy"],
    "dependencies": ["deptry", "."],
    "words": ["python", "scripts/po.py", "check"],
    "django": ["python", "manage.py", "check", "--fail-level", "WARNING"],
    "migrations": ["python", "manage.py", "makemigrations", "--check", "--dry-run"],
}
MENDING = {
    "ruff": ["ruff", "check", "--fix", "."],
    "format": ["ruff", "format", "."],
    "words": ["python", "scripts/po.py", "merge"],
}


def main() -> int:
    steps = Steps()
    ensure_environment(steps, lock="dev")
    failed = []
    with tempfile.TemporaryDirectory(prefix="opes-lint-") as folder:
        database = f"sqlite:///{Path(folder) / 'lint.sqlite3'}"
        env = environment(DJANGO_SETTINGS_MODULE="config.settings.test", DATABASE_URL=database)
        for name, (program, *arguments) in (MENDING if "--mend" in sys.argv[1:] else CHECKS).items():
            started = time.monotonic()
            command = [str(PYTHON if program == "python" else VENV / "bin" / program), *arguments]
            done = subprocess.run(
                command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
            )
            steps.say(f"{name}: {'fine' if done.returncode == 0 else 'FAILED'} in {time.monotonic() - started:.1f} s")
            if done.returncode:
                failed.append(name)
                print(done.stdout, flush=True)
    if failed:
        print(f"Failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
