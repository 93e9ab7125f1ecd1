"""An Elasticsearch of one's own, on its way while other things happen: `tests/servers/elasticsearch/` says how.

Its port is chosen first, so that its address is known before it answers; whoever needs it waits.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from machine import ROOT, VAR, environment, free_port

SCRIPTS = ROOT / "tests" / "servers" / "elasticsearch"
STOPPED_WITHIN = 60


@contextmanager
def beside(*, wait: bool = False, **extra: str) -> Iterator[str]:
    """Fetch and start the server in the background and give its address; stop it at the end.

    With `wait` it answers when this returns. A server that did not start is told at the end, with its reason.
    """
    port = free_port()
    run = Path(tempfile.mkdtemp(prefix="opes-elasticsearch-"))
    # Elasticsearch refuses to run as root: the user it runs as must reach its folder
    run.chmod(0o755)
    env = environment(
        OPES_ES_RUN=str(run), OPES_ES_PORT=str(port), OPES_ES_CACHE=str(VAR / "elasticsearch"),
        OPES_ES_TIMEOUT="300", **extra,
    )  # fmt: skip
    with (run / "start.log").open("w+", encoding="utf-8") as log:
        start = subprocess.Popen(
            ["bash", str(SCRIPTS / "start.sh")], env=env, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            process_group=0,
        )  # fmt: skip
        try:
            if wait and start.wait():
                sys.exit(f"Elasticsearch did not start: {_last_line(log)}")
            os.environ["OPES_ES_RUN"] = str(run)
            yield f"http://127.0.0.1:{port}"
        finally:
            if start.poll() is None:
                os.killpg(start.pid, signal.SIGTERM)
                start.wait(STOPPED_WITHIN)
            elif start.returncode:
                print(f"Elasticsearch did not start: {_last_line(log)}", file=sys.stderr)
            subprocess.run(["bash", str(SCRIPTS / "stop.sh")], env=env, check=False, capture_output=True)
            shutil.rmtree(run, ignore_errors=True)


def _last_line(log) -> str:
    log.seek(0)
    return next((line.strip() for line in reversed(log.readlines()) if line.strip()), "no reason given")
