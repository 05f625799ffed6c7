"""A team's rule is for the records of the team: when heard, by time, by hand and in rehearsal."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import translation

from klientel.automations.definition import Definition, Step
from klientel.automations.engine import timing
from klientel.automations.engine.rehearsal import rehearse
from klientel.automations.engine.timing import look_at_the_clock
from klientel.automations.models import Rule
from klientel.automations.tests.made_up import Doings, given, make_rule, runs_of, step, when
from klientel.automations.wording import Wording
from klientel.events.worker import run_until_idle
from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.records import actions
from klientel.records.actions.catalogue import run
from klientel.records.reading import reading_for
from tests.cast import Firm

pytestmark = pytest.mark.django_db
CREATED = when("created")


def team_rule(
    firm: Firm, about: str, trigger: Any = CREATED, team: str = "web", **more: Any
) -> Rule:
    columns = {"audience": Rule.Audience.TEAM, "team": firm.teams[team], **more}
    return make_rule(firm, about, trigger, step("test.do"), **columns)


def add(firm: Firm, name: str, about: str = "account", **values: Any) -> Any:
    known = {"name": name} if about == "account" else {"title": name, "kind": "task"}
    made = actions.create(firm.olga, about, {**known, **values})
    run_until_idle()
    return made


def team(firm: Firm, name: str) -> str:
    return str(firm.teams[name].pk)


def test_it_starts_for_records_of_the_team_alone(firm: Firm, doings: Doings) -> None:
    rule = team_rule(firm, "work")
    mine = add(firm, "Unseres", "work", team=team(firm, "web"))
    add(firm, "Deren", "work", team=team(firm, "beratung"))
    add(firm, "Keines", "work")
    by_owner = add(firm, "Wims", "work", owner=str(firm.members["wim"].pk))
    assert {one.record_id for one in runs_of(rule)} == {mine.pk, by_owner.pk}


def test_a_rule_for_everyone_starts_for_all(firm: Firm, doings: Doings) -> None:
    rule = make_rule(firm, "work", CREATED, step("test.do"), team=firm.teams["web"])
    add(firm, "Deren", "work", team=team(firm, "beratung"))
    assert len(runs_of(rule)) == 1


def test_what_belongs_to_an_account_is_of_the_accounts_team(firm: Firm, doings: Doings) -> None:
    rule = team_rule(firm, "interaction")
    for name in ("wim", "bea"):
        nord = add(firm, name, owner=str(firm.members[name].pk))
        run(firm.olga, "interaction.log", nord.pk, kind="call")
    run_until_idle()
    (only,) = runs_of(rule)
    found = run(firm.olga, "interaction.change", only.record_id)
    assert found.account.name == "wim"


def test_its_moments_come_for_records_of_the_team_alone(firm: Firm, doings: Doings) -> None:
    with clock.fixed(datetime(2026, 3, 26, 6, 0, tzinfo=UTC)):
        rule = team_rule(firm, "account", when("moment", day="2026-03-27", hour="9", minute="5"))
        mine = add(firm, "Unseres", owner=str(firm.members["wim"].pk))
        add(firm, "Deren", owner=str(firm.members["bea"].pk))
    with clock.fixed(datetime(2026, 3, 27, 9, 0, tzinfo=UTC)):
        look_at_the_clock.call()
    assert [one.record_id for one in runs_of(rule)] == [mine.pk]


@pytest.mark.parametrize(
    "trigger", [when("moment", day="2026-03-27", hour="9"),
                when("date", field="acquired_on", hour="9")], ids=["moment", "date"]
)  # fmt: skip
def test_records_of_other_teams_take_no_place_among_the_moments_of_a_look(
    firm: Firm, doings: Doings, trigger: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timing, "MOST", 3)
    with clock.fixed(datetime(2026, 3, 26, 6, 0, tzinfo=UTC)):
        rule = team_rule(firm, "account", trigger)
        bea, wim = (str(firm.members[name].pk) for name in ("bea", "wim"))
        for number in range(4):
            add(firm, f"Deren {number}", owner=bea, acquired_on="2026-03-27")
        mine = add(firm, "Unseres", owner=wim, acquired_on="2026-03-27")
    with clock.fixed(datetime(2026, 3, 27, 9, 0, tzinfo=UTC)):
        look_at_the_clock.call()
    assert [one.record_id for one in runs_of(rule)] == [mine.pk]


def test_rehearsal_finds_what_really_started(firm: Firm, doings: Doings) -> None:
    asked = given(("title", "is", "Neu"))
    rule = team_rule(firm, "work")
    for name in ("web", "beratung"):
        add(firm, "Neu", "work", team=team(firm, name))
    definition = Definition("work", (CREATED,), asked, (step("test.do"),))
    found = rehearse(firm.olga, definition, team_id=rule.for_team)
    assert [one.record.pk for one in found.fired] == [one.record_id for one in runs_of(rule)]
    assert rehearse(firm.olga, definition).count == 2


def test_by_hand_it_is_refused_in_words_elsewhere(firm: Firm, doings: Doings) -> None:
    rule = team_rule(firm, "work", when("manual"), name="Web")
    theirs = add(firm, "Deren", "work", team=team(firm, "beratung"))
    with pytest.raises(Refused, match="The rule “Web” is only for records of its team"):
        run(firm.olga, "rule.start", rule=rule.number, record=str(theirs.pk))
    mine = add(firm, "Unseres", "work", team=team(firm, "web"))
    run(firm.olga, "rule.start", rule=rule.number, record=str(mine.pk))
    assert [one.record_id for one in runs_of(rule)] == [mine.pk]


def test_the_sentence_says_it(firm: Firm) -> None:
    definition = Definition("work", (CREATED,), then=(Step("s1", "stop"),))
    with translation.override("de"):
        wording = Wording(firm.olga, reading_for(firm.workspace, language="de"))
        told = wording.sentence(definition, firm.teams["web"].pk)
    assert told.endswith("Nur für Datensätze des Teams Web.")
    page = firm.client().get(f"/{firm.slug}/automations/{team_rule(firm, 'work').number}")
    assert "Only for records of the team Web." in page.content.decode()
