"""How good the answers of the search are: `manage.py evaluate_search --engine database --half B`."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from search import evaluation
from search.engines import choose
from search.engines.base import EngineError

SET = Path(settings.BASE_DIR) / "tests" / "search" / "evaluation.tsv"
BOTH = "both"


class Command(BaseCommand):
    help = "Grade the answers to a set of questions about the example data; with both engines, say how far they agree."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--engine", choices=[*choose.NAMES, BOTH], default=choose.DATABASE)
        parser.add_argument("--half", choices=["A", "B", BOTH], default=BOTH)
        parser.add_argument("--set", default=str(SET), help="file: half, question, best keys, good keys")
        parser.add_argument(
            "--answers", help="grade what another search answered: a JSON file, question to list of keys"
        )
        parser.add_argument("--missed", action="store_true", help="name the questions whose first answer is wrong")

    def handle(self, *args: Any, engine: str, half: str, missed: bool, **options: Any) -> None:
        keys = evaluation.shown_offers()
        path = Path(options["set"])
        if not path.is_file():
            raise CommandError(f"there is no file {path}")
        cases = evaluation.read(path, set(keys.values()))
        if not cases:
            raise CommandError("no question can be answered: load the example data first (manage.py load_demo)")
        engines = list(choose.NAMES) if engine == BOTH else [engine]
        asks = {name: evaluation.asker(keys, engine=name) for name in engines}
        if options["answers"]:
            told = json.loads(Path(options["answers"]).read_text(encoding="utf-8"))
            asks = {"the other search": lambda text: told.get(text, [])}
        try:
            with translation.override("pl"):
                for part in ["A", "B"] if half == BOTH else [half]:
                    self.report(part, [case for case in cases if case.half == part], asks, missed=missed)
        except EngineError as error:
            raise CommandError(str(error)) from error

    def report(
        self, half: str, cases: list[evaluation.Case], asks: Mapping[str, evaluation.Ask], *, missed: bool
    ) -> None:
        reports = {name: evaluation.evaluate(cases, ask) for name, ask in asks.items()}
        for name, report in reports.items():
            self.stdout.write(
                f"{name}, half {half}: {report.number} questions, success@1 {report.success:.3f}, "
                f"NDCG@10 {report.ndcg:.3f}, without results {report.nothing_rate:.3f}"
            )
            for text, stood in report.missed if missed else ():
                self.stdout.write(f"    {text}: {stood or 'nothing'}")
        if len(reports) > 1:
            one, other = reports.values()
            part, apart = evaluation.agreement(one, other)
            self.stdout.write(f"same first {evaluation.AGREED}, half {half}: {part:.3f}")
            for text in apart if missed else ():
                self.stdout.write(f"    {text}")
