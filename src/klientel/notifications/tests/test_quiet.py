"""Quiet hours and days are each person's own: set with a way back, and kept by what is sent."""

from __future__ import annotations

from datetime import UTC, date, datetime, time

import pytest

from klientel.kit.refused import Refused
from klientel.notifications.actions import set_quiet
from klientel.notifications.mailing import morning_of
from klientel.notifications.models import Inbox
from klientel.notifications.reader import Reader
from klientel.records.actions.undo import undo
from tests.cast import Firm

pytestmark = pytest.mark.django_db
PAGE = "/werft/settings/notifications"
#: a Wednesday
DAY = date(2026, 11, 4)


def box(firm: Firm, name: str = "wim") -> Inbox:
    return Inbox.objects.in_workspace(firm.workspace.pk).get(member_id=firm.members[name].pk)


def is_quiet(firm: Firm, hour: int, minute: int = 0, day: date = DAY) -> bool:
    at = datetime.combine(day, time(hour, minute), tzinfo=UTC)
    member = firm.members["wim"]
    member.user.time_zone = "UTC"
    return Reader(member, firm.workspace, box(firm), at).is_quiet


@pytest.mark.parametrize(
    ("begins", "ends", "loud", "quiet"),
    [
        ("20:30", "7:15", [(7, 15), (12, 0), (20, 29)], [(20, 30), (0, 0), (7, 14)]),
        ("12:00", "14:00", [(0, 0), (11, 59), (14, 0)], [(12, 0), (13, 59)]),
    ],
)
def test_hours_are_kept_over_midnight_and_within_a_day(
    firm: Firm,
    begins: str,
    ends: str,
    loud: list[tuple[int, int]],
    quiet: list[tuple[int, int]],
) -> None:
    set_quiet(firm.actor("wim"), begins=begins, ends=ends, days=["5", "6"])
    assert [at for at in [*loud, *quiet] if is_quiet(firm, *at)] == quiet


def test_days_are_kept_and_none_is_none(firm: Firm) -> None:
    wim = firm.actor("wim")
    set_quiet(wim, begins="18:00", ends="8:00", days=["2"])
    assert is_quiet(firm, 12)
    assert not is_quiet(firm, 12, day=date(2026, 11, 7))
    set_quiet(wim, begins="18:00", ends="8:00", days=[])
    assert not is_quiet(firm, 12)


def test_it_is_taken_back_and_saying_it_again_is_nothing(firm: Firm) -> None:
    wim = firm.actor("wim")
    event = set_quiet(wim, begins="20:00", ends="7:00", days=["6"])
    assert set_quiet(wim, begins="20:00", ends="07:00:00", days=["6"]) is None
    undo(wim, event)
    assert (box(firm).quiet_from, box(firm).quiet_until) == (time(18), time(8))
    assert box(firm).quiet_days == [5, 6]


def test_the_page_shows_and_saves_them_for_its_reader_alone(firm: Firm) -> None:
    wim, given = firm.client("wim"), {"do": "quiet", "begins": "20:00", "ends": "07:30"}
    assert wim.post(PAGE, {**given, "days": ["4", "5"]}).status_code == 303
    html = wim.get(PAGE).content.decode()
    assert 'value="20:00"' in html
    assert 'value="07:30"' in html
    assert box(firm).quiet_days == [4, 5]
    assert not Inbox.objects.in_workspace(firm.workspace.pk).exclude(pk=box(firm).pk).exists()


@pytest.mark.parametrize(
    ("begins", "ends", "told"),
    [
        ("25:00", "8:00", "“25:00” is no time of day."),
        ("8:00", "8:00", "Quiet hours must begin and end at different times."),
    ],
)
def test_what_cannot_be_is_refused_beside_its_box(
    firm: Firm, begins: str, ends: str, told: str
) -> None:
    firm.members["wim"].user.language = "en"
    firm.members["wim"].user.save()
    answer = firm.client("wim").post(PAGE, {"do": "quiet", "begins": begins, "ends": ends})
    assert answer.status_code == 422
    assert told in answer.content.decode()


def test_a_week_is_never_quiet_as_a_whole(firm: Firm) -> None:
    with pytest.raises(Refused):
        set_quiet(firm.actor("wim"), begins="18:00", ends="8:00", days=list("0123456"))
    given = {"do": "quiet", "begins": "18:00", "ends": "08:00", "days": list("0123456")}
    page = firm.client("wim").post(PAGE, given).content.decode()
    beside = page[page.index('id="quiet-days"') :]
    assert "At least one day must not be quiet" in beside[: beside.index("</fieldset>")]


@pytest.mark.parametrize(
    ("begins", "ends", "leaves"),
    [("18:00", "8:00", time(8)), ("8:00", "0:00", time(0)), ("7:00", "15:00", time(8))],
    ids=["night", "night shift", "mornings"],
)
def test_the_digest_leaves_at_an_hour_that_comes(
    firm: Firm, begins: str, ends: str, leaves: time
) -> None:
    set_quiet(firm.actor("wim"), begins=begins, ends=ends, days=[])
    assert morning_of(box(firm)) == leaves
