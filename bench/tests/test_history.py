"""The loader leaves what the actions would have left."""

from __future__ import annotations

import pytest

from bench import wording
from bench.filling import open_firm
from bench.history import Firm, Story
from bench.sizes import Size
from klientel.crm.actions import following
from klientel.crm.models import Account, Contact, Interaction, Purchase
from klientel.events.models import Event
from klientel.events.seal import verify
from klientel.records.actions import create
from klientel.records.consistency import differences
from klientel.records.models import Responsibility
from klientel.records.types import record_types
from klientel.views import text_index
from klientel.work.actions.following import derive_item
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.queries import actor_of


@pytest.fixture
def told(db: None) -> Firm:
    firm = open_firm()
    Story(Size("tiny", 120, 600), firm).write()
    return firm


def test_spine_and_search_rows_agree_with_every_record(told: Firm) -> None:
    assert list(differences(told.workspace)) == []


def test_derived_columns_are_what_the_writer_would_derive(told: Firm) -> None:
    system = Actor.system(told.workspace.pk, "a test of the loader")
    derives = (
        (Account, following.derive_account),
        (Contact, following.derive_contact),
        (Interaction, following.derive_interaction),
        (WorkItem, derive_item),
    )
    for model, derive in derives:
        for record in model.objects.in_workspace(told.workspace.pk):
            derive(record, frozenset(), system)
            assert record.changed_columns() == []


def test_last_contacts_are_right(told: Firm) -> None:
    rows = Account.objects.in_workspace(told.workspace.pk)
    before = dict(rows.values_list("pk", "last_contact_at"))
    following.keep_last_contact(told.workspace.pk, set(before))
    assert dict(rows.values_list("pk", "last_contact_at")) == before


def test_the_log_is_sealed_and_whole(told: Firm) -> None:
    verdict = verify(told.workspace.pk)
    assert verdict.is_whole
    assert verdict.unsealed == 0
    created = Event.objects.in_workspace(told.workspace.pk).filter(verb__endswith=".created")
    bought = Purchase.objects.in_workspace(told.workspace.pk)
    assert created.count() + bought.count() == verdict.sealed


def test_owners_answer_for_their_accounts_and_their_work(told: Firm) -> None:
    owned = {
        pair
        for model in (Account, WorkItem)
        for pair in model.objects.in_workspace(told.workspace.pk)
        .exclude(owner=None)
        .values_list("pk", "owner_id")
    }
    answers = Responsibility.objects.in_workspace(told.workspace.pk)
    assert set(answers.values_list("record_id", "member_id")) == owned


def test_words_are_as_rare_and_as_common_as_promised(told: Firm) -> None:
    here = told.workspace.pk
    types = [one.name for one in record_types]
    assert len(text_index.by_words(here, [wording.RARE.lower()], types)) == wording.RARE_ROWS
    common = text_index.by_words(here, [wording.COMMON.lower()], types, most=10_000)
    assert 0.16 < len(common) / (18 * 120) < 0.26


def test_the_next_account_gets_the_next_number(told: Firm) -> None:
    actor = actor_of(told.members[0])
    assert create(actor, "account", {"name": "Neu"}).ref == "121"
    known = WorkItem.objects.in_workspace(told.workspace.pk).filter(kind="task").count()
    assert create(actor, "work", {"title": "Neu", "kind": "task"}).ref == f"TA-{known + 1}"
