"""Rules as journeys put them together."""

from __future__ import annotations

from typing import Any


def add_step(page: Any, kind: str) -> None:
    """Choose a kind of step from the menu below those that are there."""
    page.click("#add-step-then")
    page.click(f'#menu-add-step-then [value="add-step:then:{kind}"]')
