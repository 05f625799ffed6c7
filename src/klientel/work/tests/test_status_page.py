"""A work item shared with somebody outside: how it stands, and nothing that is the firm's own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klientel.discussion.actions.comment import write
from klientel.discussion.tests.bytes import staged
from klientel.kit import clock
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.sharing.actions import create_link
from klientel.work.actions.place import add_part
from klientel.work.actions.step import add_step
from tests.cast import Firm

pytestmark = pytest.mark.django_db

ALL = "parts,steps,comments,fields,description"


def order(firm: Firm, **values: Any) -> Any:
    given = {"title": "Relaunch", "kind": "order", "due": "27.11.2026", **values}
    return actions.create(firm.olga, "work", given)


def shared(firm: Firm, item: Any, shows: str = ALL, who: str = "olga") -> str:
    made = create_link(
        firm.actor(who), record=str(item.pk), purpose="work.status", name="Ina Falk", shows=shows
    )
    return "/" + made.address.split("/", 3)[3]


def read(path: str, language: str = "en") -> str:
    answer = Client().get(path, HTTP_ACCEPT_LANGUAGE=language)
    assert answer.status_code == 200
    return answer.content.decode()


def say(firm: Firm, item: Any, text: str, audience: str = "outside", files: str = "") -> Any:
    return write(firm.olga, record=str(item.pk), text=text, audience=audience, files=files)


def test_it_says_what_it_is_how_it_stands_and_until_when(firm: Firm) -> None:
    path = shared(firm, order(firm))
    english, german = read(path), read(path, "de")
    for word in ("Werft", "Order A-1", "Relaunch", "Accepted", "27 Nov 2026", "Shared by Olga"):
        assert word in english
    for word in ("Auftrag A-1", "Angenommen", "27.11.2026", "Geteilt von Olga"):
        assert word in german


def test_it_follows_what_happens(firm: Firm) -> None:
    item = order(firm)
    path = shared(firm, item)
    actions.change(firm.olga, "work", item.pk, {"status": "in_progress", "title": "Relaunch 2"})
    assert "In progress" in read(path)
    assert "Relaunch 2" in read(path)


def test_parts_and_steps_are_shown_with_how_many_are_done(firm: Firm) -> None:
    item = order(firm)
    add_part(firm.olga, item, title="Entwurf", key="")
    add_step(firm.olga, item, text="Texte da", key="")
    page = read(shared(firm, item))
    assert "Entwurf" in page
    assert "Texte da" in page
    assert "0 of 2 parts done" in page


def test_a_part_that_its_maker_may_not_see_is_not_shown(firm: Firm) -> None:
    item = order(firm)
    path = shared(firm, item, who="wim")
    part = add_part(firm.olga, item, title="Geheim", key="")
    assert "Geheim" in read(path)
    actions.share(firm.olga, "work", part.pk, privacy="named")
    assert "Geheim" not in read(path)


def test_what_the_maker_leaves_out_is_not_shown(firm: Firm) -> None:
    item = order(firm, description="Intern besprochen")
    add_part(firm.olga, item, title="Entwurf", key="")
    add_step(firm.olga, item, text="Texte da", key="")
    say(firm, item, "Guten Tag")
    page = read(shared(firm, item, shows=""))
    for word in ("Entwurf", "Texte da", "Guten Tag", "Intern besprochen", "done"):
        assert word not in page
    assert "Intern besprochen" in read(shared(firm, item, shows="description"))


def test_only_comments_that_are_also_for_outside_are_shown(firm: Firm) -> None:
    item = order(firm)
    say(firm, item, "Nur unter uns", audience="team")
    say(firm, item, "Der **Entwurf** ist da <script>alert(1)</script>")
    page = read(shared(firm, item))
    assert "Nur unter uns" not in page
    assert "<strong>Entwurf</strong>" in page
    assert "<script>" not in page


def test_records_that_a_comment_names_are_not_told(firm: Firm) -> None:
    item, other = order(firm), order(firm, title="Geheimes Vorhaben")
    say(firm, item, f"Siehe @[record:{other.pk}] und @[member:{firm.olga.member_id}]")
    page = read(shared(firm, item))
    assert "Geheimes Vorhaben" not in page
    assert "@Olga" in page


def test_files_of_comments_for_outside_are_handed_out_and_no_others(firm: Firm) -> None:
    item = order(firm)
    files = []
    for audience in ("outside", "team"):
        file = staged(firm.olga)
        say(firm, item, "Anbei", audience=audience, files=str(file.pk))
        files.append(file)
    path = shared(firm, item)
    answer = Client().get(f"{path}/files/{files[0].pk}")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    for gone in (f"{path}/files/{files[1].pk}", f"{path}/files/x", f"{path}/x"):
        assert Client().get(gone).status_code == 404
    assert Client().get(f"{shared(firm, item, shows='')}/files/{files[0].pk}").status_code == 404


def test_own_fields_are_shown_except_those_hidden_from_outsiders(firm: Firm) -> None:
    open_one = add_field(firm.olga, type="work", kind="text", label="Format")
    hidden = add_field(firm.olga, type="work", kind="text", label="Marge", is_internal=True)
    names = [f"own_{one.pk.hex}" for one in (open_one, hidden)]
    item = order(firm)
    record_type = _type(firm)
    names = [one.name for one in record_type.fields if one.label in ("Format", "Marge")]
    actions.change(firm.olga, "work", item.pk, dict(zip(names, ("A4 quer", "31 %"), strict=True)))
    page = read(shared(firm, item))
    assert "A4 quer" in page
    assert "Marge" not in page
    assert "31 %" not in page


def _type(firm: Firm) -> Any:
    from klientel.records.types import record_types
    from klientel.workspaces.models import Workspace

    workspace = Workspace.objects.get(pk=firm.workspace.pk)
    return record_types.get("work").in_workspace(workspace)


def test_a_deleted_item_is_nothing_and_a_restored_one_is_there_again(firm: Firm) -> None:
    item = order(firm)
    path = shared(firm, item)
    actions.trash(firm.olga, "work", item.pk)
    assert Client().get(path).status_code == 404
    actions.restore(firm.olga, "work", item.pk)
    assert "Relaunch" in read(path)


def test_a_page_costs_the_same_for_few_and_many(firm: Firm) -> None:
    item = order(firm)
    path, browser, counts = shared(firm, item), Client(), []
    browser.get(path)
    for many in (1, 12):
        for number in range(many):
            say(firm, item, f"Schritt {number}")
            add_step(firm.olga, item, text=f"{number}", key="")
            add_part(firm.olga, item, title=f"Teil {number}", key="")
        browser.get(path)
        with CaptureQueriesContext(connection) as seen:
            browser.get(path)
        counts.append(len(seen))
    assert counts[0] == counts[1] <= 16


def test_more_parts_and_older_comments_are_a_step_away(firm: Firm) -> None:
    item = order(firm)
    for number in range(51):
        add_part(firm.olga, item, title=f"Teil {number:02}", key="")
    with clock.travel(timedelta(minutes=1)):
        for number in range(21):
            say(firm, item, f"Neues {number:02}")
    path = shared(firm, item)
    page = read(path)
    assert "Teil 49" in page
    assert "Teil 50" not in page
    assert "Neues 00" not in page
    after = page.split("?after=", 1)[1].split("#", 1)[0]
    before = page.split("?before=", 1)[1].split("#", 1)[0]
    assert "Teil 50" in read(f"{path}?after={after}")
    assert "Neues 00" in read(f"{path}?before={before}")
    assert read(f"{path}?after=x&before=x")


def test_whoever_shared_it_can_look_at_it_as_outsiders_do(firm: Firm) -> None:
    item = order(firm)
    shared(firm, item)
    page = firm.client().get(f"/werft/work/{item.pk}/links").content.decode()
    look = page.split('href="/werft/shared/', 1)[1].split('"', 1)[0]
    answer = firm.client().get(f"/werft/shared/{look}")
    assert "Ina Falk" in answer.content.decode()
    assert "Relaunch" in answer.content.decode()
    assert "not opened yet" in firm.client().get(f"/werft/work/{item.pk}/links").content.decode()
    assert firm.client("bea").get(f"/werft/shared/{look}").status_code == 404
