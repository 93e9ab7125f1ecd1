"""Oscar's own settings: its defaults, then what differs here."""

from oscar.defaults import *

OSCAR_DYNAMIC_CLASS_LOADER = "shop.loader.local_first"
OSCAR_SHOP_NAME = "OPES"
OSCAR_DEFAULT_CURRENCY = "PLN"
OSCAR_HOMEPAGE = "/sklep/"
OSCAR_SLUG_MAP = {"ł": "l", "Ł": "L"}
OSCAR_ALLOW_ANON_CHECKOUT = True
OSCAR_ALLOW_ANON_REVIEWS = False
OSCAR_MODERATE_REVIEWS = True
OSCAR_EAGER_ALERTS = False
OSCAR_DELETE_IMAGE_FILES = False
OSCAR_OFFERS_INCL_TAX = True
OSCAR_BASKET_COOKIE_SECURE = True
#: from the last change; so long a basket without an order is kept, see the privacy policy
OSCAR_BASKET_COOKIE_LIFETIME = 30 * 24 * 60 * 60
OSCAR_RECENTLY_VIEWED_COOKIE_SECURE = True
OSCAR_RECENTLY_VIEWED_PRODUCTS = 0
OSCAR_MAX_BASKET_QUANTITY_THRESHOLD = None
OSCAR_INITIAL_ORDER_STATUS = "OPEN"
OSCAR_INITIAL_LINE_STATUS = "OPEN"
#: The order's word is derived from its shares; a seller never sets it.
OSCAR_ORDER_STATUS_PIPELINE: dict = {}
OSCAR_REQUIRED_ADDRESS_FIELDS = ("first_name", "last_name", "line1", "line4", "postcode", "country")
