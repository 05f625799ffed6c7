"""Ready rules make sense in every firm, read naturally, and can all be on at once."""

from __future__ import annotations

import pytest
from django.utils import translation

from klientel.automations.checking import errors_in_words, looked_at
from klientel.automations.gallery import ReadyRule, gallery
from klientel.automations.models import Rule
from klientel.automations.pages import make_ready
from klientel.automations.wording import Wording
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db
READY = list(gallery)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("one", READY, ids=lambda one: one.key)
def test_it_is_right_and_reads_as_a_sentence(firm: Firm, one: ReadyRule, language: str) -> None:
    with translation.override(language):
        reading = reading_for(firm.workspace)
        found, errors = looked_at(one.definition(reading), reading)
        assert errors_in_words(errors, reading) == {}
        told = Wording(firm.olga, reading).sentence(found)
    assert told.endswith(".")
    assert "“…”" not in told
    assert "„…“" not in told
    assert "None" not in told


def test_all_of_them_can_be_on_at_once(firm: Firm) -> None:
    reading = reading_for(firm.workspace)
    for one in gallery.offered(reading):
        assert make_ready(firm.olga, one, reading).runs_now
    rules = Rule.objects.in_workspace(firm.workspace.pk)
    assert rules.count() == len(gallery.offered(reading)) == 20


def test_pressed_twice_it_is_made_once(firm: Firm) -> None:
    browser = firm.client("olga")
    for _turn in range(2):
        browser.post("/werft/automations/ready", {"key": "invoice_after_fulfilment"})
    assert Rule.objects.in_workspace(firm.workspace.pk).get().runs_now
    page = browser.get("/werft/automations").content.decode()
    assert "invoice_after_fulfilment" not in page
    assert browser.post("/werft/automations/ready", {"key": "no such"}).status_code == 404


def test_a_firm_without_teams_is_offered_nothing_that_needs_one(other_firm: Firm) -> None:
    keys = [one.key for one in gallery.offered(reading_for(other_firm.workspace))]
    assert "routing" not in keys


def test_a_task_with_a_checklist_is_told_as_part_of_the_sentence(firm: Firm) -> None:
    welcome = next(one for one in READY if one.key == "welcome")
    with translation.override("de"):
        reading = reading_for(firm.workspace)
        found, _errors = looked_at(welcome.definition(reading), reading)
        told = Wording(firm.olga, reading).sentence(found)
    assert "entsteht die Aufgabe „‹" in told
    assert "Schritten auf der Checkliste für die zuständige Person, fällig in 2" in told
