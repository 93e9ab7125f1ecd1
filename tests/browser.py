"""What every test in a browser asks of a page, once the page is whole."""

from collections.abc import Callable

from playwright.sync_api import Page, expect


def fits(page: Page) -> None:
    """Check that nothing of the loaded page runs out of the screen sideways."""
    page.wait_for_load_state()
    wide, screen = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    assert wide <= screen, f"{page.url} is {wide} pixels wide on a screen of {screen}"


def look(page: Page, axe: Callable) -> None:
    """Check that the loaded page has one heading, fits the screen and is accessible."""
    page.wait_for_load_state()
    expect(page.locator("h1")).to_have_count(1)
    fits(page)
    axe(page)
