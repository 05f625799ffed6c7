"""Agreements: begun by a promotion, ended by a return, renewed by themselves, shown on accounts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from klientel.crm.actions.account import promote, return_to_customer
from klientel.crm.actions.agreement import bring_up_to_date, give_notice
from klientel.crm.actions.interaction import log
from klientel.crm.models import Account, Agreement
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.dates import notice_day
from klientel.kit.refused import Forbidden, Refused
from klientel.records import actions
from klientel.team.actions import plan_absence
from tests.cast import Firm

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with clock.fixed(TODAY):
        yield


@pytest.fixture
def account(firm: Firm) -> Account:
    values = {"name": "Weber Bau", "relationship": "customer"}
    return actions.create(firm.olga, "account", values)


def again(account: Account) -> Account:
    return Account.objects.in_workspace(account.workspace_id).get(pk=account.pk)


def agreements(account: Account) -> list[Agreement]:
    rows = Agreement.objects.in_workspace(account.workspace_id).filter(account_id=account.pk)
    return list(rows.filter(trashed_at=None).order_by("starts_on"))


def agreed(firm: Firm, account: Account, **values: object) -> Agreement:
    given = {"subject": "Website", "account": account.pk, "starts_on": "2026-01-01", **values}
    return actions.create(firm.olga, "agreement", given)


def last_told(account: Account, verb: str) -> Event:
    events = Event.objects.in_workspace(account.workspace_id)
    return events.filter(record_id=account.pk, verb=verb).latest("id")


def page(firm: Firm, account: Account) -> str:
    return firm.client().get(f"/werft/accounts/{account.ref}").content.decode()


@pytest.mark.parametrize(
    ("end", "months", "day"),
    [
        (date(2026, 12, 31), 1, date(2026, 11, 30)),
        (date(2027, 2, 28), 3, date(2026, 11, 30)),
        (date(2027, 3, 15), 3, date(2026, 12, 15)),
        (date(2026, 12, 31), 0, date(2026, 12, 31)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
    ],
)
def test_notice_of_what_ends_with_a_month_is_due_at_the_end_of_a_month(
    end: date, months: int, day: date
) -> None:
    assert notice_day(end, months) == day


def test_promoting_begins_an_agreement_and_one_undo_takes_both_back(
    firm: Firm, account: Account
) -> None:
    promote(firm.olga, account.pk, tier="a")
    (made,) = agreements(account)
    assert (made.starts_on, made.tier, made.silence_days) == (TODAY.date(), "a", 14)
    assert (again(account).tier, again(account).silence_days) == ("a", 14)
    actions.undo(firm.olga, last_told(account, "account.promoted").pk)
    assert agreements(account) == []
    found = again(account)
    assert (found.relationship, found.tier, found.silence_days) == ("customer", "", None)


def test_returning_ends_what_runs_and_one_undo_lets_it_run_on(firm: Firm, account: Account) -> None:
    promote(firm.olga, account.pk)
    with clock.travel(timedelta(days=40)):
        return_to_customer(firm.olga, account.pk, reason="Macht es selbst")
        (ended,) = agreements(account)
        assert (ended.ends_on, ended.end_reason) == (date(2027, 1, 5), "Macht es selbst")
        actions.undo(firm.olga, last_told(account, "account.returned").pk)
        (running,) = agreements(account)
        assert (running.ends_on, running.notice_given_on, running.end_reason) == (None, None, "")
        assert again(account).is_client


def test_lists_show_the_terms_of_the_agreement_in_force(firm: Firm, account: Account) -> None:
    promote(firm.olga, account.pk)
    old = agreements(account)[0]
    actions.change(firm.olga, "agreement", old.pk, {"ends_on": "2026-12-31", "notice_months": "1"})
    assert again(account).notice_by == date(2026, 11, 30)
    agreed(firm, account, starts_on="2027-01-01", tier="c", deputy=firm.members["wim"].pk)
    found = again(account)
    assert (found.tier, found.deputy_id) == ("b", None), "the next one has not begun"
    with clock.fixed(datetime(2027, 1, 1, 3, tzinfo=UTC)):
        bring_up_to_date(firm.workspace.pk, date(2027, 1, 1))
    found = again(account)
    assert (found.tier, found.deputy_id) == ("c", firm.members["wim"].pk)
    assert found.agreement_until is None


def test_an_agreement_goes_on_by_itself_until_somebody_gives_notice(
    firm: Firm, account: Account
) -> None:
    made = agreed(firm, account, ends_on="2026-01-31", renews_months="12", notice_months="3")
    bring_up_to_date(firm.workspace.pk, TODAY.date())
    (renewed,) = agreements(account)
    assert renewed.ends_on == date(2027, 1, 31)
    bring_up_to_date(firm.workspace.pk, TODAY.date())
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="agreement.renewed")
    assert told.count() == 1, "a second night changes nothing"
    give_notice(firm.olga, made.pk, ends_on="2027-01-31")
    bring_up_to_date(firm.workspace.pk, date(2027, 2, 1))
    assert agreements(account)[0].ends_on == date(2027, 1, 31)
    assert again(account).tier == "", "what ended has no terms"
    with pytest.raises(Refused, match="already"):
        give_notice(firm.olga, made.pk, ends_on="2027-03-31")


def test_an_end_before_the_beginning_is_refused(firm: Firm, account: Account) -> None:
    with pytest.raises(Refused, match="before the agreement begins"):
        agreed(firm, account, ends_on="2025-12-31")
    made = agreed(firm, account)
    with pytest.raises(Refused, match="before the agreement begins"):
        give_notice(firm.olga, made.pk, ends_on="2025-12-31")


def test_a_changed_tier_changes_the_silence_unless_it_was_agreed_on(
    firm: Firm, account: Account
) -> None:
    made = agreed(firm, account, tier="a")
    assert made.silence_days == 14
    changed = actions.change(firm.olga, "agreement", made.pk, {"tier": "c"})
    assert changed.silence_days == 60
    changed = actions.change(firm.olga, "agreement", made.pk, {"tier": "a", "silence_days": "7"})
    assert changed.silence_days == 7


def test_deleting_an_agreement_takes_its_terms_off(firm: Firm, account: Account) -> None:
    made = agreed(firm, account, tier="a")
    actions.trash(firm.olga, "agreement", made.pk)
    assert again(account).tier == ""
    actions.restore(firm.olga, "agreement", made.pk)
    assert again(account).tier == "a"


def test_who_makes_no_clients_agrees_on_nothing(firm: Firm, account: Account) -> None:
    for name in ("sam", "bodo"):
        with pytest.raises(Forbidden):
            actions.create(firm.actor(name), "agreement", {"subject": "x", "account": account.pk})


def test_the_page_says_what_is_due(firm: Firm, account: Account) -> None:
    promote(firm.olga, account.pk, tier="a", start="2026-06-01")
    made = agreements(account)[0]
    text = page(firm, account)
    assert "Nobody has spoken with this account yet." in text
    log(firm.olga, account.pk, kind="call", body="x", occurred_at="2026-11-01 10:00")
    text = page(firm, account)
    assert "No contact for 25 days; agreed are at most 14." in text
    actions.change(firm.olga, "agreement", made.pk, {"ends_on": "2026-12-31", "notice_months": "1"})
    text = page(firm, account)
    assert "Notice can be given until 30 Nov 2026 · 4 days left" in text
    actions.change(firm.olga, "account", account.pk, {"owner": None})
    assert "This account has no account manager." in page(firm, account)
    actions.change(firm.olga, "agreement", made.pk, {"silence_days": "60"})
    assert "No contact for" not in page(firm, account)


def test_the_page_says_when_nobody_is_there_for_a_client(firm: Firm, account: Account) -> None:
    promote(firm.olga, account.pk, manager=str(firm.members["wim"].pk))
    days = {"from_on": "2026-11-20", "until_on": "2026-12-04"}
    plan_absence(firm.olga, member=str(firm.members["wim"].pk), deputy="", **days)
    assert "away until 4 Dec 2026. No deputy." in page(firm, account)
    made = agreements(account)[0]
    actions.change(firm.olga, "agreement", made.pk, {"deputy": str(firm.members["bea"].pk)})
    assert "No deputy." not in page(firm, account)
    plan_absence(firm.olga, member=str(firm.members["bea"].pk), deputy="", **days)
    assert "Bea is away as well." in page(firm, account)


def test_the_list_marks_whom_nobody_spoke_with_for_longer_than_agreed(
    firm: Firm, account: Account
) -> None:
    promote(firm.olga, account.pk, tier="a", start="2026-06-01")
    log(firm.olga, account.pk, kind="call", body="x", occurred_at="2026-11-08 10:00")
    rows = firm.client().get("/werft/accounts?relationship=client").content.decode()
    assert "No contact for more than 14 days" in rows
    made = agreements(account)[0]
    actions.change(firm.olga, "agreement", made.pk, {"tier": "b"})
    rows = firm.client().get("/werft/accounts?relationship=client").content.decode()
    assert "No contact for more than" not in rows
