"""What stands on a page: the columns of a board, the groups of a table."""

from __future__ import annotations

import re

from tests.cast import Firm

COLUMN = re.compile(r'<section [^>]*data-column="([^"]+)".*?</section>', re.DOTALL)


NAME = re.compile(r'class="card-title"[^>]*>([^<]+)</a>')


def shown(firm: Firm, path: str, who: str = "olga", **headers: str) -> str:
    answer = firm.client(who).get(path, **headers)
    assert answer.status_code == 200
    return answer.content.decode()


def columns(text: str) -> dict[str, list[str]]:
    """The names on the cards of each column by its key, in order."""
    return {found[1]: NAME.findall(found[0]) for found in COLUMN.finditer(text)}


HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


LINE = re.compile(
    r'<tr class="group-row([^"]*)"[^>]*>(.*?)</tr>'
    r'|name="selected"[^>]* aria-label="Select ([^"]+)"',
    re.DOTALL,
)


def lines(text: str) -> list[str]:
    """Headings with their counts and sums, the inner ones set in, and the names of the rows."""
    found = []
    for inner, heading, name in LINE.findall(text):
        told = " ".join(re.sub(r"<[^>]+>", " ", heading).split())
        found.append(name or f"{'> ' if inner else ''}{told}")
    return found
