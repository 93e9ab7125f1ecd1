"""Fill a stock Oscar with the portal's offers and time its search pages, in this process: `measure.py offers.json`.

Prints one JSON object: seconds and megabytes of the rebuild, milliseconds of each page, keys of each question's first ten.
"""

import json
import logging
import os
import resource
import sys
import time
import warnings
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "settings"
warnings.simplefilter("ignore")

import django

django.setup()
logging.disable(logging.WARNING)

from django.core.management import call_command
from django.test import Client
from django.test.utils import setup_test_environment
from fill import fill


def main() -> None:
    told = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    fill(told["offers"])
    started = time.perf_counter()
    call_command("rebuild_index", interactive=False, verbosity=0)
    rebuild = time.perf_counter() - started
    visitor, times = Client(), []
    for typed in [*told["queries"][:3], *told["queries"]]:
        started = time.perf_counter()
        answer = visitor.get("/search/", {"q": typed})
        times.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 200, answer.status_code
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    setup_test_environment()  # only now: it tells what a page was made from, and costs time
    answers = {typed: found(visitor.get("/search/", {"q": typed})) for typed in told["queries"]}
    print(json.dumps({"seconds": rebuild, "megabytes": peak, "search": times[3:], "answers": answers}))


def found(answer) -> list[str]:
    return [str(result.object.upc or "") for result in answer.context["page"].object_list][:10]


main()
