"""What a line typed into the capture becomes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from django.test import Client

from klientel.kit.ids import uuid7
from klientel.work.models import TimeEntry, WorkItem
from tests.cast import Firm

PAGE = "/werft/capture"


#: Thursday, half past three in Berlin
NOW = datetime(2026, 11, 26, 14, 30, tzinfo=UTC)


def look(browser: Client, text: str, **more: Any) -> str:
    """What the line shows of a sentence."""
    answer = browser.post(f"{PAGE}/read", {"text": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def chips(page: str) -> list[str]:
    return re.findall(r'<span class="filter-value">([^<]*)</span>', page)


def line_of(page: str) -> str:
    found = re.search(r'name="seen" value="([a-z]+):', page)
    assert found is not None
    return found[1]


def items(firm: Firm) -> list[WorkItem]:
    return list(WorkItem.objects.in_workspace(firm.workspace.pk).order_by("pk"))


def entries(firm: Firm) -> list[TimeEntry]:
    return list(TimeEntry.objects.in_workspace(firm.workspace.pk).order_by("pk"))


def send(browser: Client, text: str, *, key: str = "", **more: Any) -> Any:
    """Look at a sentence and send it as it was seen."""
    seal = re.search(r'name="seen" value="([^"]*)"', look(browser, text, **more))
    assert seal is not None
    form = {"text": text, "seen": seal[1], "key": key or str(uuid7()), **more}
    return browser.post(PAGE, form)


def undo_in(browser: Client, answer: Any) -> str:
    """The way back that the word at the foot offers."""
    said = browser.get(answer["Location"]).content.decode()
    found = re.search(r'hx-post="(/werft/undo/[^"]+)"', said)
    assert found is not None
    return found[1]
