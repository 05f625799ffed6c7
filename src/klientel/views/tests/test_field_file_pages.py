"""Fields with files on pages: sent on a record's page or with a new record, shown in lists."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.discussion.actions import file
from klientel.discussion.models import File
from klientel.discussion.tests.bytes import PDF, account, png, staged
from klientel.events.models import Event
from klientel.integrations.plain_recipe import recipe_of
from klientel.kit.ids import uuid7
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.actions.undo import undo
from klientel.records.types import record_types
from tests.cast import Firm

pytestmark = pytest.mark.django_db
PIECE = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def field(firm: Firm) -> Any:
    return add_field(firm.olga, type="account", kind="files", label="Verträge", most="3")


def hold(firm: Firm, record: Any, field: Any, *names: str, content: bytes = PDF) -> None:
    keys = ",".join(str(staged(firm.olga, content, name).pk) for name in names)
    file.attach(firm.olga, record=str(record.pk), files=keys, field=field.name)


def page(firm: Firm, to: str, who: str = "olga") -> str:
    return firm.client(who).get(f"/{firm.slug}/{to}").content.decode()


def test_files_are_sent_to_a_field_on_the_page_of_its_record(firm: Firm, field: Any) -> None:
    nord = account(firm)
    tab = page(firm, f"accounts/{nord.ref}/files")
    assert f"files/add?field={field.name}" in tab
    assert "Up to 3 more files of at most" in tab
    sent = [SimpleUploadedFile("vertrag.pdf", PDF), SimpleUploadedFile("skizze.png", png())]
    to = f"/{firm.slug}/accounts/{nord.ref}/files/add?field={field.name}"
    assert firm.client().post(to, {"file": sent}).status_code == 303
    tab = page(firm, f"accounts/{nord.ref}/files")
    assert tab.index("Verträge") < tab.index("vertrag.pdf") < tab.index("Other files")
    assert "Up to 1 more file of at most" in tab
    too_many = [SimpleUploadedFile(f"{n}.pdf", PDF) for n in range(2)]
    answer = firm.client().post(to, {"file": too_many}, headers=PIECE)
    assert answer.status_code == 422
    assert "holds at most 3 files" in answer.content.decode()
    hold(firm, nord, field, "letzte.pdf")
    assert "This field is full." in page(firm, f"accounts/{nord.ref}/files")


def test_the_facts_of_a_record_name_its_files_and_lead_to_where_they_are_sent(
    firm: Firm, field: Any
) -> None:
    boat_field = add_field(firm.olga, type="boat", kind="files", label="Pläne", most="2")
    boat = actions.create(firm.olga, "boat", {"name": "Möwe"})
    nord = account(firm)
    for own, record, to in (
        (field, nord, f"accounts/{nord.ref}"),
        (boat_field, boat, f"boats/{boat.ref}"),
    ):
        assert f"/files#field-{own.name}" in page(firm, to)
        hold(firm, record, own, "a.pdf")
        hold(firm, record, own, "b.png", content=png())
        (first, second) = (
            File.objects.in_workspace(firm.workspace.pk).filter(record_id=record.pk).order_by("pk")
        )
        shown = page(firm, to)
        assert f'href="/{firm.slug}/files/{first.pk}"' in shown
        assert f'href="/{firm.slug}/files/{second.pk}/view"' in shown
        assert "a.pdf" in shown
        assert f"/files#field-{own.name}" in shown
    assert f"/files#field-{field.name}" not in page(firm, f"accounts/{nord.ref}", "bodo")


def test_a_new_record_takes_files_along_and_both_are_taken_back_at_once(
    firm: Firm, field: Any
) -> None:
    browser = firm.client()
    form = page(firm, "accounts/new")
    assert f"files/new?for={field.name}" in form
    chip = browser.post(
        f"/{firm.slug}/files/new?for={field.name}",
        {"file": SimpleUploadedFile("a.pdf", PDF)},
        headers=PIECE,
    ).content.decode()
    (waiting,) = File.objects.in_workspace(firm.workspace.pk)
    assert f'name="{field.name}" value="{waiting.pk}"' in chip
    sheet = {
        "name": "Nord",
        "relationship": "customer",
        "token": str(uuid7()),
        field.name: str(waiting.pk),
    }
    wrong = browser.post(f"/{firm.slug}/accounts/new", {**sheet, "name": ""})
    assert wrong.status_code == 422
    assert f'name="{field.name}" value="{waiting.pk}"' in wrong.content.decode()
    for _time in range(2):
        answer = browser.post(f"/{firm.slug}/accounts/new", sheet)
        assert answer.status_code == 303
    waiting.refresh_from_db()
    assert waiting.field == field.pk
    assert "a.pdf" in page(firm, f"accounts/{waiting.record.ref}")
    event = Event.objects.in_workspace(firm.workspace.pk).get(verb="account.created")
    undo(firm.olga, event.batch)
    waiting.refresh_from_db()
    assert firm.client().get(f"/{firm.slug}/files/{waiting.pk}").status_code == 404


def test_files_that_somebody_else_gave_or_that_are_gone_are_refused_and_nothing_is_lost(
    firm: Firm, field: Any
) -> None:
    foreign = staged(firm.actor("wim"))
    sheet = {"name": "Nord", "relationship": "customer", field.name: str(foreign.pk)}
    answer = firm.client().post(f"/{firm.slug}/accounts/new", sheet)
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "One of these files is no longer there" in told
    assert 'value="Nord"' in told
    assert str(foreign.pk) not in told
    strange = {**sheet, field.name: "no-id"}
    assert firm.client().post(f"/{firm.slug}/accounts/new", strange).status_code == 404


def test_a_list_names_the_first_file_counts_the_rest_and_asks_whether_there_are_any(
    firm: Firm, field: Any
) -> None:
    nord, sued = account(firm), account(firm, name="Süd Media")
    hold(firm, nord, field, "a.pdf", "b.pdf", "c.pdf")
    shown = page(firm, f"accounts?cols=name,{field.name}")
    assert ">a.pdf +2<" in shown
    having = page(firm, f"accounts?{field.name}.filled=&cols=name")
    assert ("Nord Media" in having, "Süd Media" in having) == (True, False)
    lacking = page(firm, f"accounts?{field.name}.empty=&cols=name")
    assert ("Nord Media" in lacking, "Süd Media" in lacking) == (False, True)
    named = page(firm, f"accounts?{field.name}.has=B&cols=name")
    assert ("Nord Media" in named, "Süd Media" in named) == (True, False)
    assert sued.ref in lacking


def test_the_tab_asks_the_same_questions_for_few_and_many_files(firm: Firm) -> None:
    fields = [
        add_field(firm.olga, type="account", kind="files", label=label, most="10")
        for label in ("Eins", "Zwei")
    ]
    nord, browser = account(firm), firm.client()

    def asked() -> int:
        with CaptureQueriesContext(connection) as read:
            browser.get(f"/{firm.slug}/accounts/{nord.ref}/files", headers=PIECE)
        return len(read)

    hold(firm, nord, fields[0], "a.pdf")
    asked()
    few = asked()
    for one in fields:
        hold(firm, nord, one, *(f"{n}.pdf" for n in range(8)))
    assert asked() == few


def test_no_table_that_is_imported_brings_files(firm: Firm, field: Any) -> None:
    firm.workspace.refresh_from_db()
    recipe = recipe_of(record_types.get("account").in_workspace(firm.workspace))
    assert field.name not in {one.name for one in recipe.targets}
    assert "no table brings them" in page(firm, "accounts/new")
