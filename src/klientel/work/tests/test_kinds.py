"""Kinds and statuses as a firm sets them: added, renamed, ordered, given up with items along."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from klientel.events.feed import history_of
from klientel.kit.refused import Refused
from klientel.records.actions.share import share
from klientel.records.reading import reading_of
from klientel.work.actions import kind as kinds
from klientel.work.actions import status as statuses
from klientel.work.kinds import kinds_of, read_kinds
from klientel.work.models import Kind
from klientel.work.tests.items import add, read
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def matter(firm: Firm, **values: str) -> str:
    given = {"name": "Matter", "plural": "Matters", "prefix": "m", "icon": "file-text", **values}
    code: str = kinds.add_kind(firm.olga, **given).code
    firm.workspace.refresh_from_db()
    return code


def codes(firm: Firm, kind: str) -> list[str]:
    return [one.code for one in read_kinds(firm.workspace.pk).statuses_of(kind)]


def test_a_firm_that_changed_nothing_has_no_rows_and_all_kinds(firm: Firm) -> None:
    known = kinds_of(firm.workspace)
    assert [one.code for one in known.offered] == ["order", "task", "ticket", "return", "project"]
    assert not Kind.objects.in_workspace(firm.workspace.pk).exists()


def test_a_kind_of_its_own_has_numbers_a_tab_and_a_place_in_forms(firm: Firm) -> None:
    code = matter(firm)
    assert add(firm, kind=code).ref == "M-1"
    browser = firm.client()
    assert "Matters" in browser.get("/werft/work").content.decode()
    assert "Matter</option>" in browser.get("/werft/work/new").content.decode()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": "Aufgabe"}, "name"),
        ({"prefix": "A-"}, "prefix"),
        ({"prefix": "A1"}, "prefix"),
        ({"prefix": ""}, "prefix"),
        ({"name": " "}, "name"),
    ],
)
def test_names_and_numbers_of_kinds_are_told_apart(
    firm: Firm, values: dict[str, str], field: str
) -> None:
    with translation.override("de"), pytest.raises(Refused) as refusal:
        matter(firm, **values)
    errors = getattr(refusal.value, "errors", {refusal.value.field: refusal.value})
    assert field in errors


def test_two_workspaces_have_their_own_kinds(firm: Firm, other_firm: Firm) -> None:
    code = matter(firm)
    assert code not in {one.code for one in kinds_of(other_firm.workspace).all}


def test_a_shipped_kind_that_was_not_renamed_is_said_in_every_language(firm: Firm) -> None:
    given: dict[str, Any] = {"prefix": "AU", "icon": "star", "due_days": "", "checklist": ""}
    kinds.change_kind(firm.olga, kind="order", name="order", plural="orders", **given)
    with translation.override("de"):
        shown = kinds.read_kinds(firm.workspace.pk).kind("order")
        say = reading_of(firm.olga).say
        assert say(shown.label) in ("Auftrag", "order")
    assert add(firm, kind="order").ref == "AU-1"


def test_a_name_with_braces_is_no_noun(firm: Firm) -> None:
    matter(firm, name="{client.the.acc} {0}")
    assert firm.client().get("/werft/work").status_code == 200


def test_a_kind_that_was_given_up_keeps_its_items_and_takes_no_new_ones(firm: Firm) -> None:
    item = add(firm, kind="ticket")
    kinds.retire_kind(firm.olga, kind="ticket")
    firm.workspace.refresh_from_db()
    assert firm.client().get(f"/werft/work/{item.ref}").status_code == 200
    with pytest.raises(Refused):
        add(firm, kind="ticket")
    kinds.revive_kind(firm.olga, kind="ticket")
    firm.workspace.refresh_from_db()
    assert add(firm, kind="ticket").ref == "T-2"


def test_one_kind_must_be_left(firm: Firm) -> None:
    for code in ("order", "task", "ticket", "return"):
        kinds.retire_kind(firm.olga, kind=code)
    with pytest.raises(Refused):
        kinds.retire_kind(firm.olga, kind="project")


def test_kinds_stand_in_the_order_that_was_chosen(firm: Firm) -> None:
    kinds.place_kind(firm.olga, kind="task", up=True)
    assert [one.code for one in read_kinds(firm.workspace.pk).all][:2] == ["task", "order"]


def test_a_new_status_stands_behind_those_that_mean_the_same(firm: Firm) -> None:
    given = {"name": "Review", "category": "active", "tone": ""}
    code = statuses.add_status(firm.olga, kind="task", **given)
    assert codes(firm, "task") == ["open", "in_progress", "waiting", code, "done", "cancelled"]
    assert statuses.add_status(firm.olga, kind="order", **given) == code
    with pytest.raises(Refused):
        statuses.add_status(firm.olga, kind="order", **given)
    with pytest.raises(Refused):
        statuses.add_status(firm.olga, kind="ticket", **{**given, "category": "done"})


def test_a_status_is_renamed_in_every_kind_that_has_it(firm: Firm) -> None:
    item = add(firm)
    statuses.change_status(firm.olga, status="open", name="Backlog", tone="warn")
    assert "Backlog" in firm.client().get(f"/werft/work/{item.ref}").content.decode()


def test_items_of_a_status_that_is_given_up_take_another_one(firm: Firm) -> None:
    item, other = add(firm), add(firm, kind="ticket")
    moved = statuses.retire_status(firm.olga, kind="task", status="open", to="in_progress")
    assert moved == 1
    now = read(firm, item)
    assert (now.status, now.category) == ("in_progress", "active")
    assert read(firm, other).status == "open"
    assert "open" not in codes(firm, "task")


def test_a_lead_gives_up_a_status_with_items_that_they_do_not_see(firm: Firm) -> None:
    item = add(firm)
    share(firm.olga, "work", item.pk, privacy="named")
    lena = firm.actor("lena")
    assert statuses.retire_status(lena, kind="task", status="open", to="in_progress") == 1
    assert read(firm, item).status == "in_progress"
    told = history_of(firm.olga, item.pk, limit=1).rows[0]
    assert (told.member_id, told.actor_kind) == (firm.members["lena"].pk, "system")


def test_a_kind_keeps_something_open_and_something_done(firm: Firm) -> None:
    with pytest.raises(Refused):
        statuses.retire_status(firm.olga, kind="task", status="done", to="cancelled")
    with pytest.raises(Refused):
        statuses.retire_status(firm.olga, kind="task", status="open", to="fulfilled")


def test_the_settings_say_what_is_wrong_and_keep_what_was_typed(firm: Firm) -> None:
    browser = firm.client("lena")
    given = {"do": "add", "name": "Matter", "plural": "", "prefix": "A", "icon": "flag"}
    answer = browser.post("/werft/settings/work", given)
    assert answer.status_code == 422
    assert 'value="Matter"' in answer.content.decode()
    assert browser.post("/werft/settings/work", {**given, "prefix": "MA"}).status_code == 303
    page = "/werft/settings/work/order"
    status = {"do": "add_status", "name": "Proof", "category": "active", "tone": "accent"}
    assert browser.post(page, status).status_code == 303
    assert browser.post(f"{page}/proof", {"do": "retire", "to": "planned"}).status_code == 303
    assert browser.get(f"{page}/proof").status_code == 404
    for path in ("no-kind", "order/solved"):
        assert browser.get(f"/werft/settings/work/{path}").status_code == 404


def test_a_board_of_one_kind_has_the_statuses_of_that_kind_alone(firm: Firm) -> None:
    add(firm, kind="order")
    browser = firm.client()
    whole = browser.get("/werft/work?layout=board").content.decode()
    orders = browser.get("/werft/work?layout=board&kind=order").content.decode()
    assert "Solved" in whole
    assert "Solved" not in orders
    assert "Accepted" in orders
