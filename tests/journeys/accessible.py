"""What is wrong with a page for whoever cannot see it or has no mouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"


JANA = "jana@roth.example"


def wrongs(page: Any) -> list[Any]:
    """What axe-core finds on a page: everything by day, and what darkness can change by night."""
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    page.emulate_media(color_scheme="dark", reduced_motion="reduce")
    dark = "axe.run(document, {runOnly: ['color-contrast'], resultTypes: ['violations']})"
    found += page.evaluate(dark)["violations"]
    return [(page.url, item["id"], [node["html"] for node in item["nodes"]][:3]) for item in found]
