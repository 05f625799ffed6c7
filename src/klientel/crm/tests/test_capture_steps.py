"""The line understands what comes next and what an account is labelled, and where it is unsure."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from klientel.crm.models import Account, Interaction
from klientel.crm.tests.captured import understood, written
from klientel.crm.tests.spoken_steps import STEPS, TRAPS, StepRow
from klientel.desk.capture.line import Understood
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.reading import tags_of
from tests.cast import Firm


def told(said: Understood) -> tuple[str, ...]:
    """An understanding in the form of the table, without its sentence."""
    kind, account, _person, when, _minutes, text = written(said)
    parts = {one.slot: one.value for one in said.parts}
    day = f"{parts['step_on']:%d.%m.}" if "step_on" in parts else ""
    labels = " ".join(value for slot, value in parts.items() if slot.startswith("#"))
    return kind, account, when, text, parts.get("step", ""), day, labels


@pytest.mark.parametrize("row", [*STEPS, *TRAPS], ids=lambda row: row[0])
def test_what_comes_next_is_understood(row: StepRow) -> None:
    assert told(understood(row[0])) == row[1:]


def test_there_are_more_than_forty_of_them() -> None:
    assert len({row[0] for row in (*STEPS, *TRAPS)}) > 40


@pytest.mark.parametrize(
    ("without", "text", "step", "day"),
    [
        ({"step"}, "Fr nachfassen", "", ""),
        ({"step_on"}, "", "Fr nachfassen", ""),
        (set(), "", "Nachfassen", "27.11."),
    ],
)
def test_a_wrong_guess_goes_back_into_the_words(
    without: set[str], text: str, step: str, day: str
) -> None:
    said = told(understood("Müller angerufen, Fr nachfassen", without=without))
    assert said[3:6] == (text, step, day)


@pytest.fixture
def nord(firm: Firm) -> Account:
    return actions.create(firm.olga, "account", {"name": "Nord Media"})


def send(browser: Client, text: str, **more: str) -> Any:
    """Type a sentence, look at what was understood, and send it as it stands."""
    seen = browser.post("/werft/capture/read", {"text": text, **more}).content.decode()
    seal = seen.split('name="seen" value="', 1)[1].split('"', 1)[0]
    key = str(uuid7())
    return browser.post("/werft/capture", {"text": text, "seen": seal, "key": key, **more})


def labels(firm: Firm, account: Account) -> list[str]:
    firm.workspace.refresh_from_db()
    known = tags_of(firm.workspace)
    mine = Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk).tags
    return [known[UUID(key)][0] for key in mine]


@pytest.mark.django_db
def test_step_and_labels_are_chips_before_they_are_written(firm: Firm, nord: Account) -> None:
    text = "Nord Media angerufen, Fr nachfassen #b2b"
    page = firm.client().post("/werft/capture/read", {"text": text}).content.decode()
    assert "Not meant: Nachfassen" in page
    assert "Not meant: #b2b" in page
    left = {"text": text, "without": ["step", "#b2b"]}
    page = firm.client().post("/werft/capture/read", left).content.decode()
    assert "Fr nachfassen #b2b" in page


@pytest.mark.django_db
def test_one_undo_takes_the_call_and_its_labels_back(firm: Firm, nord: Account) -> None:
    browser = firm.client()
    assert send(browser, "Nord Media angerufen, Fr nachfassen #b2b").status_code == 303
    talk = Interaction.objects.visible_to(firm.olga).get()
    assert (talk.kind, talk.next_step, talk.body) == ("call", "Nachfassen", "")
    assert talk.next_step_on is not None
    assert labels(firm, nord) == ["b2b"]
    page = browser.get("/werft/capture").content.decode()
    undo = page.split("/werft/undo/", 1)[1].split('"', 1)[0]
    browser.post(f"/werft/undo/{undo}")
    assert not Interaction.objects.visible_to(firm.olga).exists()
    assert labels(firm, nord) == []


@pytest.mark.django_db
def test_a_label_joins_those_that_are_there_and_comes_once(firm: Firm, nord: Account) -> None:
    actions.change(firm.olga, "account", nord.pk, {"tags": "Messe"})
    browser = firm.client()
    send(browser, "Nord Media angerufen #B2B")
    send(browser, "Nord Media angerufen #b2b")
    assert labels(firm, nord) == ["Messe", "B2B"]


@pytest.mark.django_db
def test_who_may_not_edit_accounts_writes_a_hash_as_text(firm: Firm, nord: Account) -> None:
    browser = firm.client("bodo")
    page = browser.post("/werft/capture/read", {"text": "Nord Media angerufen #b2b"})
    assert "Not meant: #b2b" not in page.content.decode()


@pytest.mark.parametrize(
    "seed", ["bis am ", "next by ", "und ", "#a ", "in 2 ", "muss ", "fr. ", "#"]
)
def test_a_long_odd_text_with_steps_is_read_the_same_way_twice(seed: str) -> None:
    text = (f"Müller angerufen, {seed * 2_000}")[:2_000]
    assert understood(text).seal == understood(text).seal
