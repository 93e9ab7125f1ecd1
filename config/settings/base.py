"""What every environment shares. Sections in reading order; Oscar's and Wagtail's own settings are beside this file."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _
from environs import Env, validate

import config.sqlite  # noqa: F401 -- must come before anything that opens a database
from config.settings.oscar import *
from config.settings.wagtail import *
from operations.logs import LOGGING as OPERATIONS_LOGGING

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = BASE_DIR / "var"

env = Env(eager=False)

# --- The portal ---
OPES = {
    "DEMO": False,
    "TRANSFER_HOLD_DAYS": 7,
    "TRANSFER_REMINDER_DAYS": 2,
    "ONLINE_HOLD_HOURS": 24,
    "ONLINE_SESSION_MINUTES": 31,
    "PAYMENT_GATEWAYS": env.list("PAYMENT_GATEWAYS", default=["transfer"]),
    "COMMISSION_PERCENT": 0,
    # Stripe: without a key it is off (docs/payments.md). Two webhook secrets while one replaces the other.
    "STRIPE_SECRET_KEY": env.str("STRIPE_SECRET_KEY", default=""),
    "STRIPE_WEBHOOK_SECRETS": env.list("STRIPE_WEBHOOK_SECRETS", default=[]),
    "STRIPE_API_BASE": env.str("STRIPE_API_BASE", default=""),
    "STRIPE_RETRIES": 1,
    "STRIPE_PAGES": ["https://checkout.stripe.com"],  # where a pay button's form may lead
    # DAC7: a seller of goods stays out of the yearly report below both
    "DAC7_SALES": 30,
    "DAC7_EURO": 2000,
    # what a seller's silence about a complaint means, by the day of receipt: (first day, "OPEN" or "ACCEPTED")
    "COMPLAINT_SILENCE": [("2014-12-25", "OPEN")],
    # years after which nothing can be claimed from a contract, ending with a calendar year (civil code, art. 118)
    "CLAIMS_YEARS": env.int("CLAIMS_YEARS", default=6),
    "MAX_PICTURE_BYTES": 8 * 1024 * 1024,
    "MAX_PICTURE_PIXELS": 25_000_000,
    "MAX_PICTURES_PER_OFFER": 8,
    "REQUIRE_MFA": True,
    "LIMITS": True,
    # Reviews: days from delivery to the one letter that asks for them (0: none); whether ROPS reads each first
    "REVIEW_INVITES_AFTER_DAYS": env.int("REVIEW_INVITES_AFTER_DAYS", default=7),
    "REVIEWS_CHECKED_FIRST": env.bool("REVIEWS_CHECKED_FIRST", default=False),
    "PAGES_KEPT_FOR": 300,  # seconds, unless something changes sooner; 0 keeps none
    # Search: `database` or `elasticsearch`; the addresses of a cluster's nodes and how to sign in (docs/search.md)
    "SEARCH_ENGINE": env.str(
        "SEARCH_ENGINE", default="database", validate=validate.OneOf(["database", "elasticsearch"])
    ),
    "ELASTICSEARCH_URLS": env.list("ELASTICSEARCH_URL", default=[]),
    "ELASTICSEARCH_API_KEY": env.str("ELASTICSEARCH_API_KEY", default=""),
    "ELASTICSEARCH_USER": env.str("ELASTICSEARCH_USER", default=""),
    "ELASTICSEARCH_PASSWORD": env.str("ELASTICSEARCH_PASSWORD", default=""),
    "ELASTICSEARCH_CA": env.str("ELASTICSEARCH_CA", default=""),
    "ELASTICSEARCH_PREFIX": env.str("ELASTICSEARCH_PREFIX", default="opes"),
}

# --- Applications: our rooms first, from the top of the house down ---
INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "search.apps.SearchConfig",
    "cms.pages.apps.PagesConfig",
    "events.apps.EventsConfig",
    "shop.checkout.apps.CheckoutConfig",
    "shop.seller.apps.SellerConfig",
    "shop.statements.apps.StatementsConfig",
    "shop.payments.apps.PaymentsConfig",
    "shop.ledger.apps.LedgerConfig",
    "shop.cases.apps.CasesConfig",
    "shop.documents.apps.DocumentsConfig",
    "shop.voices.apps.VoicesConfig",
    "shop.booking.apps.BookingConfig",
    "shop.aftersales.apps.AftersalesConfig",
    "shop.alerts.apps.AlertsConfig",
    "shop.fulfilment.apps.FulfilmentConfig",
    "shop.moderation.apps.ModerationConfig",
    "pes_profiles.apps.PesProfilesConfig",
    "pes_profiles.accounts.apps.AccountsConfig",
    "pes_profiles.region.apps.RegionConfig",
    "cms.base.apps.BaseConfig",
    "cms.media.apps.MediaConfig",
    "operations.apps.OperationsConfig",
    # Oscar: forks of every app with models; no dashboard, no search, no checkout of its own
    "shop.apps.ShopConfig",
    "shop.address.apps.AddressConfig",
    "shop.shipping.apps.ShippingConfig",
    "shop.catalogue.apps.CatalogueConfig",
    "shop.catalogue.reviews.apps.CatalogueReviewsConfig",
    "shop.communication.apps.CommunicationConfig",
    "shop.partner.apps.PartnerConfig",
    "shop.basket.apps.BasketConfig",
    "shop.payment.apps.PaymentConfig",
    "shop.offer.apps.OfferConfig",
    "shop.order.apps.OrderConfig",
    "shop.customer.apps.CustomerConfig",
    "shop.voucher.apps.VoucherConfig",
    "shop.wishlists.apps.WishlistsConfig",
    "treebeard",
    # Wagtail
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    # Accounts
    "allauth",
    "allauth.account",
    "allauth.mfa",
    # Libraries
    "django_htmx",
    "csp",
    "rest_framework",
    "rules.apps.AutodiscoverRulesConfig",
    # Django
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.sites",
    "django.contrib.sitemaps",
    "django.contrib.humanize",
]

MIDDLEWARE = [
    "operations.middleware.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "config.language.PathLanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "pes_profiles.accounts.middleware.SecondFactorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "operations.middleware.PreviewMiddleware",
    "operations.middleware.RouteGuardMiddleware",
    "operations.middleware.BusyMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "shop.basket.middleware.BasketMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "config.context.portal",
            ],
            "builtins": ["cms.base.templatetags.opes"],
        },
    }
]

# --- People ---
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account:home"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = False
ACCOUNT_ADAPTER = "pes_profiles.accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGIN_ON_EMAIL_CONFIRMATION = True  # only in the browser that has just signed up
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_FORMS = {
    "login": "pes_profiles.accounts.forms.LoginForm",
    "signup": "pes_profiles.accounts.forms.SignupForm",
    "add_email": "pes_profiles.accounts.forms.AddEmailForm",
    "change_password": "pes_profiles.accounts.forms.ChangePasswordForm",
    "set_password": "pes_profiles.accounts.forms.SetPasswordForm",
    "reset_password": "pes_profiles.accounts.forms.ResetPasswordForm",
    "reset_password_from_key": "pes_profiles.accounts.forms.ResetPasswordKeyForm",
    "reauthenticate": "pes_profiles.accounts.forms.ReauthenticateForm",
}
PASSWORD_RESET_TIMEOUT = 4 * 60 * 60
MFA_ADAPTER = "pes_profiles.accounts.adapter.SecondFactorAdapter"
MFA_FORMS = {
    "authenticate": "pes_profiles.accounts.forms.CodeForm",
    "reauthenticate": "pes_profiles.accounts.forms.CodeAgainForm",
    "activate_totp": "pes_profiles.accounts.forms.ActivateAppForm",
}
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody with an unconfirmed address can sign in; a new one may wait for its letter
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "OPES"
MFA_TOTP_TOLERANCE = 1  # a phone's clock may be half a minute off, and so may slow fingers

# --- Language and time: Polish without a prefix, English under /en/ ---
LANGUAGE_CODE = "pl"
LANGUAGES = [("pl", _("Polish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Warsaw"
USE_TZ = True
USE_I18N = True
USE_THOUSAND_SEPARATOR = False

# --- Files ---
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
PRIVATE_ROOT = env.path("PRIVATE_ROOT", default=None)  # no server shows it; by default "private" beside MEDIA_ROOT
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# --- Mail: written by the outbox, never by a view ---
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="OPES <portal@opes.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Security ---
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.views.csrf_failure"
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    # Wagtail's admin uses inline scripts and styles; it is for signed-in staff only.
    "EXCLUDE_URL_PREFIXES": ["/cms-admin/"],
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "frame-src": [SELF],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

# --- The rest ---
LOGGING = OPERATIONS_LOGGING
SITE_ID = 1
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# A signed cookie first: a guest who is told "added to basket" needs no session, and no two writes of one.
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.AllowAny"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "OPES",
    "DESCRIPTION": "Wyszukiwarka portalu ekonomii społecznej województwa opolskiego.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",  # its schemas are JSON Schema, so that answers can be held against them
    "SERVE_INCLUDE_SCHEMA": False,
    "PREPROCESSING_HOOKS": ["search.api.schema.only_public"],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# --- Databases: one dialect of options for each engine ---
POSTGRESQL_OPTIONS = {
    "options": "-c lock_timeout=3s -c statement_timeout=15s -c idle_in_transaction_session_timeout=15s",
}
SQLITE_OPTIONS = {
    # IMMEDIATE: a transaction takes the write lock at once instead of failing half-way.
    # FULL: NORMAL may lose the last commits on a power cut.
    "timeout": 20,
    "transaction_mode": "IMMEDIATE",
    "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;",
}


def database(url: dict) -> dict:
    """Return the connection settings for a parsed database address, with the options of its engine."""
    if "sqlite" in url["ENGINE"]:
        # A new connection reads the whole schema again: 5 ms of every request.
        return url | {"OPTIONS": SQLITE_OPTIONS, "CONN_MAX_AGE": 60}
    return url | {
        "OPTIONS": url.get("OPTIONS", {}) | POSTGRESQL_OPTIONS,
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
