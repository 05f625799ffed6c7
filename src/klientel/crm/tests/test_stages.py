"""The stages of a firm: named, ordered, retired with the accounts in them, and taken back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from klientel.crm.actions import stage as verbs
from klientel.crm.actions.account import change_stage, promote
from klientel.crm.actions.leaving_stage import AT_ONCE
from klientel.crm.models import Account, Stage
from klientel.crm.stages import Stages, stages_of
from klientel.events import worker
from klientel.events.models import Event
from klientel.kit.refused import Forbidden, Invalid, NotFound, Refused
from klientel.records import actions
from klientel.records.actions.create import Draft, create_many
from klientel.records.actions.undo import undo
from tests.cast import Firm

pytestmark = pytest.mark.django_db

MORE = {"meaning": "before", "tone": "accent"}


def stages(firm: Firm) -> Stages:
    firm.workspace.refresh_from_db()
    return stages_of(firm.workspace)


def keys(firm: Firm) -> list[str]:
    return [one.value for one in stages(firm).living]


def label(firm: Firm, key: str) -> str:
    found = stages(firm).get(key)
    return str(found.label) if found else ""


def an_account(firm: Firm, **values: Any) -> Account:
    return actions.create(firm.olga, "account", {"name": "Nord Media", **values})


def again(firm: Firm, account: Account) -> Account:
    return Account.objects.in_workspace(firm.workspace.pk).get(pk=account.pk)


def last(firm: Firm, verb: str) -> Event:
    return Event.objects.in_workspace(firm.workspace.pk).filter(verb=verb).latest("id")


def test_a_renamed_stage_keeps_its_key_and_no_account_is_written(firm: Firm) -> None:
    account = an_account(firm, stage="dormant")
    verbs.change(firm.olga, stage="dormant", name="Winterschlaf", meaning="resting", tone="warn")
    assert label(firm, "dormant") == "Winterschlaf"
    assert again(firm, account).version == account.version
    assert label(firm, "active") == "Active"
    undo(firm.olga, last(firm, "stage.changed").pk)
    assert label(firm, "dormant") == "Dormant"


def test_another_tone_leaves_the_programs_word_in_both_languages(firm: Firm) -> None:
    verbs.change(firm.olga, stage="dormant", name="Ruhend", meaning="resting", tone="bad")
    row = Stage.objects.in_workspace(firm.workspace.pk).get(key="dormant")
    assert (row.name, row.tone) == ("", "bad")


@pytest.mark.parametrize("name", ["Aktiv", "active", "  ACTIVE "])
def test_two_stages_are_never_called_the_same_in_any_language(firm: Firm, name: str) -> None:
    with pytest.raises(Refused, match="Another stage has this name"):
        verbs.add(firm.olga, name=name, **MORE)
    with pytest.raises(Refused, match="Another stage has this name"):
        verbs.change(firm.olga, stage="new", name=name, **MORE)


def test_a_name_with_brackets_is_refused_since_it_would_be_read_as_a_noun(firm: Firm) -> None:
    with pytest.raises(Refused, match="Curly brackets"):
        verbs.add(firm.olga, name="{client}", **MORE)


def test_an_added_stage_is_chosen_filtered_grouped_and_sent_twice_only_once(firm: Firm) -> None:
    made = verbs.add(firm.olga, name="Angebot liegt vor, Antwort offen", **MORE)
    with pytest.raises(Refused):
        verbs.add(firm.olga, name="Angebot liegt vor, Antwort offen", **MORE)
    assert len(made.key) <= 12
    account = an_account(firm)
    change_stage(firm.olga, account, stage="Angebot liegt vor, Antwort offen", reason="Messe")
    page = firm.client().get(f"/werft/accounts?stage={made.key}").content.decode()
    assert "Nord Media" in page
    assert "Angebot liegt vor" in page
    undoing = last(firm, "stage.added").pk
    with pytest.raises(Refused, match="Accounts are in this stage"):
        undo(firm.olga, undoing)


def test_an_unused_new_stage_is_taken_away_by_undo(firm: Firm) -> None:
    made = verbs.add(firm.olga, name="Probe", **MORE)
    undo(firm.olga, last(firm, "stage.added").pk)
    assert made.key not in [one.value for one in stages(firm).every]


def test_lists_are_sorted_and_grouped_in_the_firms_order(firm: Firm) -> None:
    an_account(firm, name="Alt", stage="former")
    an_account(firm, name="Neu", stage="new")
    verbs.move(firm.olga, stage="former", place=1)
    assert keys(firm)[0] == "former"
    page = firm.client().get("/werft/accounts?sort=stage").content.decode()
    assert page.index(">Alt<") < page.index(">Neu<")
    page = firm.client().get("/werft/accounts?group=stage").content.decode()
    assert page.index(">Alt<") < page.index(">Neu<")
    undo(firm.olga, last(firm, "stage.moved").pk)
    assert keys(firm)[:2] == ["new", "in_contact"]


def test_new_accounts_begin_in_the_first_stage_whatever_it_is(firm: Firm) -> None:
    made = verbs.add(firm.olga, name="Anfrage", **MORE)
    verbs.move(firm.olga, stage=made.key, place=1)
    assert an_account(firm).stage == made.key
    form = firm.client().get("/werft/accounts/new").content.decode()
    assert f'<option value="{made.key}" selected' in form


def test_promotion_asks_what_a_stage_means_and_never_its_name(firm: Firm) -> None:
    made = verbs.add(firm.olga, name="Läuft", meaning="active", tone="ok")
    verbs.move(firm.olga, stage=made.key, place=1)
    verbs.change(firm.olga, stage="qualified", name="Reif", meaning="resting", tone="ok")
    before, resting = an_account(firm, stage="in_contact"), an_account(firm, stage="qualified")
    for account in (before, resting):
        promote(firm.olga, account.pk)
    assert again(firm, before).stage == made.key
    assert again(firm, resting).stage == "qualified"


def test_the_accounts_of_a_retired_stage_move_and_one_undo_brings_all_back(firm: Firm) -> None:
    accounts = [an_account(firm, name=f"A{n}", stage="dormant") for n in range(3)]
    hidden = an_account(firm, name="Geheim", stage="dormant")
    with pytest.raises(Refused, match="Choose the stage"):
        verbs.retire(firm.olga, stage="dormant", to="")
    with pytest.raises(Refused, match="Choose the stage"):
        verbs.retire(firm.olga, stage="dormant", to="dormant")
    verbs.retire(firm.olga, stage="dormant", to="former")
    assert "dormant" not in keys(firm)
    assert {again(firm, one).stage for one in [*accounts, hidden]} == {"former"}
    event = last(firm, "stage.retired")
    assert event.facts["count"] == 4
    undo(firm.olga, event.pk)
    assert "dormant" in keys(firm)
    assert {again(firm, one).stage for one in [*accounts, hidden]} == {"dormant"}


@pytest.mark.django_db(transaction=True)
def test_many_accounts_are_moved_by_a_job_and_come_back_by_one_undo(firm: Firm) -> None:
    drafts = [
        Draft({"name": f"A{n}", "stage": "dormant", "kind": "person"}) for n in range(AT_ONCE + 5)
    ]
    create_many(firm.olga, "account", drafts, cleaned=True)
    verbs.retire(firm.olga, stage="dormant", to="active")
    rows = Account.objects.in_workspace(firm.workspace.pk)
    worker.run_until_idle(ahead=timedelta(minutes=1))
    assert rows.filter(stage="active").count() == len(drafts)
    undo(firm.olga, last(firm, "stage.retired").pk)
    worker.run_until_idle(ahead=timedelta(minutes=1))
    assert rows.filter(stage="dormant").count() == len(drafts)
    assert "dormant" in keys(firm)


def test_nothing_moves_into_a_retired_stage_at_any_door(firm: Firm) -> None:
    account = an_account(firm)
    verbs.retire(firm.olga, stage="dormant", to="")
    with pytest.raises(Refused, match="not used any more"):
        change_stage(firm.olga, account, stage="dormant")
    with pytest.raises(Refused, match="not used any more"):
        actions.change(firm.olga, "account", account.pk, {"stage": "dormant"})
    with pytest.raises(Refused, match="not used any more"):
        an_account(firm, stage="Dormant")
    form = firm.client().get("/werft/accounts/new").content.decode()
    assert 'value="dormant"' not in form


def test_what_was_in_a_retired_stage_is_still_told_and_filtered(firm: Firm) -> None:
    account = an_account(firm, stage="dormant")
    actions.trash(firm.olga, "account", account.pk)
    verbs.retire(firm.olga, stage="dormant", to="")
    actions.restore(firm.olga, "account", account.pk)
    page = firm.client().get("/werft/accounts?stage=dormant&group=stage").content.decode()
    assert "Nord Media" in page
    assert "(retired)" in page
    verbs.retire(firm.olga, stage="dormant", to="active")
    assert again(firm, account).stage == "active"


def test_a_retired_stage_is_used_again(firm: Firm) -> None:
    verbs.retire(firm.olga, stage="dormant", to="")
    with pytest.raises(Refused, match="retired stage has this name"):
        verbs.add(firm.olga, name="Ruhend", **MORE)
    verbs.reopen(firm.olga, stage="dormant")
    assert "dormant" in keys(firm)
    undo(firm.olga, last(firm, "stage.reopened").pk)
    assert "dormant" not in keys(firm)


def test_the_last_stage_of_a_meaning_the_program_needs_stays(firm: Firm) -> None:
    with pytest.raises(Refused, match="One stage must mean"):
        verbs.retire(firm.olga, stage="active", to="")
    with pytest.raises(Refused, match="One stage must mean"):
        verbs.change(firm.olga, stage="active", name="Aktiv", meaning="lost", tone="ok")
    verbs.retire(firm.olga, stage="former", to="")


@pytest.mark.parametrize("name", ["wim", "sam", "bodo"])
def test_only_owners_and_leads_shape_the_stages(firm: Firm, name: str) -> None:
    with pytest.raises(Forbidden):
        verbs.add(firm.actor(name), name="Meins", **MORE)
    verbs.add(firm.actor("lena"), name="Unseres", **MORE)


def test_another_firm_neither_sees_nor_reaches_them(firm: Firm, other_firm: Firm) -> None:
    made = verbs.add(firm.olga, name="Nur hier", **MORE)
    assert made.key not in keys(other_firm)
    with pytest.raises(NotFound):
        verbs.retire(other_firm.actor("fremd"), stage=made.key, to="")


@pytest.mark.parametrize(
    "given",
    [
        {"name": "", **MORE},
        {"name": "x" * 41, **MORE},
        {"name": "Gut", "meaning": "none", "tone": "accent"},
        {"name": "Gut", "meaning": "before", "tone": "pink"},
    ],
)
def test_wrong_input_is_refused_in_words(firm: Firm, given: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        verbs.add(firm.olga, **given)


def test_another_stage_is_told_as_such_through_every_door(firm: Firm) -> None:
    one, other = (actions.create(firm.olga, "account", {"name": name}) for name in ("A", "B"))
    change_stage(firm.olga, one, stage="qualified", reason="")
    told = last(firm, "account.stage_changed")
    actions.change(firm.olga, "account", other.pk, {"stage": "qualified"})
    dragged = last(firm, "account.stage_changed")
    assert (dragged.record_id, dragged.facts["since"]) == (other.pk, told.facts["since"])
    assert dragged.facts["changes"] == told.facts["changes"]
