"""Records are written once, whole, and with their history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from klientel.events.models import Event
from klientel.kit.refused import Conflict, Forbidden, Invalid, NotFound, Refused
from klientel.records import actions
from klientel.records.actions.create import Draft
from klientel.records.fields import RecordLinkField
from klientel.records.models import RecordRef, Responsibility, SearchDoc, Tag, Tagging
from klientel.records.reading import reading_of
from klientel.records.types import record_types
from klientel.team.actions import deactivate
from klientel.workspaces.scope import Unscoped
from tests.cast import Firm
from tests.sample_room.models import Boat

pytestmark = pytest.mark.django_db


def boats(firm: Firm):
    return Boat.objects.visible_to(firm.olga)


def test_creating_keeps_row_spine_search_row_and_event_together(firm: Firm) -> None:
    boat = actions.create(
        firm.olga, "boat", {"name": "  Möwe ", "harbour": "Kiel", "length": "12,5", "rig": "Ketch"}
    )
    assert (boat.name, boat.rig, str(boat.length), boat.ref) == ("Möwe", "ketch", "12.50", "B-1")
    spine = RecordRef.objects.visible_to(firm.olga).get(pk=boat.pk)
    assert (spine.title, spine.type, spine.ref) == ("Möwe", "boat", "B-1")
    doc = SearchDoc.objects.in_workspace(firm.workspace.pk).get(record_id=boat.pk)
    assert (doc.title, doc.body) == ("mowe b 1", "kiel")
    event = Event.objects.in_workspace(firm.workspace.pk).get(record_id=boat.pk)
    assert (event.verb, event.member_id) == ("boat.created", firm.olga.member_id)


def test_an_invalid_value_writes_nothing_and_names_every_field(firm: Firm) -> None:
    with pytest.raises(Invalid) as refusal:
        actions.create(firm.olga, "boat", {"name": " ", "length": "many", "owner_id": "x"})
    assert set(refusal.value.errors) == {"name", "length", "owner_id"}
    assert not boats(firm).exists()
    assert not Event.objects.in_workspace(firm.workspace.pk).exists()


def test_changing_writes_what_differs_and_tells_before_and_after(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe"})
    actions.change(firm.olga, "boat", boat.pk, {"name": "Möwe", "harbour": "Kiel"})
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="boat.changed")
    assert event.facts["changes"] == {"harbour": ["", "Kiel"]}
    assert boats(firm).get().version == 2


def test_a_stale_edit_of_the_same_field_is_a_conflict_with_both_values(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Möwe", "harbour": "Kiel"})
    actions.change(firm.actor("lena"), "boat", boat.pk, {"harbour": "Bremen"})
    with pytest.raises(Conflict) as refusal:
        actions.change(
            firm.olga, "boat", boat.pk, {"harbour": "Husum"}, expected={"harbour": "Kiel"}
        )
    assert refusal.value.current == "Bremen"
    actions.change(firm.olga, "boat", boat.pk, {"name": "Albatros"}, expected={"name": "Möwe"})
    saved = boats(firm).get()
    assert (saved.name, saved.harbour) == ("Albatros", "Bremen")


def test_tags_are_found_by_their_folded_form_and_follow_the_record(firm: Firm) -> None:
    one = actions.create(firm.olga, "boat", {"name": "A", "tags": "Grün, VIP"})
    actions.create(firm.olga, "boat", {"name": "B", "tags": ["gruen"]})
    tags = Tag.objects.in_workspace(firm.workspace.pk)
    assert sorted(tags.values_list("folded", flat=True)) == ["grun", "vip"]
    actions.change(firm.olga, "boat", one.pk, {"tags": "VIP"})
    assert Tagging.objects.in_workspace(firm.workspace.pk).filter(record_id=one.pk).count() == 1


def test_the_owner_answers_for_the_record(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "A", "owner": "Wim"})
    answers = Responsibility.objects.in_workspace(firm.workspace.pk)
    assert answers.get().member_id == firm.members["wim"].pk
    actions.change(firm.olga, "boat", boat.pk, {"owner": "Bea"})
    assert answers.get().member_id == firm.members["bea"].pk


def test_who_answers_knows_when_it_is_due(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "A", "owner": "Wim"})
    due = datetime(2026, 12, 1, tzinfo=UTC)
    monkeypatch.setattr(record_types.get("boat"), "due_of", lambda boat: (due, True))
    actions.change(firm.olga, "boat", boat.pk, {"harbour": "Kiel"})
    answer = Responsibility.objects.in_workspace(firm.workspace.pk).get()
    assert (answer.member_id, answer.due_at) == (firm.members["wim"].pk, due)


def test_handing_over_replaces_the_owner_and_nobody_else(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = datetime(2026, 12, 1, tzinfo=UTC)
    boats_made = [actions.create(firm.olga, "boat", {"name": n, "owner": "Wim"}) for n in "AB"]
    here = firm.workspace.pk
    for boat in boats_made:
        Responsibility(workspace_id=here, record_id=boat.pk, member=firm.members["lena"]).save()
    monkeypatch.setattr(record_types.get("boat"), "due_of", lambda boat: (due, True))

    def answering() -> set[tuple[str, str, datetime | None]]:
        rows = Responsibility.objects.in_workspace(here)
        return set(rows.values_list("record__title", "member__name", "due_at"))

    actions.change(firm.olga, "boat", boats_made[0].pk, {"owner": "Bea"})
    mine = {one for one in answering() if one[0] == "A"}
    assert mine == {("A", "Bea", due), ("A", "Lena", due)}
    both = {boat.pk: {"owner": "Lena"} for boat in boats_made}
    actions.change_many(firm.olga, "boat", both)
    assert answering() == {("A", "Lena", due), ("B", "Lena", due)}


def test_a_list_that_grew_in_place_is_seen_as_changed(firm: Firm) -> None:
    actions.create(firm.olga, "boat", {"name": "A"})
    boat = boats(firm).get()
    boat.tags.append("one")
    assert boat.changed_columns() == ["tags"]
    boat.save()
    assert boats(firm).get().tags == ["one"]
    assert boat.changed_columns() == []
    boat.tags.append("two")
    assert boat.changed_columns() == ["tags"]


def test_tags_that_are_one_in_folded_form_and_long_ones_are_kept(firm: Firm) -> None:
    long = "ß" * 60
    boat = actions.create(firm.olga, "boat", {"name": "A", "tags": ["Grün", "gruen", long]})
    assert len(boat.tags) == 2
    assert firm.client().get("/werft/boats", {"tags": long}).content.decode().count(">A<")


def test_two_links_to_the_same_record_are_both_checked(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    boat = record_types.get("boat")
    links = [
        RecordLinkField(name="sister", label="Sister", to=("boat",), column="harbour"),
        RecordLinkField(name="client", label="Client", to=("account",), column="rig"),
    ]
    known = {**record_types._by_name, "boat": replace(boat, fields=[*boat.fields, *links])}
    made = actions.create(firm.olga, "boat", {"name": "A"})
    monkeypatch.setattr(record_types, "_by_name", known)
    for order in (["sister", "client"], ["client", "sister"]):
        with pytest.raises(Refused) as refusal:
            actions.change(firm.olga, "boat", made.pk, dict.fromkeys(order, made.pk))
        assert refusal.value.field == "client"


def test_taking_visibility_over_costs_the_same_for_many_accounts(firm: Firm) -> None:
    def queries(count: int) -> int:
        made = [actions.create(firm.olga, "account", {"name": f"Ott {n}"}) for n in range(count)]
        for account in made:
            person = {"last_name": "Falk", "account": account.pk}
            actions.create(firm.olga, "contact", person)
        owners = {account.pk: {"owner": firm.members["wim"].pk} for account in made}
        with CaptureQueriesContext(connection) as asked:
            actions.change_many(firm.olga, "account", owners)
            actions.trash_many(firm.olga, "account", list(owners))
        spine = RecordRef.objects.in_workspace(firm.workspace.pk).filter(type="contact")
        assert not spine.exclude(owner=firm.members["wim"]).exists()
        assert not spine.filter(trashed_at=None).exists()
        return len(asked)

    assert queries(6) == queries(3)


def test_trash_hides_and_restore_brings_back(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "A"})
    actions.trash(firm.olga, "boat", boat.pk)
    assert not boats(firm).exists()
    with pytest.raises(NotFound):
        actions.change(firm.olga, "boat", boat.pk, {"name": "B"})
    actions.restore(firm.olga, "boat", boat.pk)
    assert boats(firm).get().name == "A"


def test_undo_takes_back_a_change_and_spares_later_ones(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "A", "tags": "eins, zwei"})
    actions.change(firm.olga, "boat", boat.pk, {"name": "B", "tags": "drei"})
    log = Event.objects.in_workspace(firm.workspace.pk)
    first = log.filter(verb="boat.changed").latest("id")
    done = actions.undo(firm.olga, first.pk)
    assert (done.count, boats(firm).get().name) == (1, "A")
    assert len(boats(firm).get().tags) == 2
    assert Tag.objects.in_workspace(firm.workspace.pk).count() == 3
    actions.change(firm.olga, "boat", boat.pk, {"name": "C"})
    second = log.filter(verb="boat.changed").latest("id")
    actions.change(firm.actor("lena"), "boat", boat.pk, {"name": "D"})
    assert actions.undo(firm.olga, second.pk).skipped
    assert boats(firm).get().name == "D"


def test_somebody_elses_change_is_undone_by_managers_only(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "A"})
    event = Event.objects.in_workspace(firm.workspace.pk).get(record_id=boat.pk)
    with pytest.raises(Forbidden):
        actions.undo(firm.actor("wim"), event.pk)
    actions.undo(firm.actor("lena"), event.pk)
    assert not boats(firm).exists()


def test_many_are_one_batch_and_all_or_nothing(firm: Firm) -> None:
    drafts = [Draft({"name": f"Boat {n}", "tags": "Flotte"}) for n in range(40)]
    made = actions.create_many(firm.olga, "boat", drafts)
    assert [boat.ref for boat in made] == [f"B-{n}" for n in range(1, 41)]
    assert SearchDoc.objects.in_workspace(firm.workspace.pk).count() == 40
    with pytest.raises(Invalid):
        actions.create_many(firm.olga, "boat", [Draft({"name": "ok"}), Draft({"name": ""})])
    assert boats(firm).count() == 40
    values = {boat.pk: {"harbour": f"H{n}"} for n, boat in enumerate(made)}
    actions.change_many(firm.olga, "boat", values)
    assert boats(firm).filter(harbour="H7").get().name == "Boat 7"
    docs = SearchDoc.objects.in_workspace(firm.workspace.pk)
    assert docs.filter(body="h7").count() == 1


def test_bookkeeping_reads_and_does_not_write(firm: Firm) -> None:
    with pytest.raises(Forbidden):
        actions.create(firm.actor("bodo"), "boat", {"name": "A"})


def test_an_unscoped_query_raises(firm: Firm) -> None:
    for attempt in (
        lambda: list(Boat.objects.all()),
        lambda: Boat.objects.filter(name="A").count(),
        lambda: Boat.objects.filter(name="A").exists(),
        lambda: Boat.objects.all().update(name="B"),
        lambda: Boat.objects.all().delete(),
        Boat.objects.in_bulk,
        Boat.objects.first,
    ):
        with pytest.raises(Unscoped):
            attempt()
    with pytest.raises(TypeError):
        bool(Boat.objects.in_workspace(firm.workspace.pk))


def save_and_check(boat: Boat) -> None:
    boat.save()
    connection.check_constraints()


def test_nothing_of_another_workspace_is_reached(firm: Firm, other_firm: Firm) -> None:
    theirs = actions.create(other_firm.actor("fremd"), "boat", {"name": "Fremd"})
    with pytest.raises(NotFound):
        actions.change(firm.olga, "boat", theirs.pk, {"name": "Meins"})
    owner = other_firm.members["fremd"].pk
    with pytest.raises(Invalid):
        actions.create(firm.olga, "boat", {"name": "A", "owner": str(owner)})
    theirs.workspace_id = firm.workspace.pk
    with pytest.raises(Unscoped), transaction.atomic():
        theirs.save()
    actions.create(firm.olga, "boat", {"name": "A"})
    mine = boats(firm).get()
    mine.owner_id = other_firm.members["fremd"].pk
    # PostgreSQL refuses by its constraint, at the end of the transaction
    refused = Unscoped if connection.vendor == "sqlite" else IntegrityError
    reason = "names no row of its workspace" if refused is Unscoped else "foreign key"
    with pytest.raises(refused, match=reason), transaction.atomic():
        save_and_check(mine)
    assert Boat.objects.visible_to(firm.olga).select_related("owner").get().owner is None


def test_who_has_no_access_is_made_nobodys_owner_and_stays_the_one_they_were(firm: Firm) -> None:
    boat = actions.create(firm.olga, "boat", {"name": "Gudrun", "owner": "Wim"})
    deactivate(firm.olga, member=str(firm.members["wim"].pk))
    for owner in ("Wim", str(firm.members["wim"].pk)):
        with pytest.raises(Invalid, match="no access"):
            actions.create(firm.olga, "boat", {"name": "Elsa", "owner": owner})
    field, reading = record_types.get("boat").field("owner"), reading_of(firm.olga)
    assert "Wim" in [one["label"] for one in field.input(boat.owner_id, reading)["options"]]
    assert "Wim" not in [one["label"] for one in field.input(None, reading)["options"]]
    assert field.parse_condition("Wim", field.operator("any"), reading) == [boat.owner_id]
    actions.change(firm.olga, "boat", boat.pk, {"harbour": "Kiel"})
