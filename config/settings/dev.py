"""A newcomer's machine: everything embedded, demo data allowed, mail readable at /poczta/."""

import os
import sys
from hashlib import sha256

from config.settings.base import *
from config.settings.base import BASE_DIR, OPES, SQLITE_OPTIONS, VAR_DIR, database, env

DEBUG = env.bool("DEBUG", default=False)
ENVIRONMENT = "development"
SECRET_KEY = "only-for-this-machine-never-for-a-server"  # noqa: S105 -- development
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
OPES = OPES | {
    "DEMO": True,
    "PAYMENT_GATEWAYS": ["transfer", "sandbox", *(["stripe"] if OPES["STRIPE_SECRET_KEY"] else [])],
    "REQUIRE_MFA": False,
    # whoever runs the development server edits templates: they are read at every request
    "PAGES_KEPT_FOR": 0 if DEBUG or "runserver" in sys.argv else OPES["PAGES_KEPT_FOR"],
    "LIMITS": not env.bool("OPES_LIMITS_OFF", default=False),  # the bench is one very quick visitor
}
ACCOUNT_RATE_LIMITS = {} if OPES["LIMITS"] else False

VAR_DIR.mkdir(exist_ok=True)
DATABASES = {"default": database(env.dj_db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'opes.sqlite3'}"))}
if os.environ.get("OPES_SETUP_FAST") and "sqlite" in DATABASES["default"]["ENGINE"]:
    # Only while the database is being made for the first time: nothing to lose yet.
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"
    }

_database = sha256(repr([DATABASES["default"].get(part) for part in ("HOST", "PORT", "NAME")]).encode()).hexdigest()[
    :16
]
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
    },
    # Wagtail writes what it knows of a picture at every page view: not into the database, where a reader would lock.
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 60,
    },
    # Whole pages and their versions: shared by the processes, and reading one is no query. One folder for each database.
    "pages": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": VAR_DIR / "pages" / _database,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
OSCAR_BASKET_COOKIE_SECURE = False
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = False
SERVE_MEDIA = True
MEDIA_ROOT = env.path("MEDIA_ROOT", default=VAR_DIR / "media")
BASE_DIR = BASE_DIR

env.seal()
