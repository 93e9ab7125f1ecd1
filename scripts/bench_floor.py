"""The floor of the bench: what Django itself costs here. One indexed query and a template of 25 kB, no middleware.

Run by `make bench` beside the portal, with the same server, workers and database.
"""

import dj_database_url
import django
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path

ROWS = 172

settings.configure(
    ALLOWED_HOSTS=["127.0.0.1"],
    SECRET_KEY="floor",
    ROOT_URLCONF=__name__,
    DATABASES={"default": dj_database_url.config(env="DATABASE_URL", conn_max_age=60)},
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)
django.setup()

PAGE = engines["django"].from_string(
    "<!doctype html><title>{{ title }}</title><ul>{% for row in rows %}"
    '<li class="card"><a href="/sklep/o/{{ row }}/">{{ title }}</a> <span class="price">{{ price }}</span>'
    "<p>Row {{ row }} of a list as long as a list is.</p></li>{% endfor %}</ul>"
)


def floor(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title, from_price FROM catalogue_product WHERE is_public ORDER BY id LIMIT 1")
        title, price = cursor.fetchone()
    return HttpResponse(PAGE.render({"title": title[:20], "price": price, "rows": range(ROWS)}))


urlpatterns = [path("zdrowie/gotowe/", lambda request: HttpResponse("ok")), path("", floor)]
application = get_wsgi_application()
