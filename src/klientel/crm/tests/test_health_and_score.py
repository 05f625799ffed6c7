"""The health of clients and the lead score of prospects: every point has its reason."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from klientel.crm.actions.account import name_decider, promote
from klientel.crm.actions.interaction import log_many
from klientel.crm.actions.people import add_person
from klientel.crm.actions.profile import reckon_all
from klientel.crm.actions.score import set_weights
from klientel.crm.bands import band_of
from klientel.crm.models import Account, Agreement, RelationshipProfile
from klientel.crm.relationship.health import Part, mean_of
from klientel.crm.relationship.score import Weights
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.refused import Forbidden, Invalid
from klientel.records import actions
from klientel.records.actions.create import Draft
from tests.cast import Firm

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
USUAL = {**Weights().points, "half_life": 30}


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def talks(firm: Firm, account: Account, *ago: int, kind: str = "call", **more: Any) -> None:
    drafts = []
    for days in ago:
        at = NOW - timedelta(days=days)
        values = {"account": account.pk, "kind": kind, "occurred_at": at, "body": "x", **more}
        drafts.append(Draft(values, at))
    log_many(firm.olga, drafts)


def a_client(firm: Firm, **terms: Any) -> Account:
    values = {"name": "Nord Media", "relationship": "customer", "acquired_on": "2024-01-10"}
    account = actions.create(firm.olga, "account", values)
    promote(firm.olga, account.pk, start="2025-01-01")
    if terms:
        made = Agreement.objects.in_workspace(firm.workspace.pk).get(account_id=account.pk)
        actions.change(firm.olga, "agreement", made.pk, terms)
    return account


def a_prospect(firm: Firm, **values: Any) -> Account:
    return actions.create(firm.olga, "account", {"name": "Neu", **values})


def reckoned(firm: Firm, account: Account) -> tuple[Account, RelationshipProfile]:
    reckon_all(firm.workspace)
    found = Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)
    rows = RelationshipProfile.objects.in_workspace(firm.workspace.pk)
    return found, rows.get(account_id=account.pk)


def points_of(row: RelationshipProfile) -> dict[str, int]:
    return {text: points for points, _weight, text, _values in row.health}


def test_a_client_who_is_spoken_with_in_time_fares_well(firm: Firm) -> None:
    account = a_client(firm)
    person = add_person(firm.olga, account, {"last_name": "Falk", "email": "falk@nord.example"})
    name_decider(firm.olga, account.pk, contact=person.pk)
    talks(firm, account, 5, 20, 40, 70, 100, 130, 160)
    found, row = reckoned(firm, account)
    assert found.health == 100
    assert points_of(row)["Who decides is known and can be reached"] == 100


@pytest.mark.parametrize(
    ("gone", "points"), [(0, 100), (15, 100), (30, 60), (45, 30), (60, 0), (400, 0)]
)
def test_the_longer_nobody_spoke_the_worse(firm: Firm, gone: int, points: int) -> None:
    account = a_client(firm)
    talks(firm, account, gone)
    _found, row = reckoned(firm, account)
    said = "Last contact {gone} days ago, {most} at most"
    assert points_of(row)[said if gone else "Last contact today, {most} days at most"] == points


def test_a_client_who_gave_notice_and_fell_silent_is_critical(firm: Firm) -> None:
    account = a_client(firm, notice_given_on="2026-11-01", ends_on="2026-12-31")
    talks(firm, account, 90, 120, 150, 180, 210)
    found, row = reckoned(firm, account)
    assert points_of(row)["Notice was given"] == 0
    assert found.health is not None
    assert band_of(found.health) == "poor"


@pytest.mark.parametrize(("ends_on", "points"), [("2027-02-28", 40), ("2027-08-31", None)])
def test_an_agreement_of_which_notice_is_near_says_so_and_counts_less(
    firm: Firm, ends_on: str, points: int | None
) -> None:
    terms = {"ends_on": ends_on, "notice_months": "3", "renews_months": "12"}
    account = a_client(firm, **terms)
    talks(firm, account, 5)
    _found, row = reckoned(firm, account)
    told = points_of(row)
    assert told.get("Notice can be given for another {days} days") == points
    assert told.get("The agreement runs on") == (None if points else 100)


def test_what_is_not_known_does_not_count() -> None:
    assert mean_of([]) is None
    assert mean_of([Part(80, 20, "x", {})]) == 80
    assert mean_of([Part(80, 20, "x", {}), Part(20, 5, "x", {})]) == 68


def test_only_clients_have_a_health_and_only_prospects_a_score(firm: Firm) -> None:
    account = a_prospect(firm, email="info@neu.example")
    found, _row = reckoned(firm, account)
    assert (found.health, found.lead_score) == (None, 5)
    promote(firm.olga, account.pk)
    found, row = reckoned(firm, account)
    assert found.lead_score is None
    assert row.score == []
    assert found.health is not None


def test_points_fade_by_half_with_each_half_life(firm: Firm) -> None:
    account = a_prospect(firm, source="referral")
    talks(firm, account, 0, 30, 60, kind="meeting")
    found, row = reckoned(firm, account)
    assert [points for points, _rule, _values in row.score] == [15, 15, 7.5, 3.8]
    assert found.lead_score == round(15 + 15 + 7.5 + 3.75)


def test_each_half_has_its_most(firm: Firm) -> None:
    account = a_prospect(firm)
    talks(firm, account, *[0] * 30, kind="meeting")
    assert reckoned(firm, account)[0].lead_score == 50


def test_a_mail_from_them_is_worth_more_than_one_to_them(firm: Firm) -> None:
    account = a_prospect(firm)
    talks(firm, account, 0, kind="mail", direction="in")
    talks(firm, account, 0, kind="mail", direction="out")
    _found, row = reckoned(firm, account)
    assert [(rule, points) for points, rule, _values in row.score] == [
        ("mail_in", 8),
        ("mail_out", 3),
    ]


def test_the_page_tells_the_reason_of_every_point(firm: Firm) -> None:
    account = a_prospect(firm, email="info@neu.example")
    talks(firm, account, 30)
    reckoned(firm, account)
    text = firm.client().get(f"/werft/accounts/{account.ref}/standing").content.decode()
    assert "E-mail address is known" in text
    assert "Call, 30 days ago: 4 of 8 left" in text
    assert "fit 5 of 50, engagement 4 of 50" in text


def test_other_weights_score_anew_and_can_be_taken_back(firm: Firm) -> None:
    account = a_prospect(firm, email="info@neu.example")
    set_weights(firm.olga, **{**USUAL, "email": 20})
    assert reckoned(firm, account)[0].lead_score == 20
    told = Event.objects.in_workspace(firm.workspace.pk).get(verb="score.weights_changed")
    assert told.facts["changes"] == {"email": [5, 20]}
    actions.undo(firm.olga, told.pk)
    assert reckoned(firm, account)[0].lead_score == 5


def test_the_same_weights_again_change_nothing(firm: Firm) -> None:
    set_weights(firm.olga, **USUAL)
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="score.weights_changed")
    assert not told.exists()


def test_only_managers_set_weights_and_only_sensible_ones(firm: Firm) -> None:
    with pytest.raises(Forbidden):
        set_weights(firm.actor("wim"), **USUAL)
    for wrong in ({"email": 51}, {"half_life": 0}, {"email": ""}, {"email": "x"}):
        with pytest.raises(Invalid):
            set_weights(firm.olga, **{**USUAL, **wrong})


def test_the_settings_say_whom_other_points_would_move(firm: Firm) -> None:
    a_prospect(firm, email="info@neu.example")
    browser = firm.client()
    asked = {**USUAL, "email": 25}
    text = browser.get("/werft/settings/score/preview", asked).content.decode()
    assert "Prospects whose score would change: 1 of 1" in text
    assert "5 → <strong>25</strong>" in text
    wrong = browser.get("/werft/settings/score/preview", {**asked, "email": "x"})
    assert "A number is missing or wrong." in wrong.content.decode()
    assert browser.post("/werft/settings/score", {**asked, "email": "99"}).status_code == 422
    assert browser.post("/werft/settings/score", asked).status_code == 303
    assert 'value="25"' in browser.get("/werft/settings/score").content.decode()


def test_a_list_is_narrowed_and_ordered_by_both(firm: Firm) -> None:
    good, poor = a_client(firm), a_client(firm)
    rows = Account.objects.in_workspace(firm.workspace.pk)
    rows.filter(pk=good.pk).update(health=82, name="Gutmann")
    rows.filter(pk=poor.pk).update(health=12, name="Schlechter")
    text = firm.client().get("/werft/accounts?relationship=client&health.max=40").content.decode()
    assert "Critical 12" in text
    assert "Gutmann" not in text
    text = firm.client().get("/werft/accounts?relationship=client&sort=-health").content.decode()
    assert text.index("Gutmann") < text.index("Schlechter")
