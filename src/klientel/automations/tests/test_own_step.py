"""A kind of step is one file: written, it is offered, checked, told, tried, done and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from django.utils import translation

from klientel.automations.actions.running import undo_run
from klientel.automations.checking import errors_in_words, looked_at
from klientel.automations.definition import Definition, Step, from_json
from klientel.automations.engine.rehearsal import rehearse, try_on
from klientel.automations.models import Rule, Run
from klientel.automations.steps import steps
from klientel.automations.tests import own_step
from klientel.automations.tests.made_up import runs_of, step, when
from klientel.automations.tests.rules import form
from klientel.automations.wording import Wording
from klientel.events.worker import run_until_idle
from klientel.records import actions
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db
SHOUT = step("made_up.shout", "aaaa1111", word="hey")
TWICE = Step("bbbb2222", "made_up.often", {"_times": "2"}, then=(SHOUT,))
RULE = Definition("account", (when("created"),), then=(TWICE,))


@pytest.fixture(autouse=True)
def _opened() -> Iterator[None]:
    own_step.introduce()
    yield
    for name in own_step.NAMES:
        steps.remove(name)


def kept(firm: Firm, definition: Definition = RULE) -> Rule:
    """The rule, saved by the form of the editor."""
    answer = firm.client("olga").post("/werft/automations/new", form(definition, is_on="1"))
    assert answer.status_code == 303
    return Rule.objects.in_workspace(firm.workspace.pk).get()


def test_the_editor_offers_it_with_what_it_asks(firm: Firm) -> None:
    browser = firm.client("olga")
    page = browser.get("/werft/automations/new?about=account").content.decode()
    for name in own_step.NAMES:
        assert f'value="add-step:then:{name}"' in page
    assert 'class="menu-title">Voices<' in page
    page = browser.post("/werft/automations/draft", form(RULE)).content.decode()
    assert 'name="step.aaaa1111.word"' in page
    assert 'name="step.bbbb2222._times"' in page
    assert 'id="add-step-bbbb2222-then"' in page


def test_what_it_asks_is_checked_and_it_reads_as_a_sentence(firm: Firm) -> None:
    reading = reading_for(firm.workspace)
    wrong = replace(RULE, then=(step("made_up.shout", "aaaa1111", word="x" * 21),))
    with translation.override("en"):
        told = errors_in_words(looked_at(wrong, reading)[1], reading)
        assert list(told) == ["step.aaaa1111.word"]
        sentence = Wording(firm.olga, reading).sentence(RULE)
    assert sentence == ("Once a client or a customer is added, 2 times in a row: it shouts hey.")


def test_it_is_done_told_and_taken_back(firm: Firm) -> None:
    rule = kept(firm)
    account = actions.create(firm.olga, "account", {"name": "Ott", "city": "Ulm"})
    run_until_idle()
    (run,) = runs_of(rule)
    assert (run.state, [one["text"] for one in run.log]) == (
        Run.State.DONE,
        ["2 times", "shouted hey", "shouted hey"],
    )
    account.refresh_from_db()
    assert account.city == "HEY"
    page = firm.client().get(f"/werft/automations/{rule.number}/runs/{run.pk}").content.decode()
    assert "What to shout" in page
    assert "shouted hey" in page
    undo_run(firm.olga, run=str(run.pk))
    account.refresh_from_db()
    assert account.city == "Ulm"


def test_it_is_tried_and_rehearsed_without_being_done(firm: Firm) -> None:
    account = actions.create(firm.olga, "account", {"name": "Ott", "city": "Ulm"})
    plain = replace(RULE, then=(SHOUT,))
    (would,) = try_on(firm.olga, plain, account)
    assert (would.text, dict(would.given)) == ("it shouts hey", {"word": "hey"})
    (fired,) = rehearse(firm.olga, plain).fired
    assert [one.text for one in fired.steps] == ["it shouts hey"]
    account.refresh_from_db()
    assert account.city == "Ulm"


def test_what_it_refuses_ends_the_run_in_words(firm: Firm) -> None:
    rule = kept(firm, replace(RULE, then=(step("made_up.shout", "aaaa1111", word="psst"),)))
    actions.create(firm.olga, "account", {"name": "Ott"})
    run_until_idle()
    (run,) = runs_of(rule)
    assert (run.state, run.reason["reason"]) == (Run.State.FAILED, "That cannot be shouted.")


def test_without_its_file_a_rule_says_that_it_is_not_known(firm: Firm) -> None:
    rule = kept(firm)
    for name in own_step.NAMES:
        steps.remove(name)
    page = firm.client("olga").get(f"/werft/automations/{rule.number}")
    assert "This step is not known here any more." in page.content.decode()
    assert from_json(rule.definition).then[0].do == "made_up.often"
    own_step.introduce()
