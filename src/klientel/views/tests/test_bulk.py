"""Changing many rows: what is foreseen happens, what cannot be is told, and one undo is enough."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.events.jobs.runner import run_one
from klientel.events.models import Event, Job
from klientel.kit.ids import uuid7
from klientel.kit.refused import Forbidden, Refused
from klientel.records import actions
from klientel.records.actions import undo
from klientel.records.actions.catalogue import run
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.share import share
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from klientel.views import bulk_work
from klientel.views.actions import bulk
from klientel.views.models import BulkRun
from tests.cast import Firm
from tests.sample_room.models import Boat


def boats(firm: Firm, count: int, **more: Any) -> list[Any]:
    drafts = [Draft({"name": f"Boat {n:03d}", "harbour": "Kiel", **more}) for n in range(count)]
    return create_many(firm.olga, "boat", drafts)


def ids_of(records: list[Any]) -> str:
    return ",".join(str(one.pk) for one in records)


def change(firm: Firm, who: str = "olga", **given: Any) -> BulkRun:
    asked = {"type": "boat", "field": "rig", "value": "sloop", "key": str(uuid7()), **given}
    done: BulkRun = run(firm.actor(who), "list.change_many", **asked)
    return done


def rigs(firm: Firm) -> list[str]:
    rows = Boat.objects.in_workspace(firm.workspace.pk).filter(trashed_at__isnull=True)
    return sorted(rows.values_list("rig", flat=True))


def work_off() -> None:
    while run_one():
        pass


def tags_of(firm: Firm, boat: Any) -> str:
    boat.refresh_from_db()
    firm.workspace.refresh_from_db()
    return record_types.get("boat").field("tags").shown(boat.tags, reading_for(firm.workspace))


def test_a_preview_tells_what_then_happens(firm: Firm) -> None:
    made = [*boats(firm, 3, rig="ketch"), *boats(firm, 2, rig="sloop")]
    given = {"selected": [one.pk for one in made], "field": "rig", "value": "sloop"}
    given |= {"again": "rig", "preview": "1"}
    text = firm.client().post("/werft/boats/bulk", given).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", text).split())
    assert "3 are changed" in words
    assert "2 have it already" in words
    assert "different values" not in words
    assert "Boat 000 Ketch Sloop" in words
    assert rigs(firm) == ["ketch"] * 3 + ["sloop"] * 2, "a preview writes nothing"
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', text))
    assert hidden["seen"] == f"rig|{hidden['way']}|sloop", "what is sent is what was seen"
    done = change(firm, ids=ids_of(made))
    assert (done.changed, done.same, done.skipped) == (3, 2, 0)
    assert rigs(firm) == ["sloop"] * 5


def test_what_was_changed_after_the_preview_is_shown_before_it_is_done(firm: Firm) -> None:
    made = boats(firm, 2, rig="ketch")
    given = {"ids": ids_of(made), "field": "rig", "way": "set", "value": "yawl", "again": "rig"}
    given["seen"] = "rig|set|sloop"
    answer = firm.client().post("/werft/boats/bulk/change", given)
    assert "What happens" in answer.content.decode()
    assert rigs(firm) == ["ketch"] * 2
    firm.client().post("/werft/boats/bulk/change", {**given, "seen": "rig|set|yawl"})
    assert rigs(firm) == ["yawl"] * 2


def test_one_undo_takes_all_of_it_back(firm: Firm) -> None:
    made = boats(firm, 5, rig="ketch")
    done = change(firm, ids=ids_of(made))
    told = undo(firm.olga, done.batch)
    assert told.count == 5
    assert rigs(firm) == ["ketch"] * 5


def test_a_record_that_somebody_edited_since_keeps_that(firm: Firm) -> None:
    made = boats(firm, 2, rig="ketch")
    done = change(firm, ids=ids_of(made))
    actions.change(firm.actor("lena"), "boat", made[0].pk, {"rig": "yawl"})
    undo(firm.olga, done.batch)
    assert rigs(firm) == ["ketch", "yawl"]


def test_what_is_gone_or_hidden_is_skipped_with_the_reason(firm: Firm) -> None:
    seen, hidden, gone = boats(firm, 3, rig="ketch")
    share(firm.olga, "boat", hidden.pk, privacy="named")
    actions.trash(firm.olga, "boat", gone.pk)
    done = change(firm, "bea", ids=ids_of([seen, hidden, gone]))
    assert (done.changed, done.skipped) == (1, 2)
    browser = firm.client("bea")
    text = browser.get(f"/werft/boats/bulk/{done.pk}").content.decode()
    assert text.count("you have no access to it any more") == 2
    assert hidden.name not in text


def test_a_rule_that_refuses_one_record_does_not_stop_the_others(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = boats(firm, 9, rig="ketch")

    def check(_actor: Any, records: Any) -> None:
        if any(one.name in ("Boat 002", "Boat 007") for one in records):
            raise Refused("A ketch it stays.")

    monkeypatch.setattr(record_types.get("boat"), "check", check)
    given = {"ids": ids_of(made), "field": "rig", "value": "sloop", "again": "rig", "preview": "1"}
    text = firm.client().post("/werft/boats/bulk", given).content.decode()
    assert text.count("A ketch it stays.") == 2
    done = change(firm, ids=ids_of(made))
    assert (done.changed, done.skipped) == (7, 2)
    assert [title for _key, title, _why, _values in done.problems] == ["Boat 002", "Boat 007"]
    assert rigs(firm).count("ketch") == 2


def test_all_that_the_list_has_goes_far_beyond_the_page(firm: Firm) -> None:
    boats(firm, 260, rig="ketch")
    boats(firm, 3, rig="ketch", harbour="Bremen")
    done = change(firm, all="1", state="harbour=Kiel")
    assert done.total == 260
    job = Job.objects.get(name__endswith="go_through")
    assert job.label == "Change “Rig” of 260 records"
    assert rigs(firm).count("sloop") == 0
    tray = firm.client().get("/werft/jobs").content.decode()
    assert f'href="/werft/boats/bulk/{done.pk}"' in tray
    work_off()
    done.refresh_from_db()
    assert (done.state, done.changed, done.skipped) == ("done", 260, 0)
    assert rigs(firm).count("ketch") == 3
    undo(firm.olga, done.batch)
    assert rigs(firm).count("ketch") == 263


def test_a_change_that_takes_records_out_of_the_list_reaches_all_of_them(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_work, "PIECE", 10)
    boats(firm, 47, rig="ketch")
    done = change(firm, all="1", state="rig=ketch")
    assert done.changed == 47
    assert rigs(firm) == ["sloop"] * 47


def test_a_run_that_was_cut_off_goes_on_where_it_was_and_does_nothing_twice(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_work, "PIECE", 10)
    monkeypatch.setattr(bulk, "AT_ONCE", 5)
    boats(firm, 35, rig="ketch")
    done = change(firm, all="1", state="")
    reading = reading_for(firm.workspace)

    def stop(so_far: int, _total: int) -> None:
        if so_far >= 20:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk_work.carry_out(done, firm.olga, reading, stop)
    assert rigs(firm).count("sloop") == 20
    work_off()
    done.refresh_from_db()
    assert (done.state, done.changed) == ("done", 35)
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="boat.changed")
    assert told.count() == 35


def test_two_attempts_at_one_run_do_each_piece_once(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk_work, "PIECE", 10)
    monkeypatch.setattr(bulk, "AT_ONCE", 5)
    boats(firm, 30, rig="ketch")
    done = change(firm, all="1", state="")
    late = BulkRun.objects.in_workspace(firm.workspace.pk).get(pk=done.pk)
    reading = reading_for(firm.workspace)
    bulk_work.carry_out(done, firm.olga, reading)
    bulk_work.carry_out(late, firm.olga, reading)
    late.refresh_from_db()
    assert late.changed == 30
    assert Event.objects.in_workspace(firm.workspace.pk).filter(verb="boat.changed").count() == 30


def test_a_form_sent_twice_changes_once(firm: Firm) -> None:
    made = boats(firm, 3, rig="ketch")
    key = str(uuid7())
    first = change(firm, ids=ids_of(made), key=key)
    second = change(firm, ids=ids_of(made), key=key, value="yawl")
    assert first.pk == second.pk
    assert rigs(firm) == ["sloop"] * 3


def test_tags_are_added_taken_away_and_set(firm: Firm) -> None:
    one, two = boats(firm, 2)
    actions.change(firm.olga, "boat", one.pk, {"tags": "old, red"})
    asked = {"ids": ids_of([one, two]), "field": "tags"}
    added = change(firm, **asked, way="add", value="red, new")
    assert (tags_of(firm, one), tags_of(firm, two)) == ("old, red, new", "red, new")
    change(firm, **asked, way="remove", value="red")
    assert (tags_of(firm, one), tags_of(firm, two)) == ("old, new", "new")
    change(firm, **asked, way="set", value="x")
    assert (tags_of(firm, one), tags_of(firm, two)) == ("x", "x")
    assert added.changed == 2
    with pytest.raises(Refused):
        change(firm, **asked, way="add", value="")
    with pytest.raises(Refused):
        change(firm, ids=ids_of([one]), way="add")


def test_a_tag_too_many_is_a_reason_to_skip(firm: Firm) -> None:
    full, free = boats(firm, 2)
    actions.change(firm.olga, "boat", full.pk, {"tags": ",".join(f"t{n}" for n in range(30))})
    done = change(firm, ids=ids_of([full, free]), field="tags", way="add", value="one more")
    assert (done.changed, done.skipped) == (1, 1)
    assert "At most" in done.problems[0][2]


@pytest.mark.parametrize(
    "wrong",
    [
        {"value": "battleship"},
        {"field": "nothing"},
        {"field": "id"},
        {"way": "double"},
        {"ids": "", "all": ""},
        {"ids": "abc,%00,'"},
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_changed(
    firm: Firm, wrong: dict[str, str]
) -> None:
    made = boats(firm, 2, rig="ketch")
    given = {"field": "rig", "value": "sloop", "ids": ids_of(made), "again": "rig", **wrong}
    answer = firm.client().post("/werft/boats/bulk/change", given)
    assert answer.status_code == 422
    assert "needs another look" in answer.content.decode()
    assert firm.client().post("/werft/boats/bulk", {**given, "preview": "1"}).status_code < 500
    assert rigs(firm) == ["ketch"] * 2
    assert not BulkRun.objects.in_workspace(firm.workspace.pk).exists()


def test_a_role_that_may_not_change_may_not_change_many(firm: Firm) -> None:
    made = boats(firm, 1, rig="ketch")
    with pytest.raises(Forbidden):
        change(firm, "bodo", ids=ids_of(made))
    given = {"ids": ids_of(made), "field": "rig", "value": "sloop"}
    for path in ("bulk", "bulk/change"):
        assert firm.client("bodo").post(f"/werft/boats/{path}", given).status_code == 403
    bar = firm.client("bodo").get("/werft/boats").content.decode().partition('id="bulk"')[2]
    assert "More fields" not in bar
    assert "Delete" not in bar


def test_the_rights_of_the_moment_count_and_not_those_of_the_start(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    boats(firm, 3, rig="ketch")
    done = change(firm, "wim", all="1", state="")
    firm.members["wim"].role = "bookkeeping"
    firm.members["wim"].save()
    work_off()
    done.refresh_from_db()
    assert (done.state, done.changed) == ("stopped", 0)
    assert (
        "does not allow" in firm.client("wim").get(f"/werft/boats/bulk/{done.pk}").content.decode()
    )


def test_nobody_else_sees_a_run(firm: Firm, other_firm: Firm) -> None:
    done = change(firm, ids=ids_of(boats(firm, 1)))
    assert firm.client().get(f"/werft/boats/bulk/{done.pk}").status_code == 200
    assert firm.client("lena").get(f"/werft/boats/bulk/{done.pk}").status_code == 404
    assert other_firm.client("fremd").get(f"/fremd/boats/bulk/{done.pk}").status_code == 404


def test_a_run_under_way_can_be_stopped(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk, "AT_ONCE", 1)
    boats(firm, 3, rig="ketch")
    done = change(firm, all="1", state="")
    browser = firm.client()
    assert "hx-trigger" in browser.get(f"/werft/boats/bulk/{done.pk}").content.decode()
    browser.post(f"/werft/boats/bulk/{done.pk}")
    work_off()
    assert rigs(firm) == ["ketch"] * 3
    text = browser.get(f"/werft/boats/bulk/{done.pk}").content.decode()
    assert "every 1s" not in text


def test_a_whole_list_is_deleted_and_comes_back(firm: Firm) -> None:
    boats(firm, 60, rig="ketch")
    boats(firm, 1, rig="sloop")
    answer = firm.client().post("/werft/boats/bulk/trash", {"all": "1", "state": "rig=ketch"})
    assert answer.status_code == 303
    assert rigs(firm) == ["sloop"]
    done = BulkRun.objects.in_workspace(firm.workspace.pk).get()
    undo(firm.olga, done.batch)
    assert len(rigs(firm)) == 61


def test_the_number_of_queries_of_a_preview_does_not_grow(firm: Firm) -> None:
    made = boats(firm, 40, rig="ketch", tags="a")
    browser = firm.client()
    counts = []
    for some in (made[:1], made[:4], made):
        given = {"ids": ids_of(some), "field": "tags", "way": "add", "value": "b"}
        given |= {"again": "tags", "preview": "1"}
        with CaptureQueriesContext(connection) as queries:
            browser.post("/werft/boats/bulk", given)
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_the_list_offers_the_fields_that_are_given_to_many(firm: Firm) -> None:
    boats(firm, 2)
    text = firm.client().get("/werft/boats").content.decode()
    bar = text.partition('id="bulk"')[2]
    assert re.findall(r'data-key="(\w)"', bar)[:3] == ["I", "S", "L"]


def test_nothing_is_chosen_until_somebody_chooses_and_the_value_has_the_focus(firm: Firm) -> None:
    made = boats(firm, 2, rig="ketch")
    htmx = {"HTTP_HX_REQUEST": "true", "HTTP_HX_REQUEST_TYPE": "partial"}
    given = {"selected": [one.pk for one in made], "field": "rig"}
    first = firm.client().post("/werft/boats/bulk", given, **htmx).content.decode()
    select = re.search(r'<select[^>]*id="bulk-value"[^>]*>.*?</select>', first, re.DOTALL)
    assert select is not None
    assert "autofocus" in select[0]
    assert re.search(r'<option value="\?" selected>Choose a value<', select[0])
    assert '<option value="">Take the value away<' in select[0]
    assert "2 selected" in first
    chosen = {**given, "again": "rig", "preview": "1", "value": "?"}
    again = firm.client().post("/werft/boats/bulk", chosen, **htmx).content.decode()
    assert "Choose a value." in again
    assert "are changed" not in again
    refused = firm.client().post(
        "/werft/boats/bulk/change", {**chosen, "ids": ids_of(made), "key": str(uuid7())}, **htmx
    )
    assert refused.status_code == 422
    assert rigs(firm) == ["ketch"] * 2
    emptied = firm.client().post("/werft/boats/bulk", {**chosen, "value": "", "way": "set"}, **htmx)
    assert "2 are changed" in " ".join(re.sub(r"<[^>]+>", " ", emptied.content.decode()).split())
