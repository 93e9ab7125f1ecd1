"""Copy the few front-end files we use from npm into the tree, where they are committed.

Only this script needs Node; `make run` and `make test` do not. package-lock.json keeps the integrity of every package
and no download address. `--check` says whether the committed files are the locked ones.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    "htmx.org/dist/htmx.min.js": "static/js/htmx.min.js",
    "axe-core/axe.min.js": "tests/vendor/axe.min.js",
}


def install(folder: Path) -> None:
    """Install the locked packages; the first time, and with --update, write the lock."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, folder)
    if "--update" in sys.argv[1:] or not (folder / "package-lock.json").exists():
        subprocess.run(["npm", "install", "--silent"], cwd=folder, check=True)
        shutil.copy(folder / "package-lock.json", ROOT)
    else:
        subprocess.run(["npm", "ci", "--silent"], cwd=folder, check=True)


def main() -> int:
    if not shutil.which("npm"):
        print("npm is not installed; only scripts/vendor.py needs it.", file=sys.stderr)
        return 1

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install(folder)
        changed = []
        for source, target in FILES.items():
            new = (folder / "node_modules" / source).read_bytes()
            path = ROOT / target
            if path.exists() and path.read_bytes() == new:
                continue
            changed.append(target)
            if "--check" not in sys.argv[1:]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(new)

    for target in changed:
        print(f"{'differs' if '--check' in sys.argv[1:] else 'written'}: {target}")
    return 1 if changed and "--check" in sys.argv[1:] else 0


if __name__ == "__main__":
    raise SystemExit(main())
