"""Workload: hours spread over working days, against what people have, less absence and holidays."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.kit import clock
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.records.types import record_types
from klientel.team.actions import change_workspace, plan_absence, set_hours
from klientel.views.layouts import workload_parts, workload_weeks
from klientel.views.layouts.workload_teams import in_teams
from klientel.views.layouts.workload_weeks import weeks_from
from klientel.work.actions import item as verbs
from klientel.work.tests.items import add
from tests.cast import Firm

#: a Thursday
NOW = datetime(2026, 11, 26, 11, 0, tzinfo=UTC)
WORK = "/werft/work?layout=workload"
LINE = re.compile(r'<tr><th scope="row" class="workload-person">(.*?)</th>(.*?)</tr>', re.DOTALL)
CELL = re.compile(r'<td class="([^"]*)">(.*?)</td>', re.DOTALL)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Any:
    with clock.fixed(NOW):
        yield


def told(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace("\u00a0", " ")


def table(firm: Firm, path: str = WORK, who: str = "olga") -> dict[str, list[tuple[str, str]]]:
    """By person each week: how it looks, and what it says."""
    answer = firm.client(who).get(path)
    assert answer.status_code == 200
    found = {}
    for name, cells in LINE.findall(answer.content.decode()):
        person = re.sub(r"^[A-Z]{1,2} ", "", told(name))
        found[person] = [(look, told(text)) for look, text in CELL.findall(cells)]
    return found


def for_(firm: Firm, *names: str) -> list[str]:
    return [str(firm.members[name].pk) for name in names]


def test_hours_are_spread_over_the_working_days_between_both_dates(firm: Firm) -> None:
    # Thursday, Friday, Monday, Tuesday: four days of three hours
    add(firm, "Sail", starts_on="2026-11-26", due="2026-12-01", estimate_hours="12",
        assignees=for_(firm, "wim"))  # fmt: skip
    weeks = table(firm)["Wim"]
    assert weeks[0] == ("", "6 h of 40 h 34 h free")
    assert weeks[1] == ("", "6 h of 40 h 34 h free")
    assert weeks[2] == ("is-idle", "0 h of 40 h 40 h free")
    assert len(weeks) == 8


def test_who_works_on_it_shares_it_and_all_are_added_up(firm: Firm) -> None:
    add(firm, "Sail", due="2026-11-27", estimate_hours="10", assignees=for_(firm, "wim", "bea"))
    found = table(firm)
    assert found["Wim"][0][1].startswith("5 h of 40 h")
    assert found["Bea"][0][1].startswith("5 h of 40 h")
    assert found["Everybody"][0][1].startswith("10 h of ")


def test_too_much_is_said_in_a_word_and_not_by_colour_alone(firm: Firm) -> None:
    add(firm, "Sail", due="2026-11-27", estimate_hours="42.5", assignees=for_(firm, "wim"))
    assert table(firm)["Wim"][0] == ("is-over", "42.5 h of 40 h 2.5 h too much")


def test_hours_a_week_are_the_persons_own_or_those_of_the_firm(firm: Firm) -> None:
    change_workspace(firm.olga, setting="weekly_hours", value="38,5")
    set_hours(firm.olga, member=str(firm.members["wim"].pk), hours="20")
    found = table(firm)
    assert found["Wim"][1][1] == "0 h of 20 h 20 h free"
    assert found["Bea"][1][1] == "0 h of 38.5 h 38.5 h free"
    set_hours(firm.olga, member=str(firm.members["wim"].pk), hours="0")
    assert table(firm)["Wim"][1] == ("is-away", "0 h of 0 h nobody there")


def test_absence_and_holidays_take_from_what_people_have(firm: Firm) -> None:
    plan_absence(
        firm.olga, member=str(firm.members["wim"].pk), from_on="2026-12-02", until_on="2026-12-05",
        deputy="",
    )  # fmt: skip
    found = table(firm)
    assert found["Wim"][1] == ("is-idle", "0 h of 16 h 16 h free 3 days away")
    # Friday the 25th of December is a holiday, Saturday the 26th is free anyway
    assert found["Wim"][4] == ("is-idle", "0 h of 32 h 32 h free")


def test_what_is_overdue_has_to_be_done_this_week(firm: Firm) -> None:
    add(firm, "Late", starts_on="2026-10-05", due="2026-10-09", estimate_hours="8",
        assignees=for_(firm, "wim"))  # fmt: skip
    assert table(firm)["Wim"][0][1].startswith("8 h of 40 h")
    assert table(firm, f"{WORK}&day=2026-12-10")["Wim"][0][1].startswith("0 h of 40 h")


def test_what_is_finished_is_no_work_any_more(firm: Firm) -> None:
    item = add(firm, "Done", due="2026-11-27", estimate_hours="8", assignees=for_(firm, "wim"))
    verbs.complete(firm.olga, item)
    assert table(firm)["Wim"][0] == ("is-idle", "0 h of 40 h 40 h free")


def test_work_on_a_weekend_alone_falls_on_its_last_day(firm: Firm) -> None:
    add(firm, "Boat show", starts_on="2026-11-28", due="2026-11-29", estimate_hours="9",
        assignees=for_(firm, "wim"))  # fmt: skip
    assert table(firm)["Wim"][0][1].startswith("9 h of 40 h")


def test_work_without_an_estimate_is_counted_and_said(firm: Firm) -> None:
    add(firm, "Sail", due="2026-11-27", assignees=for_(firm, "wim"))
    assert table(firm)["Wim"][0] == ("", "0 h of 40 h 40 h free 1 not estimated")


def test_a_week_leads_to_the_list_of_what_is_in_it(firm: Firm) -> None:
    mine = for_(firm, "wim")
    for title, dates in {
        "Late": {"due": "2026-11-02"},
        "Whole": {"starts_on": "2026-11-02", "due": "2026-12-20"},
        "Due": {"due": "2026-11-27"},
        "Begins": {"starts_on": "2026-11-24"},
        "Next": {"starts_on": "2026-11-30", "due": "2026-12-02"},
    }.items():
        add(firm, title, estimate_hours="1", assignees=mine, **dates)
    add(firm, "Of Bea", due="2026-11-27", assignees=for_(firm, "bea"))
    text = firm.client().get(WORK).content.decode()
    line = next(cells for name, cells in LINE.findall(text) if "Wim" in name)
    hrefs = [unescape(one) for one in re.findall(r'class="workload-cell" href="([^"]+)"', line)]
    listed = [firm.client().get("/werft/work" + href).content.decode() for href in hrefs[:2]]
    found = [set(re.findall(r'tabindex="-1">([A-Z][a-z ]+)</a>', one)) for one in listed]
    assert found[0] == {"Late", "Whole", "Due", "Begins"}
    assert found[1] == {"Whole", "Next"}


def test_what_nobody_works_on_and_what_has_no_dates_stands_beside(firm: Firm) -> None:
    for number in range(10):
        add(firm, f"Nobody {number}", due="2026-11-27", assignees=[])
    add(firm, "Some day", assignees=for_(firm, "wim"))
    text = firm.client().get(WORK).content.decode()
    asides = re.findall(r'<section class="workload-aside".*?</section>', text, re.DOTALL)
    nobody, dateless = (told(one) for one in asides)
    assert nobody.startswith("Nobody works on it 10 Nobody 0")
    assert nobody.endswith("Show all")
    assert dateless == "Without dates 1 Some day"
    href = re.search(r'class="link link-quiet small" href="([^"]+)"', asides[0])
    assert href is not None
    every = firm.client().get("/werft/work" + unescape(href.group(1))).content.decode()
    assert every.count("Nobody ") >= 10
    assert "Some day" not in every


def test_only_what_one_sees_is_reckoned_with(firm: Firm) -> None:
    item = add(firm, "Hidden", due="2026-11-27", estimate_hours="8", assignees=for_(firm, "olga"))
    share(firm.olga, "work", item.pk, privacy="named")
    assert table(firm)["Olga"][0][1].startswith("8 h of 40 h")
    assert table(firm, who="wim")["Olga"][0][1].startswith("0 h of 40 h")


def test_a_filter_for_people_leaves_their_lines(firm: Firm) -> None:
    mine = for_(firm, "wim")[0]
    assert set(table(firm, f"{WORK}&assignees={mine}")) == {"Wim", "Everybody"}
    assert set(table(firm, f"{WORK}&owner=me")) == {"Olga", "Everybody"}


def test_more_than_can_be_reckoned_with_is_said(firm: Firm, monkeypatch: Any) -> None:
    monkeypatch.setattr(workload_weeks, "MOST", 3)
    for number in range(5):
        add(firm, f"Item {number}", due="2026-11-27", assignees=for_(firm, "wim"))
    assert "are counted" in firm.client().get(WORK).content.decode()


def test_people_come_page_by_page(firm: Firm) -> None:
    from klientel.records.reading import reading_of
    from klientel.views.query import ViewQuery
    from klientel.views.rows import Listing

    record_type, reading = record_types.get("work"), reading_of(firm.olga)
    names: list[str] = []
    after = ""
    while True:
        query = ViewQuery("work", layout="workload", after=after)
        page = workload_weeks.read_workload(Listing(record_type, query, firm.olga, reading), 2)
        names += [one.name for one in page.lines]
        after = page.next_cursor or ""
        if not after:
            break
    assert names == sorted(one.name for one in firm.members.values() if one.is_active)
    broken = ViewQuery("work", layout="workload", after="nonsense")
    again = workload_weeks.read_workload(Listing(record_type, broken, firm.olga, reading), 2)
    assert [one.name for one in again.lines] == names[:2]


def test_people_stand_by_their_teams_with_what_each_has_to_do(firm: Firm) -> None:
    add(firm, estimate_hours="8", due="2026-11-27", assignees=for_(firm, "wim"))
    text = firm.client().get(f"{WORK}&lines=teams").text
    rows = re.findall(
        r'<tr(?: class="(workload-team)")?><th scope="row(?:group)?" '
        r'class="workload-person">(.*?)</th>(.*?)</tr>', text, re.DOTALL,
    )  # fmt: skip
    found: dict[str, list[str]] = {}
    sums = {}
    for is_team, name, cells in rows:
        if is_team:
            team = told(name)
            found[team] = []
            sums[team] = told(CELL.findall(cells)[0][1]).partition(" of")[0]
        else:
            found[team].append(re.sub(r"^[A-Z]{1,2} ", "", told(name)))
    found[team].remove("Everybody")
    in_web = next(name for name, people in found.items() if "Wim" in people)
    assert sums[in_web] == "8 h"
    assert {sums[name] for name, people in found.items() if "Wim" not in people} == {"0 h"}
    assert list(found)[-1] == "Without a team"
    every = {name for people in found.values() for name in people}
    assert every == {one.name for one in firm.members.values() if one.is_active}
    assert text.count(">8\xa0h<") == 3
    assert "By team" in firm.client().get(WORK).text


def test_a_page_of_people_in_teams_goes_on_in_its_team(firm: Firm) -> None:
    from klientel.records.reading import reading_of
    from klientel.views.query import ViewQuery
    from klientel.views.rows import Listing

    record_type, reading = record_types.get("work"), reading_of(firm.olga)
    heads, names, after = [], [], ""
    while True:
        query = ViewQuery("work", layout="workload", after=after)
        listing = Listing(record_type, query, firm.olga, reading)
        page = workload_weeks.read_workload(listing, 1, in_teams)
        names += [one.name for one in page.lines]
        heads += [page.heads[0].name] if 0 in page.heads else []
        after = page.next_cursor or ""
        if not after:
            break
    assert heads == [*sorted(heads[:-1]), "Without a team"]
    assert len(set(heads)) == len(heads)
    assert set(names) == {one.name for one in firm.members.values() if one.is_active}


def test_it_costs_the_same_however_much_there_is(firm: Firm) -> None:
    def queries() -> int:
        browser = firm.client()
        browser.get(WORK)
        with CaptureQueriesContext(connection) as found:
            assert browser.get(WORK).status_code == 200
        return len(found)

    def fill(count: int) -> None:
        drafts = [
            Draft({"title": f"Item {n}", "due": "2026-11-27", "assignees": for_(firm, "wim")})
            for n in range(count)
        ]
        create_many(firm.olga, "work", drafts)

    fill(3)
    few = queries()
    fill(60)
    assert queries() == few <= 9


def test_every_share_adds_up_to_the_whole(firm: Firm) -> None:
    """Whatever its dates, the hours of all weeks are those of the item."""
    from klientel.records.reading import reading_of
    from klientel.views.query import ViewQuery
    from klientel.views.rows import Listing

    record_type, reading = record_types.get("work"), reading_of(firm.olga)
    query = ViewQuery("work", layout="workload")
    reckoned = workload_weeks._Workload(Listing(record_type, query, firm.olga, reading))
    first, last = reckoned.weeks[0], reckoned.last
    for begin in range(0, 50, 3):
        for length in (0, 1, 2, 4, 9, 20):
            start = first + timedelta(days=begin)
            end = min(start + timedelta(days=length), last)
            shares = [share for _week, share in reckoned._shares(start, end, Decimal(12))]
            assert sum(shares) == pytest.approx(Decimal(12))


def test_a_workload_begins_with_the_week_of_its_day() -> None:
    assert weeks_from(date(2026, 11, 26))[0] == date(2026, 11, 23)
    assert weeks_from(date(2026, 11, 29))[-1] == date(2027, 1, 11)


def test_hours_are_divided_by_kind_and_each_colour_has_its_word(firm: Firm) -> None:
    mine = {"due": "2026-11-27", "assignees": for_(firm, "wim")}
    add(firm, "Sail", estimate_hours="6", **mine)
    add(firm, "Boat", kind="order", estimate_hours="10", **mine)
    path = f"{WORK}&per=kind"
    found = table(firm, path)
    assert found["Wim"][0][1] == "16 h of 40 h Order 10 h Task 6 h 24 h free"
    assert found["Everybody"][0][1].startswith("16 h of 240 h Order 10 h Task 6 h")
    shown = firm.client().get(path).content.decode()
    order = re.search(r'workload-part hue-(\d)" x="0%?\.?0?%" width="25\.0%"', shown)
    assert order is not None
    assert f'workload-mark hue-{order[1]}"></i>Order' in shown


def test_hours_are_divided_by_account_with_one_read_more(firm: Firm) -> None:
    nord = add(firm, "Nord", estimate_hours="1").pk
    assert nord
    mine = {"due": "2026-11-27", "assignees": for_(firm, "wim"), "estimate_hours": "2"}
    browser = firm.client()
    for number in range(6):
        account = create_many(firm.olga, "account", [Draft({"name": f"Kunde {number}"})])[0]
        add(firm, "Sail", account=str(account.pk), **mine)
    add(firm, "Sail", **mine)
    said = table(firm, f"{WORK}&per=account")["Wim"][0][1]
    assert said.startswith("14 h of 40 h Kunde 0 2 h Kunde 1 2 h Kunde 2 2 h everything else 8 h")
    for path in (WORK, f"{WORK}&per=account"):
        browser.get(path)
    with CaptureQueriesContext(connection) as plain:
        browser.get(WORK)
    with CaptureQueriesContext(connection) as divided:
        browser.get(f"{WORK}&per=account")
    assert len(divided) - len(plain) <= 1


def test_only_what_is_told_of_is_read_by_name(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: set[Any] = set()

    def learn(actor: Any, reading: Any, keys: Any) -> None:
        learned.update(keys)
        learn_all(actor, reading, keys)

    learn_all = workload_parts.learn
    monkeypatch.setattr(workload_parts, "learn", learn)
    names = [Draft({"name": f"Kunde {number}"}) for number in range(8)]
    made = create_many(firm.olga, "account", names)
    for hours, account in enumerate(made, 1):
        add(firm, "Sail", account=str(account.pk), due="2026-11-27", estimate_hours=str(hours),
            assignees=for_(firm, "wim"))  # fmt: skip
    said = table(firm, f"{WORK}&per=account")["Wim"][0][1]
    assert "Kunde 7 8 h Kunde 6 7 h Kunde 5 6 h everything else 15 h" in said
    assert learned == {one.pk for one in made[4:]}


def test_a_field_that_divides_nothing_is_no_matter(firm: Firm) -> None:
    add(firm, "Sail", due="2026-11-27", estimate_hours="10", assignees=for_(firm, "wim"))
    for name in ("title", "assignees", "nothing"):
        assert table(firm, f"{WORK}&per={name}")["Wim"][0][1] == "10 h of 40 h 30 h free"
