"""Records that a journey opens, and what it waits for there."""

from __future__ import annotations

from typing import Any

TEXT = "#comment-new textarea"


def opened(page: Any, title: str) -> str:
    """The page of a work item of its own, with its comments open; its address."""
    add(page, title, "task")
    address = f"{page.url.partition('?')[0]}/comments"
    page.goto(address)
    page.wait_for_selector("html[data-ready]", state="attached")
    page.wait_for_selector(".writing-list", state="attached")
    return address


def add(page: Any, title: str, kind: str = "order") -> None:
    """Add an item over the list of a kind, and open its page."""
    page.goto(f"/werft/work?kind={kind}&category=open,active")
    page.click(".page-actions .button-primary")
    page.wait_for_selector("dialog#quick-new[open]")
    page.fill("dialog [name=title]", title)
    page.keyboard.press("Control+Shift+Enter")
    page.wait_for_selector("#work-strip")
