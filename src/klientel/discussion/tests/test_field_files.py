"""Fields of a firm's own that hold files: what they say follows whatever is done with the files."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from klientel.discussion import cleaning, consistency
from klientel.discussion.actions import file
from klientel.discussion.models import File
from klientel.discussion.tests.bytes import PDF, account, attached, png, staged
from klientel.events.models import Event
from klientel.integrations.copies.bring_in import bring_in
from klientel.integrations.copies.export import export
from klientel.kit import clock
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, Invalid, NotFound, Refused
from klientel.records import actions
from klientel.records.actions.merge import merge
from klientel.records.actions.own_field import add_field, restore_field, trash_field
from klientel.records.actions.share import share
from klientel.records.actions.undo import undo
from klientel.records.actions.unmerge import unmerge
from klientel.records.consistency import differences
from klientel.records.models import FieldDefinition, FieldValue
from klientel.records.own_fields.kinds.files import MOST
from klientel.records.reading import reading_for
from klientel.records.tasks import empty_trash, settle_field
from klientel.records.types import record_types
from klientel.workspaces.actor import Actor
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


def own(firm: Firm, label: str = "Verträge", type_name: str = "account", most: str = "3") -> Any:
    made = add_field(firm.olga, type=type_name, kind="files", label=label, most=most)
    firm.workspace.refresh_from_db()
    return made


def hold(firm: Firm, record: Any, field: FieldDefinition, *names: str, who: str = "olga") -> Any:
    actor = firm.actor(who)
    keys = ",".join(str(staged(actor, PDF, name).pk) for name in names or ("offer.pdf",))
    return file.attach(actor, record=str(record.pk), files=keys, field=field.name)


def said(firm: Firm, record: Any, field: FieldDefinition) -> str:
    firm.workspace.refresh_from_db()
    record.refresh_from_db()
    one = record_types.of(record).in_workspace(firm.workspace).field(field.name)
    assert list(differences(firm.workspace)) == []
    return one.shown(one.value(record), reading_for(firm.workspace))


def last(firm: Firm, verb: str) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).latest("id")


def test_a_field_says_which_files_it_holds_and_others_hang_on_the_record(firm: Firm) -> None:
    nord, field, other = account(firm), own(firm), own(firm, "Pläne")
    hold(firm, nord, field, "a.pdf", "b.pdf")
    hold(firm, nord, other, "plan.pdf")
    attached(firm.olga, nord, name="loose.pdf")
    assert said(firm, nord, field) == "a.pdf, b.pdf"
    assert said(firm, nord, other) == "plan.pdf"
    row = FieldValue.objects.in_workspace(firm.workspace.pk).get(field_id=field.pk)
    assert row.text == "a pdf b pdf"


@pytest.mark.parametrize("type_name", ["account", "contact", "work"])
def test_records_of_many_types_hold_files(firm: Firm, type_name: str) -> None:
    nord = account(firm)
    values = {
        "account": {"name": "Nordlicht", "relationship": "client"},
        "contact": {"last_name": "Weber", "account": nord.pk},
        "work": {"title": "Entwurf"},
    }[type_name]
    field = own(firm, type_name=type_name)
    record = actions.create(firm.olga, type_name, values)
    hold(firm, record, field)
    assert said(firm, record, field) == "offer.pdf"


def test_a_field_holds_no_more_than_was_said(firm: Firm) -> None:
    nord, field = account(firm), own(firm)
    hold(firm, nord, field, "a.pdf", "b.pdf")
    with pytest.raises(Refused, match="holds at most 3 files"):
        hold(firm, nord, field, "c.pdf", "d.pdf")
    assert said(firm, nord, field) == "a.pdf, b.pdf"
    with pytest.raises(Invalid):
        own(firm, "Zu viele", most=str(MOST + 1))


def test_sent_twice_a_file_is_held_once(firm: Firm) -> None:
    nord, field = account(firm), own(firm)
    sent = staged(firm.olga)
    for _time in range(2):
        file.attach(firm.olga, record=str(nord.pk), files=str(sent.pk), field=field.name)
    assert said(firm, nord, field) == "offer.pdf"


def test_the_field_follows_a_file_that_is_renamed_replaced_deleted_and_restored(
    firm: Firm,
) -> None:
    nord, field = account(firm), own(firm)
    one, _two = hold(firm, nord, field, "a.pdf", "b.pdf")
    file.rename(firm.olga, file=str(one.pk), name="Vertrag")
    assert said(firm, nord, field) == "Vertrag.pdf, b.pdf"
    fresh = file.replace(
        firm.olga, file=str(one.pk), by=str(staged(firm.olga, b"new", "neu.pdf").pk)
    )
    assert said(firm, nord, field) == "b.pdf, neu.pdf"
    gone = file.remove(firm.olga, file=str(fresh.pk))
    assert said(firm, nord, field) == "b.pdf"
    undo(firm.olga, gone.told_by)
    assert said(firm, nord, field) == "b.pdf, neu.pdf"
    undo(firm.olga, last(firm, "file.renamed").pk)
    file.revert(firm.olga, file=str(one.pk))
    assert said(firm, nord, field) == "a.pdf, b.pdf"


def test_what_was_attached_is_taken_back_and_the_history_says_it_in_words(firm: Firm) -> None:
    nord, field = account(firm), own(firm)
    hold(firm, nord, field, "a.pdf")
    told = last(firm, "file.attached")
    assert told.facts["names"] == "a.pdf"
    undo(firm.olga, told.pk)
    assert said(firm, nord, field) == ""
    assert not FieldValue.objects.in_workspace(firm.workspace.pk).exists()


def test_nobody_holds_files_where_they_may_not_see_or_write(firm: Firm, other_firm: Firm) -> None:
    nord, field = account(firm), own(firm)
    share(firm.olga, "account", nord.pk, privacy="named")
    with pytest.raises(NotFound):
        hold(firm, nord, field, who="bea")
    with pytest.raises((Forbidden, NotFound)):
        hold(firm, nord, field, who="bodo")
    with pytest.raises(NotFound):
        file.attach(
            other_firm.actor("fremd"), record=str(nord.pk), files=str(uuid7()), field=field.name
        )
    (one,) = hold(firm, nord, field)
    assert firm.client("bea").get(f"/{firm.slug}/files/{one.pk}").status_code == 404
    assert firm.client().get(f"/{firm.slug}/files/{one.pk}").status_code == 200
    for name in ("nothing", "name"):
        with pytest.raises(NotFound):
            file.attach(firm.olga, record=str(nord.pk), files=str(staged(firm.olga).pk), field=name)


def test_nobody_types_a_field_that_holds_files(firm: Firm) -> None:
    nord, field = account(firm), own(firm)
    with pytest.raises(Invalid, match="cannot be set"):
        actions.change(firm.olga, "account", nord.pk, {field.name: "a.pdf"})
    with pytest.raises(Invalid, match="cannot be set"):
        actions.create(firm.olga, "account", {"name": "X", field.name: "a.pdf"})


def test_files_that_two_records_held_are_held_by_the_one_they_became_and_apart_again(
    firm: Firm,
) -> None:
    field = own(firm)
    nord, twin = account(firm), account(firm)
    hold(firm, nord, field, "a.pdf", "b.pdf")
    hold(firm, twin, field, "c.pdf", "d.pdf")
    together = merge(firm.olga, "account", nord.pk, [twin.pk])
    assert said(firm, nord, field) == "a.pdf, b.pdf, c.pdf, d.pdf"
    assert said(firm, twin, field) == ""
    unmerge(firm.olga, together.pk)
    assert said(firm, nord, field) == "a.pdf, b.pdf"
    assert said(firm, twin, field) == "c.pdf, d.pdf"


def test_held_files_go_with_their_record_and_their_bytes_by_night(firm: Firm) -> None:
    field, boat = own(firm, type_name="boat"), actions.create(firm.olga, "boat", {"name": "Möwe"})
    (one,) = hold(firm, boat, field)
    actions.trash(firm.olga, "boat", boat.pk)
    assert firm.client().get(f"/{firm.slug}/files/{one.pk}").status_code == 404
    actions.restore(firm.olga, "boat", boat.pk)
    assert said(firm, boat, field) == "offer.pdf"
    actions.trash(firm.olga, "boat", boat.pk)
    with clock.travel(timedelta(days=31)):
        empty_trash.func()
        cleaning.tidy_files.func()
    assert not File.objects.in_workspace(firm.workspace.pk).exists()
    assert list(consistency.differences(firm.workspace.pk)) == []


def test_a_field_that_was_deleted_comes_back_with_what_it_holds_now(firm: Firm) -> None:
    nord, field = account(firm), own(firm)
    one, _two = hold(firm, nord, field, "a.pdf", "b.pdf")
    trash_field(firm.olga, field=str(field.pk))
    settle_field.call(str(firm.workspace.pk), str(field.pk))
    file.rename(firm.olga, file=str(one.pk), name="neu.pdf")
    file.remove(firm.olga, file=str(_two.pk))
    restore_field(firm.olga, field=str(field.pk))
    settle_field.call(str(firm.workspace.pk), str(field.pk))
    assert said(firm, nord, field) == "neu.pdf"


def test_a_copy_of_the_workspace_brings_held_files_along(firm: Firm, tmp_path: Path) -> None:
    nord, field = account(firm), own(firm)
    keys = ",".join(str(staged(firm.olga, png(), name).pk) for name in ("a.png", "b.png"))
    file.attach(firm.olga, record=str(nord.pk), files=keys, field=field.name)
    path = tmp_path / "copy.tar"
    export(Actor.system(firm.workspace.pk, "a copy"), path)
    there = bring_in(path, "zweite").workspace
    rows = File.objects.in_workspace(there.pk)
    copied = record_types.get("account").in_workspace(there)
    record = copied.model.objects.in_workspace(there.pk).get()
    value = copied.field(field.name).value(record)
    assert {one.id for one in value} == {one.pk for one in rows}
    assert {one.field for one in rows} == {
        one.pk for one in FieldDefinition.objects.in_workspace(there.pk)
    }
    assert list(consistency.differences(there.pk)) == []
    assert list(differences(there)) == []
