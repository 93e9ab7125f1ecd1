"""For the test suite: quick hashing, memory cache, no network."""

from config.settings.base import *
from config.settings.base import OPES, SQLITE_OPTIONS, VAR_DIR, database, env

DEBUG = False
ENVIRONMENT = "test"
SECRET_KEY = "only-for-tests"  # noqa: S105 -- tests
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
OPES = OPES | {
    "DEMO": True,
    "PAYMENT_GATEWAYS": ["transfer", "sandbox"],
    "REQUIRE_MFA": False,
    "SEARCH_ENGINE": "database",  # tests of the other engine choose it themselves
}

VAR_DIR.mkdir(exist_ok=True)
DATABASES = {"default": database(env.dj_db_url("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'unused.sqlite3'}"))}
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS | {
        "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=OFF;"
    }
    # A file, not memory: races need several connections to one database.
    DATABASES["default"]["TEST"] = {"NAME": str(env.path("OPES_TEST_FOLDER", default=VAR_DIR) / "test.sqlite3")}
DATABASES["default"]["CONN_MAX_AGE"] = 0

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
MEDIA_ROOT = VAR_DIR / "test-media"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
WHITENOISE_AUTOREFRESH = True
OSCAR_BASKET_COOKIE_SECURE = False
SERVE_MEDIA = True
AUDIT_TRIGGERS = False  # they refuse the flush after a test with real transactions; their own tests put them in

env.seal()
