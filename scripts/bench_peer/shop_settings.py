"""Oscar as it comes, for its pages over HTTP: the settings of its guide, on the database that the portal is measured on."""

from urllib.parse import urlsplit

from settings import *  # noqa: F403 -- the same Oscar
from settings import FOLDER, INSTALLED_APPS, MIDDLEWARE, os

ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "shop_urls"
_at = urlsplit(os.environ["PEER_DATABASE"])
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": _at.path[1:], "OPTIONS": {"timeout": 20}}
    if _at.scheme == "sqlite"
    else {
        "ENGINE": "django.db.backends.postgresql", "NAME": _at.path[1:], "USER": _at.username, "HOST": _at.hostname,
        "PORT": _at.port, "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True,
    }
}  # fmt: skip
DATABASES["default"]["ATOMIC_REQUESTS"] = True
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
HAYSTACK_CONNECTIONS = {"default": {"ENGINE": "haystack.backends.simple_backend.SimpleEngine"}}
MIDDLEWARE = ["django.middleware.security.SecurityMiddleware", *MIDDLEWARE]
TIME_ZONE = "Europe/Warsaw"
OSCAR_DEFAULT_CURRENCY = "PLN"
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_INITIAL_ORDER_STATUS = OSCAR_INITIAL_LINE_STATUS = "Pending"
OSCAR_ORDER_STATUS_PIPELINE = {"Pending": ("Cancelled",), "Cancelled": ()}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
STATIC_ROOT = FOLDER / "static"

# --- a stock Wagtail beside it, for its page ---
if os.environ.get("PEER_WAGTAIL"):
    INSTALLED_APPS = [
        *INSTALLED_APPS, "editor", "wagtail.users", "wagtail.documents", "wagtail.images", "wagtail.search", "wagtail.admin",
        "wagtail", "wagtail.contrib.redirects", "modelcluster", "taggit",
    ]  # fmt: skip
    MIDDLEWARE = [*MIDDLEWARE, "wagtail.contrib.redirects.middleware.RedirectMiddleware"]
    WAGTAIL_SITE_NAME, WAGTAILADMIN_BASE_URL = "Wagtail", "http://127.0.0.1"
