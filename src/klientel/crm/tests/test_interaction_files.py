"""Files that come with what was noted: one entry, one step back, one read a page."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.actions.interaction import log
from klientel.crm.models import Interaction
from klientel.discussion.queries import files_of
from klientel.discussion.tests.bytes import PDF, account, attached, staged
from klientel.events.models import Event
from klientel.kit.ids import uuid7
from klientel.kit.refused import Refused
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def test_a_note_may_be_a_file_alone(firm: Firm) -> None:
    nord = account(firm)
    with pytest.raises(Refused):
        log(firm.olga, nord, kind="note")
    talk = log(firm.olga, nord, kind="note", files=str(staged(firm.olga).pk))
    assert [one.name for one in files_of(firm.olga, [talk.pk])[talk.pk]] == ["offer.pdf"]


def test_sent_twice_it_is_noted_once_with_its_files(firm: Firm) -> None:
    nord = account(firm)
    file, key = staged(firm.olga), str(uuid7())
    to = f"/{firm.slug}/accounts/{nord.ref}/log"
    for _time in range(2):
        firm.client().post(to, {"kind": "call", "text": "Hi", "files": str(file.pk), "key": key})
    talk = Interaction.objects.in_workspace(firm.workspace.pk).get()
    assert len(files_of(firm.olga, [talk.pk])[talk.pk]) == 1


def test_a_file_that_is_gone_keeps_the_note_from_being_half_written(firm: Firm) -> None:
    nord = account(firm)
    with pytest.raises(Refused, match="no longer there"):
        log(firm.olga, nord, kind="call", body="Hi", files=str(uuid7()))
    assert not Interaction.objects.in_workspace(firm.workspace.pk).exists()


def test_the_entry_and_its_files_are_one_step_back(firm: Firm) -> None:
    nord = account(firm)
    talk = log(firm.olga, nord, kind="call", body="Hi", files=str(staged(firm.olga).pk))
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="interaction.created")
    done = actions.undo(firm.olga, event.batch)
    assert not Interaction.objects.visible_to(firm.olga).exists()
    actions.undo(firm.olga, done.batch)
    assert files_of(firm.olga, [talk.pk])[talk.pk]


def test_the_timeline_shows_them_in_one_read_for_all(firm: Firm) -> None:
    nord = account(firm)
    browser = firm.client()
    address = f"/{firm.slug}/accounts/{nord.ref}/timeline"
    log(firm.olga, nord, kind="call", body="Hi", files=str(staged(firm.olga).pk))
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(8):
        file = staged(firm.olga, PDF, f"{number}.pdf")
        log(firm.olga, nord, kind="call", body="Hi", files=str(file.pk))
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(address).content.decode()
    assert len(many) == len(few)
    assert page.count('class="attachment"') == 9


def test_the_form_of_an_entry_adds_and_leaves_out_files(firm: Firm) -> None:
    nord = account(firm)
    talk = log(firm.olga, nord, kind="call", body="Hi", files=str(staged(firm.olga).pk))
    (old,) = files_of(firm.olga, [talk.pk])[talk.pk]
    stays = attached(firm.actor("wim"), talk, b"of Wim", "wim.txt")
    fresh = staged(firm.olga, b"new", "new.txt")
    edit = f"/{firm.slug}/interactions/{talk.pk}/edit"
    assert "offer.pdf" in firm.client().get(edit).content.decode()
    answer = firm.client().post(edit, {"seen_files": str(old.pk), "files": str(fresh.pk)})
    assert answer.status_code == 303
    names = [one.name for one in files_of(firm.olga, [talk.pk])[talk.pk]]
    assert sorted(names) == ["new.txt", stays.name]


def test_what_one_form_changes_with_its_files_is_one_step_back(firm: Firm) -> None:
    nord = account(firm)
    talk = log(firm.olga, nord, kind="call", body="Hi", files=str(staged(firm.olga).pk))
    (old,) = files_of(firm.olga, [talk.pk])[talk.pk]
    fresh = staged(firm.olga, b"new", "new.txt")
    sent = {"body": "Hallo", "seen_files": str(old.pk), "files": str(fresh.pk)}
    browser = firm.client()
    answer = browser.post(f"/{firm.slug}/interactions/{talk.pk}/edit", sent)
    told = Event.objects.in_workspace(firm.workspace.pk).filter(record_id=talk.pk)
    told = told.filter(verb__in=["interaction.changed", "file.attached", "file.removed"])
    assert told.count() == 3
    (batch,) = set(told.values_list("batch", flat=True))
    assert f"/undo/{batch}" in browser.get(answer["Location"]).content.decode()
    actions.undo(firm.olga, batch)
    talk.refresh_from_db()
    assert talk.body == "Hi"
    assert files_of(firm.olga, [talk.pk])[talk.pk] == [old]
