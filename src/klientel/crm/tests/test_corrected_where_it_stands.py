"""What was noted is corrected in the timeline: its menu, its form, its own page."""

from __future__ import annotations

import re

import pytest

from klientel.crm.actions.interaction import log
from klientel.crm.models import Account, Interaction
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}


@pytest.fixture
def talk(firm: Firm) -> Interaction:
    account = actions.create(firm.olga, "account", {"name": "Weber", "relationship": "customer"})
    return log(firm.olga, account, kind="call", body="Zwei Varianten\nbis Freitag", minutes="18")


def form_of(page: str) -> dict[str, str]:
    """What a browser would send of the form as it is."""
    hidden = re.findall(r'<input type="hidden" name="(seen-[^"]+)" value="([^"]*)"', page)
    return {name: value.replace("&#34;", '"').replace("&quot;", '"') for name, value in hidden}


def now(talk: Interaction) -> Interaction:
    return Interaction.objects.in_workspace(talk.workspace_id).get(pk=talk.pk)


def test_each_entry_of_the_timeline_has_a_menu_that_names_it(firm: Firm, talk: Interaction) -> None:
    page = firm.client().get(f"/werft/accounts/{talk.account_id}/timeline").content.decode()
    assert f'hx-get="/werft/interactions/{talk.pk}/menu"' in page
    assert 'aria-label="More: Olga · Call' in page
    assert 'id="row-menu"' in page


@pytest.mark.parametrize(("who", "edits"), [("olga", True), ("bodo", False)])
def test_the_menu_offers_what_the_reader_may(
    firm: Firm, talk: Interaction, who: str, edits: bool
) -> None:
    menu = firm.client(who).get(f"/werft/interactions/{talk.pk}/menu").content.decode()
    assert (f"/werft/interactions/{talk.pk}/edit" in menu) is edits
    assert (f"/werft/interactions/{talk.pk}/trash" in menu) is edits
    assert firm.client(who).get(f"/werft/interactions/{talk.pk}/edit").status_code == (
        200 if edits else 403
    )


def test_only_what_was_typed_anew_is_written(firm: Firm, talk: Interaction) -> None:
    browser, path = firm.client(), f"/werft/interactions/{talk.pk}/edit"
    page = browser.get(path, **HTMX).content.decode()
    assert page.lstrip().startswith("<dialog")
    assert "Zwei Varianten\nbis Freitag" in page
    shown = re.search(
        r'name="occurred_at"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*"occurred_at"', page
    )
    given = {**form_of(page), "kind": "call", "body": "Drei Varianten\r\nbis Freitag"}
    given |= {"minutes": "18", "occurred_at": shown[1] or shown[2] if shown else ""}
    here = {"HTTP_HX_CURRENT_URL": f"http://testserver/werft/accounts/{talk.account_id}/timeline"}
    saved = browser.post(path, given, **HTMX, **here)
    assert saved.headers["HX-Redirect"] == f"/werft/accounts/{talk.account_id}/timeline"
    fresh = now(talk)
    assert fresh.body.splitlines() == ["Drei Varianten", "bis Freitag"]
    assert fresh.occurred_at == talk.occurred_at
    assert fresh.minutes == 18


def test_a_correction_does_not_overwrite_what_somebody_else_corrected(
    firm: Firm, talk: Interaction
) -> None:
    browser, path = firm.client(), f"/werft/interactions/{talk.pk}/edit"
    given = form_of(browser.get(path, **HTMX).content.decode())
    actions.change(firm.actor("lena"), "interaction", talk.pk, {"body": "Von Lena", "minutes": "5"})
    answer = browser.post(path, {**given, "body": "Von Olga"}, **HTMX)
    assert answer.status_code == 409
    assert "Von Olga" in answer.content.decode()
    assert now(talk).body == "Von Lena"
    again = form_of(answer.content.decode())
    assert browser.post(path, {**again, "body": "Von Olga"}, **HTMX).status_code == 200
    assert (now(talk).body, now(talk).minutes) == ("Von Olga", 5)


def test_its_own_page_shows_the_whole_text_and_edits_it(firm: Firm, talk: Interaction) -> None:
    page = firm.client().get(f"/werft/interactions/{talk.pk}").content.decode()
    assert "Zwei Varianten\nbis Freitag" in page
    assert f'href="/werft/interactions/{talk.pk}/edit"' in page
    assert "Olga logged a contact with Weber" in page


def test_who_deletes_an_entry_stays_on_the_page(firm: Firm, talk: Interaction) -> None:
    browser = firm.client()
    timeline = f"/werft/accounts/{talk.account_id}/timeline"
    here = {"HTTP_REFERER": f"http://testserver{timeline}"}
    gone = browser.post(f"/werft/interactions/{talk.pk}/trash", **here)
    # an account's page lies below its list, so the way back leads to the page it was deleted on
    assert gone.headers["Location"] == timeline
    own = {"HTTP_REFERER": f"http://testserver/werft/accounts/{talk.account_id}"}
    gone = browser.post(f"/werft/accounts/{talk.account_id}/trash", **own)
    assert gone.headers["Location"] == "/werft/accounts"
    assert Account.objects.in_workspace(talk.workspace_id).get().trashed_at is not None


def test_hidden_inputs_that_hold_nonsense_are_no_error(firm: Firm, talk: Interaction) -> None:
    address = f"/werft/interactions/{talk.pk}/edit"
    for odd in ('"x"', "[1]", "{}", "7", "true"):
        names = ("occurred_at", "contact", "owner", "minutes", "kind", "body")
        given = {f"seen-{name}": odd for name in names} | {"body": "Neu", "occurred_at": "heute"}
        assert firm.client().post(address, given).status_code in (200, 303, 409, 422), odd
