"""From an empty database to a portal, as a newcomer and a server do it: with real migrations, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import connection

ROOT = Path(settings.BASE_DIR)
#: In one process, as each start of the portal takes two seconds: count every row, do all again, count again.
AGAIN = """
import django, json; django.setup()
from django.apps import apps
from django.core.management import call_command

def count():
    print("rows", json.dumps({model._meta.label: model._default_manager.count() for model in apps.get_models()
                              if model._meta.managed and not model._meta.proxy}))

count()
call_command("setup")
call_command("load_demo")
count()
call_command("makemigrations", check_changes=True, dry_run=True)
"""
#: rows that come and go with every run
PASSING = ("operations.", "wagtailsearch.", "sessions.", "wagtailcore.ReferenceIndex", "django_tasks")


@pytest.fixture
def empty_database(tmp_path):
    """The address of a database with nothing in it, of the same kind as the suite's own."""
    own = connection.settings_dict
    if connection.vendor == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    name = f"empty_{os.getpid()}"
    where = {"host": own["HOST"], "port": own["PORT"], "user": own["USER"], "password": own["PASSWORD"] or None}
    with psycopg.connect(dbname="postgres", autocommit=True, **where) as server:
        server.execute(f"CREATE DATABASE {name}")
        yield f"postgres://{own['USER']}@{own['HOST']}:{own['PORT']}/{name}"
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


def run(*arguments: str, database: str, media: Path) -> str:
    """Run Python in the portal's folder against a database; its output is the answer."""
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "OPES_SETUP_FAST": "1",
        "MEDIA_ROOT": str(media),
    }
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


def test_set_up_and_demo_data_twice_leave_the_same_portal(empty_database, tmp_path):
    run("manage.py", "setup", database=empty_database, media=tmp_path)
    run("manage.py", "load_demo", database=empty_database, media=tmp_path)

    said = run("-c", AGAIN, database=empty_database, media=tmp_path)
    counts = [json.loads(line.removeprefix("rows ")) for line in said.splitlines() if line.startswith("rows ")]
    first, second = ({label: n for label, n in each.items() if not label.startswith(PASSING)} for each in counts)
    assert second == first
    assert first["wagtailcore.Site"] == 1
    assert first["catalogue.Product"] >= 160
    assert "No changes detected" in said


def test_demo_data_is_refused_in_production():
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.production",
        "SECRET_KEY": "x" * 60,
        "ALLOWED_HOSTS": "opes.example",
        "PORTAL_URL": "https://opes.example",
        "DATABASE_URL": "sqlite:////nonexistent/never.sqlite3",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "MEDIA_ROOT": "/nonexistent",
        "EMAIL_HOST": "127.0.0.1",
    }

    done = subprocess.run(
        [sys.executable, "manage.py", "load_demo", "--skip-checks"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert done.returncode != 0
    assert "production" in done.stderr.lower() or "produkc" in done.stderr.lower(), done.stderr[-1500:]
