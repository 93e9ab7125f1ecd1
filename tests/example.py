"""The example data for more than one file of tests: loaded once in a run of the suite, then given again as rows."""

import fcntl
import io
import os
import pickle
import shutil
from dataclasses import dataclass
from pathlib import Path

from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from operations.clock import today
from tests.database import Table, put_back, take_stock


@dataclass
class Example:
    """What a load left: its rows, the numbers of the kinds that they name, and what the command said."""

    rows: list[Table]
    kinds: dict[tuple[str, str], int]
    said: str


def load_example(media: Path) -> str:
    """Leave the database and `media` as `load_demo` leaves them on an empty portal; return what the command said.

    The first process of a run that asks really loads, the others take its rows: a load costs ten seconds, rows one.
    """
    folder = _folder()
    if folder is None:
        return load()
    folder.mkdir(exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        rows, pictures = folder / "rows.pickle", folder / "media"
        example: Example | None = pickle.loads(rows.read_bytes()) if rows.exists() else None
        if example is None:
            said = load()
            shutil.copytree(media, pictures)
            rows.write_bytes(pickle.dumps(Example(take_stock(), _kinds(), said)))
            return said
    if not example.kinds.items() <= _kinds().items():
        return load()
    put_back(example.rows)
    _reset_sequences()
    shutil.copytree(pictures, media, dirs_exist_ok=True)
    return example.said


def _folder() -> Path | None:
    """Name the folder that the processes of this run share on this kind of database."""
    shared, run = os.environ.get("OPES_TEST_FOLDER"), os.environ.get("PYTEST_XDIST_TESTRUNUID", os.getpid())
    return Path(shared) / f"example-{connection.vendor}-{run}-{today()}" if shared else None


def load() -> str:
    """Load it, or load it again; return what the command said."""
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    return out.getvalue()


def _kinds() -> dict[tuple[str, str], int]:
    """Return the number of each content type: rows name pages and permissions by it."""
    return {(app, model): pk for app, model, pk in ContentType.objects.values_list("app_label", "model", "pk")}


def _reset_sequences() -> None:
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models(include_auto_created=True)):
            cursor.execute(statement)
