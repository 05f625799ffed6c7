"""The brief's own examples: who is a client, who is a customer, and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from klientel.crm.actions import profile as reckoning
from klientel.crm.actions.account import promote, return_to_customer
from klientel.crm.actions.interaction import log_many
from klientel.crm.actions.profile import keep_relationship, reckon_all, reckon_moved
from klientel.crm.actions.purchase import LineDraft, PurchaseDraft, record_purchases
from klientel.crm.models import Account, Agreement, RelationshipProfile
from klientel.crm.relationship.lines import Evidence, profile_of, reasons
from klientel.events.models import Event
from klientel.kit import clock
from klientel.kit.dates import months_later
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from tests.cast import Firm

pytestmark = pytest.mark.django_db

CDNOW = Path(__file__).parents[5] / "shared" / "corpus" / "cdnow" / "CDNOW_sample.txt"
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture(autouse=True)
def today() -> Iterator[None]:
    with clock.fixed(NOW):
        yield


def an_account(firm: Firm, name: str, since: date = date(2023, 1, 10), **values: Any) -> Account:
    given = {"name": name, "relationship": "customer", "acquired_on": since, **values}
    return actions.create(firm.olga, "account", given)


def agree(firm: Firm, account: Account, services: str, **values: Any) -> Agreement:
    promote(firm.olga, account.pk, start=date(2025, 1, 1))
    made = Agreement.objects.in_workspace(firm.workspace.pk).get(account_id=account.pk)
    return actions.change(firm.olga, "agreement", made.pk, {"services": services, **values})


def talk(
    firm: Firm, account: Account, months: int, kind: str = "call", who: str = "wim", each: int = 1
) -> None:
    """So many contacts in each of the last so many months."""
    drafts = []
    for month in range(months):
        for place in range(each):
            at = NOW - timedelta(days=30 * month + 3 + place)
            values = {"account": account.pk, "kind": kind, "occurred_at": at, "body": "x"}
            drafts.append(Draft({**values, "owner": firm.members[who].pk}, at))
    log_many(firm.actor(who), drafts)


def buy(firm: Firm, account: Account, days: list[date], *prices: str, **told: Any) -> None:
    """A purchase on each of the days, at the prices in turn."""
    product, channel = told.get("product", "Sache"), told.get("channel", "till")
    drafts = []
    for place, day in enumerate(days):
        price = Decimal(prices[place % len(prices)])
        line = LineDraft(product.format(place), price, Decimal(1), price)
        drafts.append(PurchaseDraft(account.pk, day, price, [line], channel=channel))
    record_purchases(firm.olga, drafts)


def days_ago(*ago: int) -> list[date]:
    return [TODAY - timedelta(days=one) for one in ago]


def profile(account: Account) -> RelationshipProfile:
    rows = RelationshipProfile.objects.in_workspace(account.workspace_id)
    return rows.get(account_id=account.pk)


def neighbours(firm: Firm, product: str, channel: str = "till") -> None:
    """Some more buyers, so that the firm has something that is usual."""
    for number in range(5):
        other = an_account(firm, f"Laufkundschaft {number}")
        buy(firm, other, days_ago(5, 50, 200, 300), "12.00", product=product, channel=channel)


def test_who_has_a_pr_adviser_is_a_client(firm: Firm) -> None:
    nord = an_account(firm, "Nord Media GmbH")
    agree(firm, nord, "Presseverteiler\nKrisenrufnummer")
    talk(firm, nord, 10, each=2)
    reckon_all(firm.workspace)
    found = profile(nord)
    assert (found.verdict, found.disagrees) == ("client", "")
    assert found.lean >= 80


def test_who_sees_a_therapist_is_a_client(firm: Firm) -> None:
    person = an_account(firm, "Lena Schmidt", kind="person")
    agree(firm, person, "Einzelsitzung", ends_on="2027-03-31")
    talk(firm, person, 11, "meeting", who="bea", each=4)
    buy(firm, person, days_ago(*range(3, 300, 14)), "120.00", product="Sitzung", channel="phone")
    reckon_all(firm.workspace)
    assert profile(person).verdict == "client"


def test_who_has_an_accountant_is_a_client_although_they_seldom_talk(firm: Firm) -> None:
    tischler = an_account(firm, "Tischlerei Jansen")
    agree(firm, tischler, "Buchhaltung\nJahresabschluss", ends_on="2025-12-31", renews_months="12")
    talk(firm, tischler, 4, "mail")
    bills = [months_later(date(2026, 11, 3), -month) for month in range(12)]
    buy(firm, tischler, bills, "390.00", product="Monatspauschale", channel="phone")
    reckon_all(firm.workspace)
    found = profile(tischler)
    assert found.verdict == "client"
    assert found.positions["revenue"] > 0


def test_who_buys_at_the_baker_each_morning_is_a_customer(firm: Firm) -> None:
    neighbours(firm, "Roggenbrot")
    early = an_account(firm, "Herr Otte", kind="person")
    buy(firm, early, days_ago(*range(1, 300)), "4.20", "7.90", product="Roggenbrot")
    reckon_all(firm.workspace)
    assert profile(early).verdict == "customer"
    assert profile(early).lean <= -70


def test_who_fills_up_at_the_same_petrol_station_is_a_customer(firm: Firm) -> None:
    neighbours(firm, "Diesel")
    fleet = an_account(firm, "Spedition Ebert")
    # on the same day of each month, for the same amount: still over the counter
    buy(firm, fleet, [months_later(TODAY, -one) for one in range(12)], "80.00", product="Diesel")
    reckon_all(firm.workspace)
    assert profile(fleet).verdict == "customer"


def test_whose_wedding_is_planned_is_a_customer_however_much_is_talked(firm: Firm) -> None:
    for number in range(4):
        pair = an_account(firm, f"Paar {number}", kind="person")
        buy(firm, pair, days_ago(100 + number), "4900.00", product="Paket L", channel="phone")
    pair = an_account(firm, "Paar Falk", since=TODAY - timedelta(days=270), kind="person")
    talk(firm, pair, 8, "meeting")
    buy(firm, pair, days_ago(240), "4900.00", product="Paket L", channel="phone")
    reckon_all(firm.workspace)
    assert profile(pair).verdict == "customer"


def test_the_salons_regular_of_ten_years_is_a_customer(firm: Firm) -> None:
    neighbours(firm, "Haarschnitt")
    regular = an_account(firm, "Frau Reuter", since=date(2016, 5, 1), kind="person")
    visits = days_ago(*range(4, 3600, 28))
    buy(firm, regular, visits, "45.00", product="Haarschnitt")
    talk(firm, regular, 12, "visit", who="bea")
    talk(firm, regular, 12, "message", who="bea")
    reckon_all(firm.workspace)
    found = profile(regular)
    assert found.verdict == "customer"
    texts = [text for _line, _position, weight, _source, text, _values in found.evidence]
    assert "Loyal since {year}; that is no term" in texts
    assert "Visits: {count}; visiting alone is no collaboration" in texts


def test_buying_alone_makes_nobody_a_client() -> None:
    bought = [
        Evidence("term", 100, 100, "purchases", "x"),
        Evidence("offer", 100, 100, "purchases", "x"),
        Evidence("revenue", 100, 100, "purchases", "x"),
    ]
    assert profile_of(bought).lean == 100
    assert profile_of(bought).verdict == "between"
    advised = [*bought, Evidence("relation", 50, 50, "talks", "x")]
    assert profile_of(advised).verdict == "client"


def test_two_lines_are_too_few_for_a_verdict() -> None:
    few = [Evidence("term", 100, 100, "agreement", "x"), Evidence("offer", 90, 90, "talks", "x")]
    assert profile_of(few).verdict == ""
    assert profile_of([]).verdict == ""


def grown(firm: Firm) -> Account:
    """A customer who is treated like a client already."""
    neighbours(firm, "Schraube")
    weber = an_account(firm, "Weber Bau")
    talk(firm, weber, 9, each=2)
    buy(firm, weber, days_ago(20, 90, 170), "900.00", product="Sonderbau {}", channel="phone")
    return weber


def test_a_customer_who_is_advised_all_year_seems_to_be_a_client(firm: Firm) -> None:
    weber = grown(firm)
    reckon_all(firm.workspace)
    found = profile(weber)
    assert (found.verdict, found.disagrees) == ("client", "client")
    weber.refresh_from_db()
    assert weber.seems == "client"
    why = profile_of(Evidence(*one) for one in found.evidence)
    first = reasons(why, "client")[0]
    assert first.text == "Advised or worked with in {count} of {months} months"


def test_a_client_nobody_speaks_with_seems_to_be_a_customer(firm: Firm) -> None:
    neighbours(firm, "Diesel")
    silent = an_account(firm, "Haas Logistik")
    promote(firm.olga, silent.pk, start=date(2025, 1, 1))
    buy(firm, silent, days_ago(3, 30, 77, 200), "12.00", product="Diesel")
    reckon_all(firm.workspace)
    assert profile(silent).disagrees == "customer"


def test_a_decision_to_leave_it_holds_until_the_account_moves_on(firm: Firm) -> None:
    weber = grown(firm)
    reckon_all(firm.workspace)
    keep_relationship(firm.olga, weber.pk, reason="Will keinen Vertrag")
    assert profile(weber).disagrees == ""
    weber.refresh_from_db()
    assert weber.seems == ""
    reckon_all(firm.workspace)
    assert profile(weber).disagrees == "", "decided for half a year"
    told = Event.objects.in_workspace(firm.workspace.pk).get(verb="account.relationship_kept")
    assert told.facts["reason"] == "Will keinen Vertrag"
    assert told.facts["evidence"] == profile(weber).evidence
    with clock.travel(timedelta(days=181)):
        weber.refresh_from_db()
        talk(firm, weber, 9, each=2)
        reckon_all(firm.workspace)
    actions.undo(firm.olga, told.pk)
    assert profile(weber).disagrees == profile(weber).verdict == "client"


def test_a_decision_while_it_is_reckoned_stays(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    weber = grown(firm)
    reckon_all(firm.workspace)
    usual = reckoning.likeness

    def decided_meanwhile(*given: Any) -> Any:
        monkeypatch.setattr(reckoning, "likeness", usual)
        keep_relationship(firm.olga, weber.pk, reason="Will keinen Vertrag")
        return usual(*given)

    talk(firm, weber, 2)
    monkeypatch.setattr(reckoning, "likeness", decided_meanwhile)
    reckon_all(firm.workspace)
    assert profile(weber).disagrees == ""
    weber.refresh_from_db()
    assert weber.seems == ""
    reckon_moved(firm.workspace)
    assert (profile(weber).disagrees, profile(weber).kept_at is None) == ("", False)


def test_promoting_keeps_what_it_was_decided_on(firm: Firm) -> None:
    weber = grown(firm)
    reckon_all(firm.workspace)
    promote(firm.olga, weber.pk)
    told = Event.objects.in_workspace(firm.workspace.pk).get(verb="account.promoted")
    assert told.facts["lean"] == profile(weber).lean
    assert told.facts["evidence"]
    reckon_moved(firm.workspace)
    assert profile(weber).disagrees == ""
    return_to_customer(firm.olga, weber.pk)
    reckon_moved(firm.workspace)
    assert profile(weber).disagrees == "client"


def test_a_prospect_is_not_decided_on(firm: Firm) -> None:
    prospect = an_account(firm, "Neu", relationship="prospect")
    with pytest.raises(Refused):
        keep_relationship(firm.olga, prospect.pk)


@pytest.mark.skipif(not CDNOW.exists(), reason="the corpus is not beside the checkout")
def test_a_real_shops_buyers_are_told_from_those_with_an_agreement(firm: Firm) -> None:
    """CDNOW's log ended in June 1998: its purchases are looked at as of its last day."""
    receipts: dict[str, list[tuple[date, Decimal]]] = {}
    for line in CDNOW.read_text().splitlines():
        _number, buyer, day, _count, amount = line.split()
        receipts.setdefault(buyer, []).append((date.fromisoformat(day), Decimal(amount)))
    names = sorted(receipts)[:400]
    buyers = {name: an_account(firm, name, since=date(1997, 1, 1)) for name in names}
    drafts = [
        PurchaseDraft(buyers[name].pk, day, amount, [], channel="import")
        for name in names
        for day, amount in receipts[name]
    ]
    record_purchases(firm.olga, drafts)
    for account in list(buyers.values())[:8]:
        agree(firm, account, "Beratung\nAuswahl")
        talk(firm, account, 9, each=2)
    reckon_all(firm.workspace)
    rows = RelationshipProfile.objects.in_workspace(firm.workspace.pk)
    verdicts = dict(rows.values_list("account_id", "verdict"))
    agreed = {account.pk for account in list(buyers.values())[:8]}
    assert {verdicts[pk] for pk in agreed} == {"client"}
    others = {verdict for pk, verdict in verdicts.items() if pk not in agreed}
    assert others == {"customer"}
    assert len(verdicts) > 100


def test_what_happens_later_is_reckoned_without_the_rest(firm: Firm) -> None:
    weber, other = grown(firm), an_account(firm, "Still")
    reckon_all(firm.workspace)
    profiles = RelationshipProfile.objects.in_workspace(firm.workspace.pk)
    assert not profiles.filter(account_id=other.pk).exists()
    before = profile(weber).reckoned_at
    with clock.travel(timedelta(minutes=10)):
        talk(firm, other, 5)
        assert reckon_moved(firm.workspace) == 1
    assert profile(other).coverage >= 1
    assert profile(weber).reckoned_at == before
