"""The page of a busy database: a reader may open the same page again, a form is not sent twice by a link."""

import pytest
from django.db import OperationalError

from operations.middleware import BusyMiddleware


@pytest.mark.parametrize(("method", "offered"), [("get", True), ("post", False)])
def test_a_busy_page_offers_itself_again_and_a_form_does_not(rf, method, offered):
    request = getattr(rf, method)("/koszyk/?strona=2")

    page = BusyMiddleware(lambda _request: None).process_exception(request, OperationalError("database is locked"))

    assert page.status_code == 503
    assert ('href="/koszyk/?strona=2"' in page.content.decode()) is offered
