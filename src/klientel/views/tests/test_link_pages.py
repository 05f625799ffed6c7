"""Sharing from a record's page: the form, the link shown once, the list; and files shared so."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.affiliation import add_person_from_elsewhere as from_elsewhere
from klientel.discussion.actions.file import remove, replace
from klientel.discussion.tests.bytes import PDF, account, attached, photo, png, staged
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.actions.share import share
from klientel.sharing.models import ShareLink
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def work(firm: Firm) -> Any:
    return actions.create(firm.olga, "work", {"title": "Relaunch", "kind": "order"})


def made(firm: Firm, page: str, who: str = "olga", **given: str) -> str:
    """The path of a link that is made on a page."""
    answer = firm.client(who).post(page, {"do": "make", "name": "Ina Falk", "days": "30", **given})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    address = re.search(r'id="share-address" value="([^"]+)"', answer.content.decode())
    assert address is not None
    return "/" + address[1].split("/", 3)[3]


def file_page(record: Any, file: Any) -> str:
    return f"/werft/accounts/{record.pk}/links?purpose=file&part={file.series}"


def test_the_menu_of_a_record_leads_to_sharing_for_those_who_may(firm: Firm) -> None:
    item = work(firm)
    way = f"/werft/work/{item.ref}-relaunch/links"
    assert way in firm.client().get(f"/werft/work/{item.pk}").content.decode()
    assert way in firm.client().get(f"/werft/work/{item.pk}/menu").content.decode()
    assert way not in firm.client("bodo").get(f"/werft/work/{item.pk}").content.decode()
    assert firm.client("bodo").get(way).status_code == 403
    asked = firm.client().get(way, HTTP_HX_REQUEST="true")
    assert asked.headers["HX-Redirect"] == way


def test_a_link_is_shown_in_the_answer_and_nowhere_else(firm: Firm) -> None:
    page = f"/werft/work/{work(firm).pk}/links"
    path = made(firm, page, shows="parts")
    assert Client().get(path).status_code == 200
    listed = firm.client().get(page).content.decode()
    assert "Ina Falk" in listed
    assert path not in listed
    assert ShareLink.objects.in_workspace(firm.workspace.pk).get().shows == ["parts"]


def test_a_link_is_addressed_to_a_contact_that_is_picked(firm: Firm) -> None:
    nord = account(firm)
    ina = actions.create(firm.olga, "contact", {
        "first_name": "Ina", "last_name": "Falk", "account": nord.pk, "email": "ina@falk.example"
    })  # fmt: skip
    item = actions.create(
        firm.olga, "work", {"title": "Relaunch", "kind": "order", "account": nord.pk}
    )
    page = f"/werft/work/{item.pk}/links"
    form = firm.client().get(page).content.decode()
    assert f'name="to" value="{nord.pk}"' in form, "it is probably for who it belongs to"
    source = re.search(r'data-source="(/werft/options\?types=[^"]+)"', form)
    assert source is not None
    found = firm.client().get(source[1].replace("&amp;", "&") + "&q=Falk").content.decode()
    assert str(ina.pk) in found
    made(firm, page, name="", to=str(ina.pk), send="on")
    link = ShareLink.objects.in_workspace(firm.workspace.pk).get()
    assert (link.name, link.email) == ("Ina Falk", "ina@falk.example")
    refused = firm.client().post(page, {"do": "make", "to": str(item.pk), "days": "30"})
    assert refused.status_code == 422
    assert 'id="to-error"' in refused.content.decode()


def test_a_record_says_that_it_is_shared_as_long_as_a_link_opens(firm: Firm) -> None:
    item, nord = work(firm), account(firm)
    pages = {f"/werft/work/{item.pk}": item, f"/werft/accounts/{nord.ref}-nord-media": nord}
    said = "<span>Shared with people outside</span></a>"
    for page, record in pages.items():
        file = attached(firm.olga, record)
        browser = firm.client()
        browser.get(page)
        with CaptureQueriesContext(connection) as before:
            assert said not in browser.get(page).content.decode()
        asked = [one["sql"] for one in before if "sharing_sharelink" in one["sql"]]
        assert len(asked) == 1
        assert "LIMIT 1" in asked[0]
        path = made(firm, f"{page}/links?purpose=file&part={file.series}", most_openings="1")
        assert said in browser.get(page).content.decode()
        shown = firm.client("bodo").get(page).content.decode()
        assert "Shared with people outside" in shown
        assert said not in shown, "who may not share is not led to the links"
        Client().get(path)
        assert said not in browser.get(page).content.decode(), "it is used up"


def test_what_was_typed_stays_when_something_is_wrong(firm: Firm) -> None:
    page = f"/werft/work/{work(firm).pk}/links"
    given = {"do": "make", "name": "", "email": "ina@falk", "send": "on", "password": "short",
             "most_openings": "none", "days": "7"}  # fmt: skip
    answer = firm.client().post(page, given)
    assert answer.status_code == 422
    body = answer.content.decode()
    assert 'value="ina@falk"' in body
    assert 'id="name-error"' in body
    assert 'id="most_openings-error"' in body


def test_links_are_ended_and_let_work_for_longer_from_the_list(firm: Firm) -> None:
    page = f"/werft/work/{work(firm).pk}/links"
    path = made(firm, page, days="7")
    key = str(ShareLink.objects.in_workspace(firm.workspace.pk).get().pk)
    browser = firm.client()
    assert browser.post(page, {"do": "renew", "link": key, "days": "30"}).status_code == 303
    assert browser.post(page, {"do": "revoke", "link": key}).status_code == 303
    assert Client().get(path).status_code == 404
    said = browser.get(page).content.decode()
    assert "The link was revoked." in said
    undo = re.search(r"/werft/undo/[0-9a-f-]{36}", said)
    assert undo is not None
    browser.post(undo[0])
    assert Client().get(path).status_code == 200
    assert browser.post(page, {"do": "nothing"}).status_code == 422


def test_what_is_shared_as_a_whole_nowhere_has_only_its_list(firm: Firm) -> None:
    nord = account(firm)
    answer = firm.client().get(f"/werft/accounts/{nord.pk}/links")
    assert answer.status_code == 200
    assert "No link yet" in answer.content.decode()
    assert 'name="email"' not in answer.content.decode()
    refused = firm.client().post(f"/werft/accounts/{nord.pk}/links", {"do": "make", "name": "Ina"})
    assert refused.status_code == 422


def test_a_file_is_shared_from_its_menu_and_downloaded(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    tab = firm.client().get(f"/werft/accounts/{nord.pk}/files").content.decode()
    assert f"/links?purpose=file&amp;part={file.series}" in tab
    path = made(firm, file_page(nord, file))
    page = Client().get(path).content.decode()
    assert "offer.pdf" in page
    assert "Nord Media" not in page
    answer = Client().get(f"{path}/download")
    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "no-store" in answer.headers["Cache-Control"]
    assert Client().get(f"{path}/elsewhere").status_code == 404


def test_a_picture_is_shown_and_everything_else_never_comes_to_life(firm: Firm) -> None:
    nord = account(firm)
    picture = attached(firm.olga, nord, png(), "logo.png")
    path = made(firm, file_page(nord, picture))
    assert f'src="{path}/view"' in Client().get(path).content.decode()
    shown = Client().get(f"{path}/view")
    assert shown.headers["Content-Type"] == "image/png"
    other = made(firm, file_page(nord, attached(firm.olga, nord)))
    assert Client().get(f"{other}/view").headers["Content-Type"] == "application/octet-stream"


def test_an_outsider_gets_a_photo_without_the_place_it_was_taken_at(firm: Firm) -> None:
    nord = account(firm)
    path = made(firm, file_page(nord, attached(firm.olga, nord, photo(), "Baustelle.jpg")))
    for way in ("view", "download"):
        answer = Client().get(f"{path}/{way}")
        got = b"".join(answer.streaming_content)
        assert got.startswith(b"\xff\xd8\xff")
        assert b"geheim" not in got
        assert b"Kamera" not in got
        assert "Baustelle.jpg" in answer.headers["Content-Disposition"]


def test_a_new_version_is_behind_the_same_link_and_a_deleted_file_behind_none(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    path = made(firm, file_page(nord, file))
    fresh = staged(firm.olga, PDF + b"2", "offer-2.pdf")
    replace(firm.olga, file=str(file.pk), by=str(fresh.pk))
    assert "offer-2.pdf" in Client().get(path).content.decode()
    remove(firm.olga, file=str(fresh.pk))
    assert Client().get(path).status_code == 404


def test_a_file_of_another_record_cannot_be_shared_through_one_that_is_seen(firm: Firm) -> None:
    nord, secret = account(firm), account(firm, name="Geheim")
    file = attached(firm.olga, secret)
    actions.share(firm.olga, "account", secret.pk, privacy="named")
    assert firm.client("wim").get(file_page(nord, file)).status_code == 404
    assert firm.client("wim").get(file_page(secret, file)).status_code == 404


def test_links_to_what_goes_into_another_record_go_on(firm: Firm) -> None:
    nord, twin = account(firm), account(firm, name="Nord Media GmbH")
    path = made(firm, file_page(twin, attached(firm.olga, twin)))
    merge(firm.olga, "account", nord.pk, [twin.pk])
    assert Client().get(path).status_code == 200
    assert "Ina Falk" in firm.client().get(f"/werft/accounts/{nord.pk}/links").content.decode()


def test_the_settings_list_everything_for_those_who_manage_links(firm: Firm) -> None:
    nord = account(firm)
    made(firm, file_page(nord, attached(firm.olga, nord)))
    page = "/werft/settings/links"
    body = firm.client("lena").get(page).content.decode()
    for word in ("Ina Falk", "Nord Media", "offer.pdf", "Olga"):
        assert word in body
    assert firm.client("wim").get(page).status_code == 403
    key = str(ShareLink.objects.in_workspace(firm.workspace.pk).get().pk)
    assert firm.client("lena").post(page, {"do": "revoke", "link": key}).status_code == 303
    assert "Ina Falk" not in firm.client("lena").get(page).content.decode()
    assert "Ina Falk" in firm.client("lena").get(f"{page}?show=ended&before=x").content.decode()
    assert firm.client("lena").post(page, {"do": "x"}).status_code == 422


def person(firm: Firm, held: Any, last: str, **more: Any) -> Any:
    return actions.create(firm.olga, "contact", {
        "first_name": "Henning", "last_name": last, "account": held.pk, **more
    })  # fmt: skip


def of_nord(firm: Firm) -> tuple[Any, Any, str]:
    """An order of Nord, another account, and the page on which the order is shared."""
    nord = account(firm)
    other = actions.create(firm.olga, "account", {"name": "Zeller Immobilien"})
    item = actions.create(
        firm.olga, "work", {"title": "Relaunch", "kind": "order", "account": nord.pk}
    )
    return nord, other, f"/werft/work/{item.pk}/links"


def offered(firm: Firm, page: str, text: str = "") -> str:
    """What the field for whom a link is offers for a text."""
    source = re.search(r'data-source="([^"]+)"', firm.client().get(page).content.decode())
    assert source is not None
    path = source[1].replace("&amp;", "&") + f"&q={text}"
    return str(firm.client().get(path).content.decode())


def test_the_accounts_own_people_are_offered_before_anything_is_typed(firm: Firm) -> None:
    nord, other, page = of_nord(firm)
    ina, there = person(firm, nord, "Falk"), person(firm, other, "Haas")
    shown = offered(firm, page)
    assert str(ina.pk) in shown
    assert shown.index(str(ina.pk)) < shown.index(str(nord.pk)), "people first"
    assert str(there.pk) not in shown
    assert str(there.pk) in offered(firm, page, "Haas")
    both = offered(firm, page, "Henning")
    assert both.index(str(ina.pk)) < both.index(str(there.pk))


def test_nobody_is_offered_of_an_account_that_is_out_of_sight(firm: Firm) -> None:
    nord, _other, _page = of_nord(firm)
    ina = person(firm, nord, "Falk")
    share(firm.olga, "account", nord.pk, privacy="named", member_ids=[])
    path = f"/werft/options?types=contact,account&near={nord.pk}"
    assert str(ina.pk) in firm.client().get(path).content.decode()
    assert str(ina.pk) not in firm.client("bea").get(path).content.decode()


def test_namesakes_differ_in_the_field_and_say_it_once_in_the_list(firm: Firm) -> None:
    nord, other, page = of_nord(firm)
    person(firm, nord, "Haas", position="Einkauf")
    person(firm, other, "Haas", position="Einkauf")
    shown = offered(firm, page, "Haas")
    assert 'data-label="Henning Haas (Zeller Immobilien)"' in shown
    assert "<span>Henning Haas</span>" in shown
    assert "<span>Henning Haas (" not in shown


def test_whom_it_goes_to_and_a_doubt_are_said_before_it_is_made(firm: Firm) -> None:
    nord, other, page = of_nord(firm)
    ina = person(firm, nord, "Falk", email="ina@nord.example")
    there = person(firm, other, "Haas", email="haas@zeller.example")
    browser = firm.client()

    def said(**given: str) -> str:
        return str(browser.get(f"{page}/whom", given, HTTP_HX_REQUEST="true").content.decode())

    own = said(to=str(ina.pk))
    assert "ina@nord.example" in own
    assert "does not belong" not in own
    doubt = said(to=str(there.pk))
    assert "Henning Haas does not belong to Nord Media, whom this is for." in doubt
    assert "haas@zeller.example" in doubt
    assert "mine@x.example" in said(to=str(there.pk), email="mine@x.example")
    from_elsewhere(firm.olga, nord, contact=str(there.pk))
    assert "does not belong" not in said(to=str(there.pk)), "they belong there as well"
    assert str(there.pk) in offered(firm, page)
    assert "No e-mail address is known" in said(to=str(other.pk))
    assert said(to="nonsense").count("<p") == 0
    assert firm.client("bodo").get(f"{page}/whom").status_code == 403


def test_a_shared_record_says_with_whom(firm: Firm) -> None:
    item = work(firm)
    page = f"/werft/work/{item.pk}"
    for name in ("Ina Falk", "Ben Ott", "Cleo Rau", "Dora Uhl"):
        made(firm, f"{page}/links", name=name)
    shown = firm.client().get(page).content.decode()
    assert "Dora Uhl, Cleo Rau, Ben Ott +1" in shown
