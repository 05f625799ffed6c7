"""Instants are typed by the clock they are shown by, and days begin where the reader is."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from klientel.crm.actions.interaction import log
from klientel.crm.fields import SILENT_DAYS, is_silent
from klientel.crm.models import Account, Interaction
from klientel.integrations.tests.files import imported, write
from klientel.kit import clock
from klientel.records import actions
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
AT = datetime(2026, 10, 20, 12, 0, tzinfo=UTC)


@pytest.fixture
def account(firm: Firm) -> Account:
    return actions.create(firm.olga, "account", {"name": "Weber Bau", "relationship": "client"})


@pytest.fixture
def in_new_york(firm: Firm) -> Any:
    user = firm.members["olga"].user
    user.time_zone = "America/New_York"
    user.save()
    return firm.client()


def talks(firm: Firm) -> Any:
    return Interaction.objects.in_workspace(firm.workspace.pk)


def test_saving_what_is_shown_elsewhere_shifts_nothing(
    firm: Firm, account: Account, in_new_york: Any
) -> None:
    talk = log(firm.olga, account, kind="call", body="Hi", occurred_at=AT)
    path = f"/werft/interactions/{talk.pk}/fields/occurred_at"
    editor = in_new_york.get(path, **HTMX).content.decode()
    found = re.search(r'name="occurred_at"[^>]*value="([^"]+)"', editor)
    found = found or re.search(r'value="([^"]+)"[^>]*name="occurred_at"', editor)
    assert found is not None
    assert "08:00" in found[1]
    saved = in_new_york.post(path, {"occurred_at": found[1]}, **HTMX)
    assert saved.status_code == 200
    assert talks(firm).get().occurred_at == AT


def test_the_composer_reads_the_clock_of_who_writes(
    firm: Firm, account: Account, in_new_york: Any
) -> None:
    sent = {"kind": "call", "text": "Hi", "occurred_at": "20.10.2026 8:00", "key": ""}
    address = in_new_york.get(f"/werft/accounts/{account.pk}").content.decode()
    path = re.search(r'action="(/werft/[^"]*log[^"]*)"', address)
    assert path is not None
    with clock.fixed(AT + timedelta(days=3)):
        assert in_new_york.post(path[1], sent).status_code == 303
    assert talks(firm).get().occurred_at == AT


def test_a_file_is_read_by_the_clock_of_the_firm(
    firm: Firm, account: Account, tmp_path: Path
) -> None:
    rows = [("Text", "Kind", "Belongs to", "When"), ("A", "call", "Weber Bau", "20.10.2026 14:00")]
    imported(firm.olga, write(tmp_path, rows, "talks.csv"), "interaction")
    field = record_types.get("interaction").field("occurred_at")
    far = reading_for(firm.workspace, zone="America/New_York")
    assert field.import_("20.10.2026 14:00", far) == AT
    with clock.fixed(AT + timedelta(days=3)):
        imported(firm.olga, write(tmp_path, rows, "again.csv"), "interaction")
    assert talks(firm).get(body="A").occurred_at == AT


def test_the_long_day_of_autumn_is_found_whole(firm: Firm, account: Account) -> None:
    with clock.fixed(datetime(2026, 11, 1, tzinfo=UTC)):
        for name, at in (
            ("first", datetime(2026, 10, 24, 22, 0, tzinfo=UTC)),
            ("last", datetime(2026, 10, 25, 22, 30, tzinfo=UTC)),
            ("next day", datetime(2026, 10, 25, 23, 0, tzinfo=UTC)),
        ):
            log(firm.olga, account, kind="call", body=name, occurred_at=at)
        page = firm.client().get("/werft/interactions?occurred_at.on=2026-10-25").content.decode()
    assert ">first<" in page
    assert ">last<" in page
    assert ">next day<" not in page


def test_silence_is_counted_in_days_of_the_reader(firm: Firm) -> None:
    with clock.fixed(datetime(2026, 10, 20, 12, 0, tzinfo=UTC)):
        reading = reading_for(firm.workspace, zone="America/New_York")
        begin = datetime(2026, 9, 20, 4, 0, tzinfo=UTC)
        assert reading.today - timedelta(days=SILENT_DAYS) == begin.date()
        assert not is_silent(begin, reading)
        assert is_silent(begin - timedelta(minutes=1), reading)
