"""My day: what needs somebody, what is due, in whose place, and what was put off."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.account import promote
from klientel.crm.actions.meeting import plan
from klientel.desk import today_pages
from klientel.desk.actions import snooze
from klientel.desk.today import due
from klientel.kit import clock
from klientel.records import actions
from klientel.records.types import record_types
from klientel.team.actions import plan_absence
from tests.cast import Firm
from tests.fixtures import A_TUESDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_a_tuesday")]


def account(firm: Firm, name: str = "Nord Media", **more: Any) -> Any:
    return actions.create(firm.olga, "account", {"name": name, "relationship": "customer", **more})


def client_of(firm: Firm, who: str | None, name: str = "Nord Media") -> Any:
    owner = str(firm.members[who].pk) if who else ""
    found = account(firm, name, owner=owner)
    manager = owner or str(firm.members["olga"].pk)
    promote(firm.olga, found, manager=manager, start=A_TUESDAY.date())
    found.refresh_from_db()
    return found


def step(firm: Firm, about: Any, text: str, day: Any, who: str = "olga") -> Any:
    values = {
        "account": str(about.pk),
        "kind": "call",
        "body": "Gesprochen",
        "next_step": text,
        "next_step_on": day,
        "owner": str(firm.members[who].pk),
    }
    return actions.create(firm.olga, "interaction", values)


def page(firm: Firm, who: str = "olga", query: str = "") -> str:
    answer = firm.client(who).get(f"/{firm.slug}/today?{query}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_workspace_opens_with_it(firm: Firm) -> None:
    answer = firm.client().get(f"/{firm.slug}/")
    assert answer["Location"] == f"/{firm.slug}/today"


def test_steps_stand_where_their_day_is(firm: Firm) -> None:
    nord, today = account(firm), A_TUESDAY.date()
    step(firm, nord, "Angebot nachfassen", today - timedelta(days=3))
    step(firm, nord, "Anrufen wegen Logo", today)
    step(firm, nord, "Entwurf schicken", today + timedelta(days=2))
    step(firm, nord, "Im Februar melden", today + timedelta(days=30))
    shown = page(firm)
    assert "3 days overdue" in shown
    assert shown.index("Angebot nachfassen") < shown.index("Anrufen wegen Logo")
    week = shown[shown.index("today-week") :]
    assert "Entwurf schicken" in week
    assert "Anrufen wegen Logo" not in week
    assert "Im Februar melden" not in shown


def test_what_is_done_is_gone_and_comes_back_by_undo(firm: Firm) -> None:
    talk = step(firm, account(firm), "Anrufen wegen Logo", A_TUESDAY.date())
    address = f"/{firm.slug}/interactions/{talk.pk}/actions/interaction.finish_step"
    form = page(firm).split(f'action="{address}"')[1].split("</form>")[0]
    assert re.search(r'name="csrfmiddlewaretoken" value="\w{20,}"', form)
    firm.client().post(address)
    assert "Anrufen wegen Logo" not in page(firm)


def test_a_meeting_of_the_day_stands_among_what_is_due(firm: Firm) -> None:
    nord = account(firm)
    step(firm, nord, "Vorbereiten", A_TUESDAY.date())
    at = A_TUESDAY + timedelta(hours=2)
    plan(firm.olga, nord, name="Jour fixe", starts_at=at, minutes="60")
    shown = page(firm)
    assert shown.count(">Jour fixe<") == 1
    assert shown.index("Jour fixe") < shown.index("Vorbereiten")


def test_a_record_that_is_due_is_there_by_itself_and_says_how_it_is_done(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = record_types.get("account")
    monkeypatch.setattr(kept, "due_of", lambda _one: (A_TUESDAY, True))
    monkeypatch.setattr(kept, "done_action", "account.change_stage")
    mine = account(firm, "Fällig", owner=str(firm.members["wim"].pk))
    shown = page(firm, "wim")
    assert shown.count(">Fällig<") == 1
    assert f"/accounts/{mine.pk}/actions/account.change_stage" in shown
    assert "Fällig" not in page(firm, "bea")
    assert "actions/account.change_stage" not in page(
        firm, "lena", f"member={firm.members['bea'].pk}"
    )


def test_many_overdue_lines_never_hide_what_is_for_today(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "MOST", 3)
    nord = account(firm)
    for number in range(5):
        step(firm, nord, f"Alt {number}", A_TUESDAY.date() - timedelta(days=9 - number))
    step(firm, nord, "Für heute", A_TUESDAY.date())
    shown = page(firm)
    assert "Für heute" in shown
    assert "Alt 4" in shown
    assert "Alt 0" not in shown
    assert "There is more overdue than fits here" in shown


def test_records_that_nobody_may_see_push_nothing_out_of_a_day(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(due, "MOST", 2)
    monkeypatch.setattr(record_types.get("account"), "due_of", lambda _one: (A_TUESDAY, True))
    for name in ("Weg 1", "Weg 2", "Weg 3"):
        gone = account(firm, name, owner=str(firm.members["wim"].pk))
        actions.trash(firm.olga, "account", gone.pk)
    account(firm, "Noch da", owner=str(firm.members["wim"].pk))
    assert "Noch da" in page(firm, "wim")


def test_a_whole_day_is_the_same_day_for_readers_elsewhere(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm.workspace.time_zone = "Europe/Berlin"
    firm.workspace.save()
    today = clock.start_of_day(A_TUESDAY.date(), "Europe/Berlin")
    monkeypatch.setattr(record_types.get("account"), "due_of", lambda _one: (today, True))
    account(firm, "Fällig", owner=str(firm.members["wim"].pk))
    user = firm.members["wim"].user
    user.time_zone = "America/New_York"
    user.save()
    shown = page(firm, "wim")
    assert "Fällig" in shown
    assert "overdue" not in shown


def test_everybody_has_their_own_day(firm: Firm) -> None:
    nord = account(firm)
    step(firm, nord, "Für Wim", A_TUESDAY.date(), "wim")
    step(firm, nord, "Für Bea", A_TUESDAY.date(), "bea")
    assert "Für Bea" not in page(firm, "wim")
    assert "Für Wim" in page(firm, "wim")


def test_nothing_is_told_of_what_a_person_may_not_know_of(firm: Firm) -> None:
    secret = account(firm, "Geheim", owner=str(firm.members["olga"].pk))
    step(firm, secret, "Für Wim", A_TUESDAY.date(), "wim")
    actions.share(firm.olga, "account", secret.pk, privacy="named")
    assert "Für Wim" not in page(firm, "wim")


def test_who_stands_in_sees_what_waits_for_the_absent(firm: Firm) -> None:
    step(firm, account(firm), "Für Wim", A_TUESDAY.date(), "wim")
    assert "Für Wim" not in page(firm, "bea")
    wim, bea = str(firm.members["wim"].pk), str(firm.members["bea"].pk)
    plan_absence(
        firm.olga, member=wim, from_on=A_TUESDAY.date(), until_on=A_TUESDAY.date(), deputy=bea
    )
    firm.workspace.refresh_from_db()
    shown = page(firm, "bea")
    assert "Für Wim" in shown
    assert "for Wim" in shown


def test_a_client_silent_for_too_long_needs_its_manager(firm: Firm) -> None:
    client_of(firm, "wim")
    with clock.fixed(A_TUESDAY + timedelta(days=60)):
        shown = page(firm, "wim")
        assert "Needs attention" in shown
        assert "Nord Media" in shown
        assert "Why is this here?" in shown
        assert "Nord Media" not in page(firm, "bea")


def test_lines_put_off_are_hidden_until_then_and_for_oneself_alone(firm: Firm) -> None:
    nord = account(firm)
    talk = step(firm, nord, "Anrufen wegen Logo", A_TUESDAY.date())
    browser = firm.client()
    sent = {"line": f"step:{talk.pk}", "when": "tomorrow"}
    browser.post(f"/{firm.slug}/today/later", sent)
    browser.post(f"/{firm.slug}/today/later", sent)
    shown = page(firm)
    assert "Anrufen wegen Logo" not in shown
    assert "1 item is snoozed" in shown
    assert "Anrufen wegen Logo" in page(firm, query="put_off=1")
    with clock.fixed(A_TUESDAY + timedelta(days=1)):
        assert "Anrufen wegen Logo" in page(firm)


def test_a_line_put_off_by_mistake_comes_back(firm: Firm) -> None:
    talk = step(firm, account(firm), "Anrufen wegen Logo", A_TUESDAY.date())
    key = f"step:{talk.pk}"
    event = snooze(firm.olga, line=key, when="week")
    assert "Anrufen wegen Logo" not in page(firm)
    firm.client().post(f"/{firm.slug}/undo/{event}")
    assert "Anrufen wegen Logo" in page(firm)
    snooze(firm.olga, line=key, when="week")
    firm.client().post(f"/{firm.slug}/today/again", {"line": key})
    assert "Anrufen wegen Logo" in page(firm)


@pytest.mark.parametrize(
    "sent", [{}, {"line": "x", "when": "never"}, {"line": "x" * 300, "when": "later"}]
)
def test_nonsense_is_refused_in_words(firm: Firm, sent: dict[str, str]) -> None:
    answer = firm.client().post(f"/{firm.slug}/today/later", sent)
    assert answer.status_code == 422


def test_who_leads_looks_at_the_day_of_others_and_nobody_else_does(
    firm: Firm, other_firm: Firm
) -> None:
    step(firm, account(firm), "Für Wim", A_TUESDAY.date(), "wim")
    wim = firm.members["wim"].pk
    assert "Für Wim" in page(firm, "lena", f"member={wim}")
    refused = firm.client("bea").get(f"/{firm.slug}/today?member={wim}")
    assert refused.status_code == 403
    for strange in (other_firm.members["fremd"].pk, "x", "0" * 32):
        assert firm.client().get(f"/{firm.slug}/today?member={strange}").status_code == 404


def test_what_others_did_around_my_accounts_is_told_and_my_own_doing_is_not(firm: Firm) -> None:
    mine = account(firm, owner=str(firm.members["wim"].pk))
    account(firm, "Fremder", owner=str(firm.members["bea"].pk))
    actions.change(firm.actor("lena"), "account", mine.pk, {"city": "Bremen"})
    assert "Since yesterday" in page(firm, "wim")
    told = page(firm, "wim").split("Since yesterday")[1]
    assert "Lena" in told
    assert "Fremder" not in told
    own = page(firm, "lena").split("Since yesterday")[1]
    assert "Bremen" not in own


def test_it_costs_the_same_for_few_and_for_many(firm: Firm) -> None:
    browser, address = firm.client(), f"/{firm.slug}/today"

    def reads() -> int:
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(address).status_code == 200
        return len(asked)

    nord = client_of(firm, "olga")
    step(firm, nord, "Schritt", A_TUESDAY.date())
    plan(firm.olga, nord, name="Termin", starts_at=A_TUESDAY, minutes="30")
    few = reads()
    for number in range(12):
        other = client_of(firm, "olga", f"Client {number}")
        step(firm, other, f"Schritt {number}", A_TUESDAY.date())
        plan(firm.olga, other, name=f"Termin {number}", starts_at=A_TUESDAY, minutes="30")
    assert reads() == few <= 20


@pytest.mark.parametrize(
    ("name", "greeted"),
    [("Jana Roth", "Jana"), ("M. Voss", "M. Voss"), ("J Roth", "J Roth"), ("", "")],
)
def test_nobody_is_greeted_by_an_initial(name: str, greeted: str) -> None:
    assert today_pages.first_name(name) == greeted
