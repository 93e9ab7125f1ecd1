"""How much memory the portal's processes hold together, each shared page counted once (PSS)."""

import re
from pathlib import Path

_PSS = re.compile(r"^Pss:\s+(\d+) kB", re.MULTILINE)


def family(pid: int) -> list[int]:
    """Return a process and all that it started."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def megabytes(pid: int) -> float:
    """Return the megabytes of a process and all that it started; 0 where the system does not tell (only Linux does)."""
    if not Path(f"/proc/{pid}/smaps_rollup").exists():
        return 0.0
    told = [Path(f"/proc/{each}/smaps_rollup").read_text() for each in family(pid)]
    return sum(int(match[1]) for text in told if (match := _PSS.search(text))) / 1024
