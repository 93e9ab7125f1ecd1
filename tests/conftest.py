"""What every test can rely on: a portal with its root page and site, no network, a browser and axe."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import TransactionTestCase
from django.test.testcases import QuietWSGIRequestHandler
from django.utils import translation
from playwright.sync_api import expect
from pytest_django import DjangoDbBlocker

from cms.pages.services import ensure_site
from config.foundation import ensure_foundation
from operations.models import OutboxEntry
from tests.database import end_other_sessions, put_back, take_stock

# Playwright's event loop lives in the main thread of the whole session; the portal itself has no asynchronous code.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
# Else the body of every answer to a browser waits 40 ms for the head to be acknowledged.
QuietWSGIRequestHandler.disable_nagle_algorithm = True
# A busy machine answers late; a page that is wrong stays wrong.
expect.set_options(timeout=15_000)

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
#: Without these Chromium looks for its maker's servers at every start.
CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
]
#: Says what is wrong in words: the whole result, with every node that passed, takes a second to bring out of the browser.
AXE_RUN = """async ([tags, off]) => {
    const rules = Object.fromEntries(off.map(id => [id, {enabled: false}]));
    const {violations} = await axe.run(document, {runOnly: tags, rules, resultTypes: ["violations"]});
    const place = node => `${JSON.stringify(node.target)} ${node.html.slice(0, 160)}`;
    return violations.map(({id, help, nodes}) => `${id}: ${help} at ${nodes.slice(0, 5).map(place).join("; ")}`);
}"""
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(autouse=True, scope="session")
def _files_of_this_process(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep uploaded files of each test process apart, and out of the tree."""
    settings.MEDIA_ROOT = str(tmp_path_factory.mktemp("media"))


@pytest.fixture(autouse=True)
def _polish() -> None:
    """Begin each test in Polish: a request under /en/ leaves its language behind in the thread."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Let no test see what another one kept, or be limited by its tries."""
    cache.clear()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Make the empty portal that set-up makes, once; a test that commits leaves it behind again."""
    with django_db_blocker.unblock():
        ensure_foundation()
        ensure_site()
        OutboxEntry.objects.all().delete()  # every test begins with no work waiting
        stock = take_stock()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda case: put_back(stock))
        yield
    with django_db_blocker.unblock():
        end_other_sessions()


# --- The browser ---


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    return {**browser_type_launch_args, "executable_path": "/usr/bin/chromium", "args": CHROMIUM_FLAGS}


@pytest.fixture(scope="session")
def base_url(live_server) -> str:
    """Let browser tests write addresses as paths."""
    return live_server.url


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict) -> dict:
    return {
        **browser_context_args,
        "locale": "pl-PL",
        "timezone_id": "Europe/Warsaw",
        "viewport": {"width": 1280, "height": 900},
        "reduced_motion": "reduce",
    }


@pytest.fixture
def page(page, live_server):
    """A browser page that fails the test for a request off this machine, a script error or a CSP violation."""
    faults: list[str] = []

    def watch(request) -> None:
        if not request.url.startswith((live_server.url, "data:", "blob:", "about:")):
            faults.append(f"request to {request.url}")

    def listen(message) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    page.on("request", watch)
    page.on("console", listen)
    page.on("pageerror", lambda error: faults.append(f"script error: {error}"))
    page.set_default_timeout(15_000)

    yield page

    assert faults == []


@pytest.fixture
def phone(browser, browser_context_args, live_server):
    """A page of a phone, 390 pixels wide, in a session of its own."""
    context = browser.new_context(
        **{
            **browser_context_args,
            "viewport": {"width": 390, "height": 844},
            "has_touch": True,
            "base_url": live_server.url,
        }
    )
    yield context.new_page()
    context.close()


@pytest.fixture
def axe():
    """A check that a page has no accessibility violation: `axe(page)`; `axe(page, ignore=["rule-id"])`."""

    def check(page, *, ignore: tuple[str, ...] | list[str] = ()) -> None:
        page.wait_for_load_state()
        page.evaluate(AXE.read_text(encoding="utf-8"))
        told = page.evaluate(AXE_RUN, [WCAG, list(ignore)])
        assert told == [], f"{page.url}\n" + "\n".join(told)

    return check
