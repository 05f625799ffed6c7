"""The undo of an import spares whom the firm has begun to work with since."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from klientel.crm.actions.purchase import PurchaseDraft, record_purchases
from klientel.crm.models import Account, Contact
from klientel.discussion.actions.file import remove
from klientel.discussion.tests.bytes import attached
from klientel.integrations import undoing
from klientel.integrations.models import ImportRun, KeptThing
from klientel.integrations.tests.files import imported
from klientel.records import actions
from klientel.records.actions.merge import merge
from tests.cast import Firm

pytestmark = pytest.mark.django_db

ROWS = """\
Firma;Vorname;Nachname;Notiz
Nord GmbH;Anna;Adler;
Süd AG;Ben;Bär;ruft an
Ost KG;Cleo;Chan;
"""


def bring(firm: Firm, folder: Path) -> ImportRun:
    path = folder / "adressen.csv"
    path.write_text(ROWS, encoding="utf-8")
    return imported(firm.olga, path, "address_book")


def names(firm: Firm) -> set[str]:
    rows = Account.objects.visible_to(firm.olga)
    people = Contact.objects.visible_to(firm.olga)
    return {one.name for one in (*rows, *people)}


def kept(run: ImportRun) -> dict[str, str]:
    rows = KeptThing.objects.in_workspace(run.workspace_id).filter(run=run)
    return dict(rows.values_list("title", "why"))


def account(firm: Firm, name: str) -> Account:
    return Account.objects.visible_to(firm.olga).get(name=name)


def test_an_undo_takes_accounts_people_and_notes_back(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path)
    undoing.carry_out(run, firm.olga)
    assert names(firm) == set()
    assert run.counts["removed"] == {"interaction": 1, "contact": 3, "account": 3}
    assert run.counts["kept"] == 0


def test_who_was_spoken_with_since_stays_with_the_account(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path)
    anna = Contact.objects.visible_to(firm.olga).get(last_name="Adler")
    talk = {"kind": "call", "body": "will mehr", "account": anna.account_id, "contact": anna.pk}
    actions.create(firm.olga, "interaction", talk)
    undoing.carry_out(run, firm.olga)
    assert names(firm) == {"Nord GmbH", "Anna Adler"}
    assert kept(run) == {"Nord GmbH": "used", "Anna Adler": "used"}


def test_who_bought_since_stays(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path)
    pk = account(firm, "Ost KG").pk
    record_purchases(firm.olga, [PurchaseDraft(pk, date(2026, 1, 5), Decimal("9.90"))])
    undoing.carry_out(run, firm.olga)
    assert names(firm) == {"Ost KG"}
    assert kept(run) == {"Ost KG": "used"}


def test_an_account_stays_when_one_of_its_people_was_edited(firm: Firm, tmp_path: Path) -> None:
    run = bring(firm, tmp_path)
    ben = Contact.objects.visible_to(firm.olga).get(last_name="Bär")
    actions.change(firm.olga, "contact", ben, {"position": "Chef"})
    undoing.carry_out(run, firm.olga)
    assert names(firm) == {"Süd AG", "Ben Bär"}
    assert kept(run) == {"Süd AG": "used", "Ben Bär": "edited"}


def test_what_stayed_is_not_named_to_whoever_does_not_see_it(firm: Firm, tmp_path: Path) -> None:
    path = tmp_path / "adressen.csv"
    path.write_text("Firma\nGeheim KG\n", encoding="utf-8")
    run = imported(firm.actor("wim"), path, "address_book")
    hidden = account(firm, "Geheim KG")
    actions.change(firm.olga, "account", hidden, {"city": "Kiel"})
    undoing.carry_out(run, firm.actor("wim"))
    page = f"/{firm.slug}/import/{run.pk}/run"
    assert "Geheim KG" in firm.client("wim").get(page).content.decode()
    actions.share(firm.olga, "account", hidden.pk, privacy="named", member_ids=[])
    assert "Geheim KG" not in firm.client("wim").get(page).content.decode()
    assert "not yours to see" in firm.client("wim").get(page).content.decode()
    assert "Geheim KG" in firm.client().get(page).content.decode()


def test_who_has_been_given_a_file_since_stays(firm: Firm, tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    run = bring(firm, tmp_path)
    attached(firm.olga, account(firm, "Ost KG"))
    thrown = attached(firm.olga, account(firm, "Nord GmbH"))
    remove(firm.olga, file=str(thrown.pk))
    undoing.carry_out(run, firm.olga)
    assert names(firm) == {"Ost KG"}
    assert kept(run) == {"Ost KG": "used"}


def test_whom_an_older_record_was_merged_into_stays(firm: Firm, tmp_path: Path) -> None:
    older = actions.create(firm.olga, "account", {"name": "Osten"})
    run = bring(firm, tmp_path)
    merge(firm.olga, "account", account(firm, "Ost KG").pk, [older.pk])
    undoing.carry_out(run, firm.olga)
    assert names(firm) == {"Ost KG"}
    assert kept(run) == {"Ost KG": "used"}
