"""Accounts and people that are perhaps the same are found, judged, and seen by who sees both."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account
from klientel.events import worker
from klientel.events.models import Event, Job
from klientel.kit.refused import Forbidden, NotFound
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.actions.duplicate import tell_apart
from klientel.records.actions.undo import undo
from klientel.records.duplicates.finding import look
from klientel.records.duplicates.looking import WORTH_A_LOOK, there_already, typed_so_far
from klientel.records.duplicates.seeing import visible_suspects
from klientel.records.duplicates.telling import MOST_TOLD, tell_found
from klientel.records.models import LikenessKey, LikenessRun, Suspect
from klientel.records.reading import reading_of
from klientel.records.types import record_types
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db

BREMEN = {"street": "Am Wall 3", "postcode": "28195", "city": "Bremen"}


def _silent(done: int, total: int) -> None:
    pass


def add(firm: Firm, name: str, **values: object) -> Account:
    return known_as(Account, actions.create(firm.olga, "account", {"name": name, **values}))


def open_pairs(firm: Firm) -> list[Suspect]:
    rows = Suspect.objects.in_workspace(firm.workspace.pk).filter(state="open")
    return list(rows.order_by("-certainty"))


def search(firm: Firm, *, whole: bool = False) -> int:
    return look(firm.workspace.pk, _silent, whole=whole)


def test_the_same_firm_written_in_two_ways_is_found_with_its_reasons(firm: Firm) -> None:
    one = add(firm, "Müller & Söhne GmbH", email="info@mueller-soehne.de", **BREMEN)
    other = add(firm, "Mueller und Soehne", website="https://www.mueller-soehne.de", **BREMEN)
    add(firm, "Werft Kornblume", **BREMEN)
    search(firm)
    (pair,) = open_pairs(firm)
    assert {pair.first_id, pair.second_id} == {one.pk, other.pk}
    assert pair.certainty >= 90
    assert {why for why, _points in pair.reasons[:3]} == {
        "same_name", "same_address", "same_domain"
    }  # fmt: skip


def test_people_at_one_account_are_found_too(firm: Firm) -> None:
    account = add(firm, "Werft Kornblume")
    for first in ("Johannes", "Hans"):
        values = {"first_name": first, "last_name": "Holzer", "account": account.pk}
        actions.create(firm.olga, "contact", {**values, "mobile": "0171 2345678"})
    search(firm)
    (pair,) = open_pairs(firm)
    assert pair.type == "contact"


def test_what_is_added_later_is_found_without_comparing_all_again(firm: Firm) -> None:
    add(firm, "Werft Kornblume", email="info@kornblume.de", **BREMEN)
    search(firm)
    whole_at = LikenessRun.objects.in_workspace(firm.workspace.pk).get().whole_at
    add(firm, "Werft Kornblume GmbH", email="info@kornblume.de")
    search(firm)
    assert len(open_pairs(firm)) == 1
    assert LikenessRun.objects.in_workspace(firm.workspace.pk).get().whole_at == whole_at


def test_a_search_again_changes_nothing(firm: Firm) -> None:
    add(firm, "Werft Kornblume", email="info@kornblume.de")
    add(firm, "Werft Kornblume", email="info@kornblume.de")
    search(firm)
    before = open_pairs(firm)[0].pk, LikenessKey.objects.in_workspace(firm.workspace.pk).count()
    for whole in (True, False):
        search(firm, whole=whole)
    assert before == (
        open_pairs(firm)[0].pk, LikenessKey.objects.in_workspace(firm.workspace.pk).count()
    )  # fmt: skip


def test_a_pair_that_is_alike_no_longer_goes(firm: Firm) -> None:
    one = add(firm, "Werft Kornblume", email="info@kornblume.de")
    add(firm, "Werft Kornblume", email="info@kornblume.de")
    search(firm)
    actions.change(firm.olga, "account", one.pk, {"name": "Bäckerei Lechner"})
    search(firm)
    assert open_pairs(firm) == []


def test_what_was_said_to_be_two_stays_two_until_it_is_taken_back(firm: Firm) -> None:
    add(firm, "Werft Kornblume", email="info@kornblume.de")
    add(firm, "Werft Kornblume", email="info@kornblume.de")
    search(firm)
    pair = tell_apart(firm.olga, suspect=str(open_pairs(firm)[0].pk))
    search(firm, whole=True)
    assert open_pairs(firm) == []
    assert tell_apart(firm.olga, suspect=str(pair.pk)).state == "different"
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="record.told_apart")
    undo(firm.olga, told.get().pk)
    assert [one.pk for one in open_pairs(firm)] == [pair.pk]


def test_a_pair_is_seen_by_who_sees_both(firm: Firm, other_firm: Firm) -> None:
    add(firm, "Werft Kornblume", relationship="client", email="info@kornblume.de")
    add(firm, "Werft Kornblume", email="info@kornblume.de")
    search(firm)
    assert visible_suspects(firm.olga).count() == 1
    assert visible_suspects(firm.actor("sam")).count() == 0
    assert visible_suspects(other_firm.actor("fremd")).count() == 0
    with pytest.raises(NotFound):
        tell_apart(firm.actor("wim"), suspect="no id")
    with pytest.raises(Forbidden):
        tell_apart(firm.actor("sam"), suspect=str(open_pairs(firm)[0].pk))


def test_two_questions_answer_whether_somebody_is_there_already(firm: Firm) -> None:
    for _n in range(3):
        add(firm, "Schreinerei Brandhofer", phone="0421 123456", **BREMEN)
    search(firm)
    record_type = record_types.get("account")
    typed = {"name": "Brandhofer Schreinerei", "phone": "0421/123456", "email": "not yet"}
    reading = reading_of(firm.olga)
    with CaptureQueriesContext(connection) as queries:
        row = typed_so_far(record_type, typed, reading)
        found = there_already(
            firm.olga, record_type, record_type.compared.entry(row), begins="brand"
        )
    assert len(found) == 3
    assert len(queries) == 2


def test_who_is_not_seen_is_not_named_while_typing(firm: Firm) -> None:
    add(firm, "Werft Kornblume", relationship="client", email="info@kornblume.de")
    search(firm)
    record_type = record_types.get("account")
    sam = firm.actor("sam")
    typed = {"email": "info@kornblume.de", "name": "Kornblume Werft"}
    row = typed_so_far(record_type, typed, reading_of(sam))
    assert there_already(sam, record_type, record_type.compared.entry(row), begins="werft") == []


@pytest.mark.django_db(transaction=True)
def test_what_is_added_is_looked_at_soon_after(firm: Firm) -> None:
    for _n in range(3):
        add(firm, "Werft Kornblume", email="info@kornblume.de")
    worker.run_until_idle(ahead=timedelta(minutes=1))
    assert len(open_pairs(firm)) == 3
    assert Job.objects.filter(name__endswith="look_for_duplicates").count() == 1


def test_a_name_half_typed_and_mistyped_finds_whoever_has_it(firm: Firm) -> None:
    add(firm, "Brandhofer Schreinerei", **BREMEN)
    record_type = record_types.get("account")
    for text in ("Brandh", "Brandhofer", "Brandhoffer Schreinerei"):
        row = typed_so_far(record_type, {"name": text}, reading_of(firm.olga))
        begins = record_type.compared.name_begins(row)
        assert there_already(
            firm.olga, record_type, record_type.compared.entry(row), WORTH_A_LOOK, begins=begins
        ), text


def told_of(firm: Firm) -> int:
    events = Event.objects.in_workspace(firm.workspace.pk)
    return events.filter(verb="record.looks_double").count()


def test_a_pair_is_told_of_once_even_if_it_was_alike_no_longer_for_a_while(firm: Firm) -> None:
    add(firm, "Reederei Nordwind GmbH", email="post@nordwind.example")
    other = add(firm, "Reederei Nordwind GmbH", email="post@nordwind.example")
    search(firm)
    assert told_of(firm) == 1
    for name, email in (("Kornblume", "k@k.example"), ("Nordwind", "post@nordwind.example")):
        actions.change(firm.olga, "account", other.pk, {"name": f"Reederei {name}", "email": email})
        search(firm)
    assert len(open_pairs(firm)) == 1
    search(firm, whole=True)
    assert told_of(firm) == 1


def test_what_another_search_added_meanwhile_is_told_of_by_that_one(firm: Firm) -> None:
    add(firm, "Reederei Nordwind GmbH", email="post@nordwind.example")
    add(firm, "Reederei Nordwind GmbH", email="post@nordwind.example")
    search(firm)
    (pair,) = open_pairs(firm)
    slower = Suspect(
        workspace_id=pair.workspace_id, type=pair.type, first_id=pair.first_id,
        second_id=pair.second_id, certainty=pair.certainty,
    )  # fmt: skip
    Event.objects.in_workspace(firm.workspace.pk)._raw_delete("default")
    with transaction.atomic():
        Suspect.objects.bulk_create([slower], ignore_conflicts=True)
        tell_found(firm.workspace.pk, [slower])
    assert told_of(firm) == 0


def test_what_an_import_brings_is_found_and_not_told_pair_by_pair(firm: Firm) -> None:
    search(firm, whole=True)
    twin = {"name": "Reederei Nordwind GmbH", "email": "post@nordwind.example"}
    rest = [{"name": f"Werft {number:03} am Kai"} for number in range(MOST_TOLD)]
    drafts = [Draft(values) for values in (twin, twin, *rest)]
    actions.create_many(firm.olga, "account", drafts)
    search(firm)
    assert open_pairs(firm)
    assert told_of(firm) == 0
