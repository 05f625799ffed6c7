"""The pages: pairs, side by side, what was merged, and where old addresses lead."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.actions.purge import purge
from klientel.records.duplicates.finding import look
from klientel.records.models import Merge, RecordRef, Suspect
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


def add(firm: Firm, name: str, **values: object) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": name, **values}))


@pytest.fixture
def twins(firm: Firm) -> tuple[Account, Account]:
    one = add(firm, "Werft Kornblume", email="info@kornblume.de", city="Bremen")
    other = add(firm, "Werft Kornblume GmbH", email="info@kornblume.de", city="Kiel")
    look(firm.workspace.pk, lambda done, total: None)
    return one, other


def both(one: Account, other: Account, **more: object) -> dict[str, object]:
    seen = f"{one.pk}:{one.version},{other.pk}:{other.version}"
    return {"ids": f"{one.pk},{other.pk}", "seen": seen, "winner": str(one.pk), **more}


def test_pairs_are_listed_with_reasons(firm: Firm, twins) -> None:
    text = firm.client().get("/werft/duplicates").content.decode()
    assert "Same e-mail address" in text
    assert f"merge?ids={twins[0].pk}" in text or f"merge?ids={twins[1].pk}" in text
    assert "Werft Kornblume" not in firm.client().get(
        "/werft/duplicates?type=contact").content.decode()  # fmt: skip


def test_the_list_tells_of_them_and_leads_there(firm: Firm, twins) -> None:
    text = firm.client().get("/werft/accounts").content.decode()
    assert 'href="/werft/duplicates?type=account"' in text
    assert '<span class="tab-count">1</span></a>' in text
    assert "/werft/duplicates?type=contact" not in firm.client().get(
        "/werft/contacts").content.decode()  # fmt: skip


def test_the_list_counts_once_a_minute_and_anew_after_a_look(firm: Firm, twins) -> None:
    browser = firm.client()
    browser.get("/werft/accounts")
    with CaptureQueriesContext(connection) as queries:
        browser.get("/werft/accounts")
    assert [one["sql"] for one in queries if "records_suspect" in one["sql"]] == []
    pair = Suspect.objects.in_workspace(firm.workspace.pk).get()
    browser.post(f"/werft/duplicates/{pair.pk}/apart")
    browser.get("/werft/duplicates")
    assert "duplicates?type=account" not in browser.get("/werft/accounts").content.decode()


def test_who_may_not_merge_is_told_of_no_pairs(firm: Firm, twins) -> None:
    text = firm.client("bodo").get("/werft/accounts").content.decode()
    assert "duplicates?type=account" not in text


def test_the_list_counts_no_pair_that_its_reader_does_not_see(firm: Firm, twins) -> None:
    from klientel.records.actions.share import share

    share(firm.olga, "account", twins[0].pk, privacy="team", team_id=firm.teams["web"].pk)
    text = firm.client("bea").get("/werft/accounts").content.decode()
    assert "duplicates?type=account" not in text


@pytest.mark.parametrize("typed", ["dupl", "twins", "merge", "doppelt", "zusammenf"])
def test_the_palette_leads_to_them_by_any_word(firm: Firm, typed: str) -> None:
    text = firm.client().get(f"/werft/palette?q={typed}").content.decode()
    assert 'href="/werft/duplicates"' in text


def test_as_many_questions_for_one_pair_as_for_many(firm: Firm, twins) -> None:
    browser = firm.client()

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/werft/duplicates").status_code == 200
        return len(queries)

    asked()
    before = asked()
    for number in range(6):
        add(firm, "Werft Kornblume", email="info@kornblume.de", phone=f"0421 1234{number}0")
    look(firm.workspace.pk, lambda done, total: None)
    assert Suspect.objects.in_workspace(firm.workspace.pk).count() > 6
    assert asked() == before


def test_a_long_list_goes_on(firm: Firm) -> None:
    for _number in range(9):
        add(firm, "Werft Kornblume", phone="0421 123456")
    look(firm.workspace.pk, lambda done, total: None)
    text = firm.client().get("/werft/duplicates").content.decode()
    older = re.search(r'href="(\?state=open[^"]*after=[^"]+)"', text)
    assert older
    rest = firm.client().get("/werft/duplicates" + older[1].replace("&amp;", "&"))
    assert rest.content.decode().count("pair-side") == 12
    assert firm.client().get("/werft/duplicates?after=nonsense").status_code == 422


def test_no_duplicate_by_a_button_and_back_by_undo(firm: Firm, twins) -> None:
    pair = Suspect.objects.in_workspace(firm.workspace.pk).get()
    browser = firm.client()
    answer = browser.post(f"/werft/duplicates/{pair.pk}/apart", follow=True)
    text = answer.content.decode()
    assert "stay two" in text
    undo = re.search(r"/werft/undo/[0-9a-f-]{36}", text)
    assert undo
    assert "Olga" in browser.get("/werft/duplicates?state=different").content.decode()
    browser.post(undo[0])
    pair.refresh_from_db()
    assert pair.state == "open"


def test_side_by_side_only_what_differs_is_asked(firm: Firm, twins) -> None:
    text = firm.client().get(f"/werft/accounts/merge?ids={twins[0].pk},{twins[1].pk}")
    shown = text.content.decode()
    assert 'name="field-city"' in shown
    assert 'name="field-email"' not in shown
    assert "Bremen" in shown
    assert "Kiel" in shown


def test_merged_by_the_form_and_the_old_addresses_lead_on(firm: Firm, twins) -> None:
    one, other = twins
    browser = firm.client()
    given = both(one, other, **{"field-city": str(other.pk)})
    answer = browser.post("/werft/accounts/merge", given, follow=True)
    assert "merged into Werft Kornblume" in answer.content.decode()
    one.refresh_from_db()
    assert one.city == "Kiel"
    here = f"/werft/accounts/{one.ref}-werft-kornblume"
    for key in (other.pk, other.ref, f"{other.ref}-anything"):
        assert browser.get(f"/werft/accounts/{key}").headers["Location"] == here
    assert browser.get(f"/werft/accounts/{other.pk}/timeline").headers["Location"] == (
        f"{here}/timeline"
    )
    assert "Werft Kornblume GmbH" not in browser.get("/werft/trash").content.decode()


def test_old_addresses_lead_on_for_ever_and_through_several_merges(firm: Firm, twins) -> None:
    one, other = twins
    third = add(firm, "Kornblume Reederei")
    merge(firm.olga, "account", one.pk, [other.pk])
    merge(firm.olga, "account", third.pk, [one.pk])
    for model in (Account, RecordRef):
        rows = model.objects.in_workspace(firm.workspace.pk).filter(trashed_at__isnull=False)
        rows.update(trashed_at="2020-01-01T00:00:00Z")
    list(purge(Actor.system(firm.workspace.pk, "test")))
    assert Account.objects.in_workspace(firm.workspace.pk).count() == 1
    answer = firm.client().get(f"/werft/accounts/{other.ref}")
    assert answer.headers["Location"].startswith(f"/werft/accounts/{third.ref}-")


def test_an_address_leads_nobody_to_what_they_may_not_see(firm: Firm, other_firm: Firm) -> None:
    client = add(firm, "Werft Kornblume", relationship="client")
    gone = add(firm, "Werft Kornblume GmbH")
    merge(firm.olga, "account", client.pk, [gone.pk])
    assert firm.client("sam").get(f"/werft/accounts/{gone.ref}").status_code == 404
    assert other_firm.client("fremd").get(f"/werft/accounts/{gone.pk}").status_code == 404
    assert other_firm.client("fremd").get(f"/fremd/accounts/{gone.pk}").status_code == 404


def test_who_comes_second_is_told_and_loses_nothing(firm: Firm, twins) -> None:
    one, other = twins
    given = both(one, other)
    actions.change(firm.olga, "account", other.pk, {"phone": "0421 123456"})
    answer = firm.client("lena").post("/werft/accounts/merge", given)
    assert answer.status_code == 409
    assert "changed in the meantime" in answer.content.decode()
    merge(firm.olga, "account", one.pk, [other.pk])
    answer = firm.client("lena").post("/werft/accounts/merge", given)
    assert answer.status_code == 409
    assert "nothing left to merge" in answer.content.decode()


def test_taken_apart_by_a_button(firm: Firm, twins) -> None:
    one, other = twins
    done = merge(firm.olga, "account", one.pk, [other.pk])
    browser = firm.client()
    assert f"/werft/merges/{done.pk}" in browser.get(
        "/werft/duplicates?state=merged").content.decode()  # fmt: skip
    assert "Undo the merge" in browser.get(f"/werft/merges/{done.pk}").content.decode()
    answer = browser.post(f"/werft/merges/{done.pk}/apart", follow=True)
    assert "are separate again" in answer.content.decode()
    assert browser.get(f"/werft/accounts/{other.pk}").status_code == 200
    assert browser.post(f"/werft/merges/{done.pk}/apart").status_code == 409


def test_chosen_in_the_list_they_come_side_by_side(firm: Firm, twins) -> None:
    browser = firm.client()
    chosen = {"selected": [str(one.pk) for one in twins]}
    answer = browser.post("/werft/accounts/bulk/merge", chosen)
    assert answer.headers["Location"] == f"/werft/accounts/merge?ids={twins[0].pk},{twins[1].pk}"
    alone = browser.post("/werft/accounts/bulk/merge", {"selected": [str(twins[0].pk)]})
    assert alone.headers["Location"] == "/werft/accounts"


@pytest.mark.parametrize("name", ["sam", "bodo"])
def test_who_may_not_merge_sees_none_of_it(firm: Firm, twins, name: str) -> None:
    browser = firm.client(name)
    assert browser.get("/werft/duplicates").status_code == 403
    assert "/werft/duplicates" not in browser.get("/werft/accounts").content.decode()
    ids = f"{twins[0].pk},{twins[1].pk}"
    assert browser.get(f"/werft/accounts/merge?ids={ids}").status_code == 403
    assert not Merge.objects.in_workspace(firm.workspace.pk).exists()


NOBODY = ("01a215c9-3530-71e8-98f8-2a97c071ae8a", "01a215c9-3530-71e8-98f8-2a98e9fb4dfd")


@pytest.mark.parametrize("ids", ["", "nonsense", NOBODY[0], ",".join(NOBODY), ",".join(["x"] * 90)])
def test_strange_ids_are_a_sentence_never_an_error(firm: Firm, ids: str) -> None:
    assert firm.client().get("/werft/accounts/merge", {"ids": ids}).status_code in (404, 409)
    given = {"ids": ids, "winner": "x", "seen": ":::"}
    assert firm.client().post("/werft/accounts/merge", given).status_code == 404
    assert firm.client().get(f"/werft/interactions/merge?ids={ids}").status_code == 422


def test_while_typing_twins_are_named_with_the_reason(firm: Firm, twins) -> None:
    typed = {"name": "Kornblumen Werft", "email": "info@kornblume.de"}
    text = firm.client().get("/werft/accounts/similar", typed, **HTMX).content.decode()
    assert "Werft Kornblume" in text
    assert "Same e-mail address" in text


def test_the_search_is_asked_for_and_shown_while_it_goes_on(firm: Firm, twins) -> None:
    from klientel.events.jobs.runner import run_one

    browser = firm.client()
    text = browser.post("/werft/duplicates/search", follow=True).content.decode()
    assert "Comparing all with all" in text
    while run_one():
        pass
    answer = browser.get("/werft/duplicates/look", **HTMX)
    assert answer.headers["HX-Refresh"] == "true"
