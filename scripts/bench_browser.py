"""Pages in Chromium, measured by `make bench`: how far things jump while a page loads, and who else is asked for something.

`bench_browser.py http://127.0.0.1:8000 /sklep/ …` prints one JSON object: for each page its layout shift (CLS) on a phone and on a wide
screen, and the requests that left for other hosts. Runs in the portal's environment: the bench itself needs no library.
"""

import json
import sys
from urllib.parse import urlsplit

from playwright.sync_api import Page, sync_playwright

CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"),
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
SIZES = {"phone": {"width": 390, "height": 844}, "wide": {"width": 1280, "height": 900}}
#: The browser adds it before any script of the page: the page's own policy forbids scripts in the page.
WATCH = """
window.shifts = [];
new PerformanceObserver((list) => list.getEntries().forEach((entry) => {
    if (!entry.hadRecentInput) window.shifts.push([entry.startTime, entry.value]);
})).observe({type: "layout-shift", buffered: true});
"""
SETTLED = 400


def shift(entries: list[list[float]]) -> float:
    """Return the largest sum of shifts in a window: at most five seconds, no pause of more than one."""
    worst = current = 0.0
    began = last = None
    for at, value in entries:
        if began is None or last is None or at - last > 1000 or at - began > 5000:
            began, current = at, 0.0
        last, current = at, current + value
        worst = max(worst, current)
    return worst


def scroll_through(page: Page) -> None:
    """Go down the page a screen at a time: pictures further down are loaded only now."""
    height = page.evaluate("document.documentElement.scrollHeight")
    for top in range(0, height, 700):
        page.mouse.wheel(0, 700)
        page.wait_for_timeout(60)
        if top > 12_000:
            break
    page.wait_for_timeout(SETTLED)


def main() -> None:
    address, paths = sys.argv[1], sys.argv[2:]
    told: dict[str, dict] = {path: {"elsewhere": []} for path in paths}
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        for size, viewport in SIZES.items():
            for path in paths:
                context = browser.new_context(viewport=viewport, locale="pl-PL")  # nothing kept from the page before
                context.add_init_script(WATCH)
                page = context.new_page()
                page.on("request", lambda request, path=path: note(told[path]["elsewhere"], address, request.url))
                page.goto(address + path, wait_until="load")
                page.wait_for_timeout(SETTLED)
                scroll_through(page)
                told[path][size] = round(shift(page.evaluate("window.shifts")), 4)
                context.close()
        browser.close()
    print(json.dumps(told))


def note(elsewhere: list[str], address: str, url: str) -> None:
    if urlsplit(url).scheme not in {"data", "blob"} and urlsplit(url).netloc != urlsplit(address).netloc:
        elsewhere.append(url)


if __name__ == "__main__":
    main()
