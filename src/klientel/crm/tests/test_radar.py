"""The radar and the explanation on the page: who sees it, what it says, how it is paged."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm import radar
from klientel.crm.actions.profile import reckon_all
from klientel.crm.models import Account, RelationshipProfile
from klientel.crm.relationship.lines import Evidence
from klientel.kit.cursors import BadCursor
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

SPEAKS = [
    Evidence("relation", 100, 100, "talks", "Advised or worked with in {count} of {months} months",
             {"count": 9, "months": 12}),
    Evidence("offer", 80, 50, "purchases", "Bought over the counter or online"),
    Evidence("term", 0, 0, "none", "Loyal since {year}; that is no term", {"year": "2016"}),
    Evidence("answers", 90, 90, "talks", "Nobody is named"),
]  # fmt: skip


def an_account(firm: Firm, number: int, lean: int = 60, seems: str = "client") -> Account:
    called = "customer" if seems == "client" else "client"
    values = {"name": f"Konto {number:03}", "relationship": called}
    made = actions.create(firm.olga, "account", values)
    row = RelationshipProfile(
        workspace_id=firm.workspace.pk,
        account_id=made.pk,
        evidence=[one.as_json() for one in SPEAKS],
        positions={"relation": 100, "offer": 80, "answers": 90},
        lean=lean,
        coverage=3,
        verdict=seems,
        disagrees=seems,
    )
    row.save()
    return made


def page(firm: Firm, path: str, name: str = "olga") -> str:
    answer = firm.client(name).get(f"/werft/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_clearest_come_first_and_all_of_them_in_pages(firm: Firm) -> None:
    leans = {an_account(firm, number, lean=30 + number % 7).pk: number for number in range(60)}
    seen: list[int] = []
    order: list[int] = []
    before = ""
    while True:
        some = radar.disagreeing(firm.olga, "client", before)
        seen += [leans[one.account.pk] for one in some.rows]
        order += [one.profile.lean for one in some.rows]
        if not some.next_cursor:
            break
        before = some.next_cursor
    assert sorted(seen) == list(range(60))
    assert order == sorted(order, reverse=True)
    with pytest.raises(BadCursor):
        radar.disagreeing(firm.olga, "client", "x")
    assert "Konto" in page(firm, "radar?before=x"), "a strange place is the top"


def test_both_directions_are_told_apart(firm: Firm) -> None:
    an_account(firm, 1)
    an_account(firm, 2, lean=-70, seems="customer")
    assert radar.counts(firm.olga) == {"client": 1, "customer": 1}
    towards, back = page(firm, "radar?side=client"), page(firm, "radar?side=customer")
    assert "Konto 001" in towards
    assert "Konto 002" not in towards
    assert "Promote to client" in towards
    assert "Konto 002" in back
    assert "Back to customer" in back


def test_nobody_sees_whom_they_may_not_know_of(firm: Firm) -> None:
    hidden = an_account(firm, 1)
    actions.share(firm.olga, "account", hidden.pk, privacy="named", member_ids=[])
    assert radar.counts(firm.actor("wim")) == {"client": 0, "customer": 0}
    assert "Konto 001" not in page(firm, "radar", "wim")
    assert radar.spread(firm.actor("wim"))[1] == 0
    assert "Konto 001" in page(firm, "radar")


def test_who_decides_nothing_has_no_radar(firm: Firm) -> None:
    for name in ("sam", "bodo"):
        browser = firm.client(name)
        assert browser.get("/werft/radar").status_code == 403
        assert "/werft/radar" not in browser.get("/werft/contacts").content.decode()


def test_the_page_asks_the_same_number_of_questions_however_many(firm: Firm) -> None:
    browser = firm.client()

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert browser.get("/werft/radar").status_code == 200
        return len(found)

    an_account(firm, 0)
    asked()
    few = asked()
    for number in range(1, 20):
        an_account(firm, number)
    assert asked() == few <= 12


def test_an_account_explains_itself_on_one_screen(firm: Firm) -> None:
    account = an_account(firm, 1)
    text = page(firm, f"accounts/{account.ref}/standing")
    assert "Is called a customer and treated like a client." in text
    assert "Advised or worked with in 9 of 12 months" in text
    assert "Loyal since 2016; that is no term" in text
    for label in ("Term", "Offer", "Relation", "Who answers", "Volume", "Revenue", "Resemblance"):
        assert f"<dt>{label}</dt>" in text
    assert text.count("Nothing is known here yet.") == 3


def test_a_questioned_account_says_so_on_its_page_and_in_lists(firm: Firm) -> None:
    weber = an_account(firm, 1)
    quiet = actions.create(firm.olga, "account", {"name": "Still", "relationship": "customer"})
    Account.objects.in_workspace(firm.workspace.pk).filter(pk=weber.pk).update(seems="client")
    text = page(firm, f"accounts/{weber.ref}")
    assert "Is called a customer and treated like a client." in text
    assert "Leave as it is" in text
    assert "treated like" not in page(firm, f"accounts/{quiet.ref}")
    rows = page(firm, "accounts?seems=client")
    assert "Konto 001" in rows
    assert "Still" not in rows


def test_an_account_nothing_is_known_of_says_so(firm: Firm) -> None:
    made = actions.create(firm.olga, "account", {"name": "Neu"})
    reckon_all(firm.workspace)
    assert "Too little is known yet to tell." in page(firm, f"accounts/{made.ref}/standing")
