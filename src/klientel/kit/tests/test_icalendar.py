"""An appointment as calendars read it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from klientel.kit.icalendar import Appointment, Person, written

BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2026, 3, 29, 10, tzinfo=BERLIN)
ONE = Appointment(
    uid="x@klientel",
    sequence=2,
    stamp=START,
    starts_at=START,
    ends_at=START + timedelta(hours=1),
    title="Jour fixe; Q1, Budget\\Plan",
    place="Büro\r\nBEGIN:VEVENT",
    text="https://call.example/a",
    link="https://call.example/a\r\nX-EVIL:1",
    organiser=Person('Jana "J" Roth', "jana@roth.example"),
    attendees=[Person("I. Falk", "falk@nord.example\r\nX:1")],
)


def unfolded(text: str) -> list[str]:
    return text.replace("\r\n ", "").split("\r\n")


def test_it_says_what_when_and_who_in_utc() -> None:
    lines = unfolded(written(ONE, "REQUEST"))
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "METHOD:REQUEST" in lines
    assert "DTSTART:20260329T080000Z" in lines
    assert "SEQUENCE:2" in lines
    assert "SUMMARY:Jour fixe\\; Q1\\, Budget\\\\Plan" in lines
    assert "ORGANIZER;CN=\"Jana 'J' Roth\":mailto:jana@roth.example" in lines
    assert "STATUS:CONFIRMED" in lines


def test_no_text_becomes_a_line_of_its_own() -> None:
    lines = unfolded(written(ONE, "REQUEST"))
    assert lines.count("BEGIN:VEVENT") == 1
    assert not [line for line in lines if line.startswith(("X-EVIL", "X:1"))]
    assert "LOCATION:Büro\\nBEGIN:VEVENT" in lines


def test_a_cancelled_one_says_so() -> None:
    lines = unfolded(written(replace(ONE, is_cancelled=True), "CANCEL"))
    assert "METHOD:CANCEL" in lines
    assert "STATUS:CANCELLED" in lines


@given(st.text(max_size=400))
def test_lines_are_short_and_come_back_whole(title: str) -> None:
    text = written(replace(ONE, title=title), "PUBLISH")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    (line,) = [one for one in unfolded(text) if one.startswith("SUMMARY:")]
    told = line.removeprefix("SUMMARY:").replace("\\n", "\n").replace("\\;", ";")
    if "\\" not in title:
        assert told.replace("\\,", ",") == title.replace("\r", "")
