"""Waiting for what the worker does."""

from __future__ import annotations

from typing import Any


def first_of(page: Any, listed: str) -> str:
    """Go to the first record of a list; its address."""
    page.goto(listed)
    page.goto(page.get_attribute("tr[data-href]", "data-href"))
    return str(page.url).partition("?")[0]


def soon(page: Any, address: str, selector: str) -> None:
    """Look at a page until it shows something, as who waits for a colleague does."""
    page.goto(address)
    while not page.query_selector(selector):
        page.wait_for_timeout(300)
        page.reload()
