"""Rules set, add and remove tags, of the record and of its account."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import translation

from klientel.automations.definition import Definition, Step, When
from klientel.automations.models import Run
from klientel.automations.placeholders import Place
from klientel.automations.tests.rules import made
from klientel.automations.wording import Wording
from klientel.events.worker import run_until_idle
from klientel.records import actions
from klientel.records.models import Tag
from klientel.records.reading import reading_for
from klientel.records.types import record_types
from tests.cast import Firm

pytestmark = pytest.mark.django_db
NEW = When("created")


def tags_of(firm: Firm, record: Any) -> list[str]:
    record.refresh_from_db()
    rows = Tag.objects.in_workspace(firm.workspace.pk).filter(pk__in=record.tags)
    return sorted(rows.values_list("name", flat=True))


def done(firm: Firm, about: str, *steps: Step, **values: Any) -> Any:
    made(firm, Definition(about, (NEW,), then=steps))
    record = actions.create(firm.olga, about, values)
    run_until_idle()
    ran = Run.objects.in_workspace(firm.workspace.pk).get()
    assert ran.state == Run.State.DONE, ran.reason
    return record


def test_tags_are_added_beside_those_that_are_there_and_taken_away(firm: Firm) -> None:
    steps = (
        Step("s1", "tag", {"_on": "record", "_way": "add", "tags": "VIP, {{ record.city }}"}),
        Step("s2", "tag", {"_on": "record", "_way": "remove", "tags": "alt"}),
    )
    made_one = done(firm, "account", *steps, name="Ott", city="Ulm", tags="alt, neu")
    assert tags_of(firm, made_one) == ["Ulm", "VIP", "neu"]


def test_tags_are_set_with_other_fields_and_on_what_is_added(firm: Firm) -> None:
    steps = (
        Step("s1", "set", {"_on": "record", "tags": "Messe", "city": "Ulm"}),
        Step(
            "s2", "create", {"_type": "work", "kind": "task", "title": "Anrufen", "tags": "Messe"}
        ),
    )
    made_one = done(firm, "account", *steps, name="Ott", tags="alt")
    assert tags_of(firm, made_one) == ["Messe"]
    (task,) = record_types.get("work").model.objects.visible_to(firm.olga)
    assert tags_of(firm, task) == ["Messe"]


def test_an_interaction_tags_its_account(firm: Firm) -> None:
    nord = actions.create(firm.olga, "account", {"name": "Nord"})
    step = Step("s1", "tag", {"_on": "account", "_way": "add", "tags": "Messe"})
    done(firm, "interaction", step, account=str(nord.pk), kind="call")
    assert tags_of(firm, nord) == ["Messe"]


@pytest.mark.parametrize(
    ("way", "told"),
    [
        ("add", "wird „VIP“ zu „Tags“ hinzugefügt"),
        ("remove", "wird „VIP“ aus „Tags“ entfernt"),
    ],
)
def test_it_reads_as_a_sentence(firm: Firm, way: str, told: str) -> None:
    reading = reading_for(firm.workspace, language="de")
    place = Place(record_types.get("account"), reading)
    step = Step("s1", "tag", {"_on": "record", "_way": way, "tags": "VIP"})
    with translation.override("de"):
        assert Wording(firm.olga, reading).step(step, place) == told
