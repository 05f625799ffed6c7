"""Rows of a file that are perhaps there already, written otherwise: shown, and chosen for."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from klientel.crm.models import Account, Contact
from klientel.integrations import engine
from klientel.integrations.actions import run as runs
from klientel.integrations.counting import counts_from_json
from klientel.integrations.engine import carry_out
from klientel.integrations.models import ImportRun, ImportSuspect
from klientel.integrations.suspects import suspects_of
from klientel.integrations.tests.files import imported, prepared, write
from klientel.kit.refused import Conflict
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.workspaces.rows import known_as
from tests.cast import Firm

pytestmark = pytest.mark.django_db

HEAD = ("Name", "Telefon", "Straße", "PLZ", "Ort", "Website")
ROWS = [
    HEAD,
    ("Müller und Söhne", "0421 1234567", "Wallstraße 3", "28195", "Bremen", ""),
    ("Werft Kornblume", "", "", "", "Kiel", ""),
]
TOLD = [ROWS[0], (*ROWS[1][:5], "https://mueller.example"), ROWS[2]]


@pytest.fixture
def known(firm: Firm) -> Account:
    values = {"name": "Mueller & Soehne GmbH", "phone": "0421/1234567",
              "street": "Wallstr. 3", "postcode": "28195", "city": "Bremen"}  # fmt: skip
    return known_as(Account, actions.create(firm.olga, "account", values))


def accounts(firm: Firm) -> int:
    return int(Account.objects.visible_to(firm.olga).count())


def checked(firm: Firm, path: Path, recipe: str = "account") -> ImportRun:
    return runs.check(firm.olga, prepared(firm.olga, path, recipe))


def base(run: ImportRun) -> str:
    return f"/werft/import/{run.pk}"


def test_the_check_finds_them_and_says_how_sure_that_is(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    counts = counts_from_json(run.dry_counts)
    assert (counts.alike, counts.likely, counts.created["account"]) == (1, 0, 2)
    one = suspects_of(run).get()
    assert (one.line, one.record_id, one.choice) == (2, known.pk, "")
    text = firm.client().get(f"{base(run)}/check").content.decode()
    assert "1 row may exist already" in text


def test_the_row_and_the_record_stand_side_by_side_with_the_reasons(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    run = checked(firm, write(tmp_path, TOLD))
    text = firm.client().get(f"{base(run)}/duplicates").content.decode()
    for told in ("Müller und Söhne", "Mueller &amp; Soehne GmbH", "Wallstr. 3", "Nearly certain"):
        assert told in text
    assert "Same telephone number" in text
    assert "mueller.example" in text
    assert text.count("suspect-differs") == 3, "name, street and website, not the telephone"


def test_whoever_has_chosen_columns_comes_to_the_pairs_first(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    client = firm.client()
    run = prepared(firm.olga, write(tmp_path, ROWS), "account")
    form = {"encoding": "utf-8", "separator": ";", "header": "yes", "do": "check",
            "target-0": "name", "target-1": "phone", "target-2": "street",
            "target-3": "postcode"}  # fmt: skip
    assert client.post(f"{base(run)}/map", form)["Location"] == f"{base(run)}/duplicates"
    actions.trash(firm.olga, "account", known.pk)
    assert client.post(f"{base(run)}/map", form)["Location"] == f"{base(run)}/check"
    assert "Nothing here is there already" in (
        client.get(f"{base(run)}/duplicates").content.decode()
    )


@pytest.mark.parametrize(("alike", "left"), [("create", 3), ("skip", 2), ("update", 2)])
def test_they_are_added_left_out_or_completed(
    firm: Firm, known: Account, tmp_path: Path, alike: str, left: int
) -> None:
    imported(firm.olga, write(tmp_path, TOLD), "account", alike=alike)
    assert accounts(firm) == left
    known.refresh_from_db()
    assert bool(known.website) == (alike == "update")


@pytest.mark.parametrize(
    ("choice", "numbers", "left"),
    [
        ("create", ["2 Clients &amp; customers new"], 3),
        ("skip", ["1 Client or customer new", "1 known already"], 2),
        ("update", ["1 Client or customer new", "1 Client or customer updated"], 2),
    ],
)
def test_what_is_chosen_for_one_row_goes_before_the_choice_for_all(
    firm: Firm, known: Account, tmp_path: Path, choice: str, numbers: list[str], left: int
) -> None:
    run = checked(firm, write(tmp_path, TOLD))
    client = firm.client()
    other = "skip" if choice != "skip" else "update"
    to_all = {"tier": "alike", "choice": other}
    assert client.post(f"{base(run)}/duplicates/all", to_all).status_code == 303
    row = suspects_of(run).get()
    told = client.post(
        f"{base(run)}/duplicates/{row.pk}", {"choice": choice}, headers={"HX-Request": "true"}
    )
    assert f'value="{choice}" aria-pressed="true"' in told.content.decode()
    text = client.get(f"{base(run)}/check").content.decode()
    assert ", ".join(numbers) in text
    run = runs.found(firm.olga, run.pk)
    carry_out(run, firm.olga)
    assert accounts(firm) == left
    known.refresh_from_db()
    assert bool(known.website) == (choice == "update")
    assert not ImportSuspect.objects.in_workspace(firm.workspace.pk).exists(), "kept no longer"


def test_a_choice_for_all_replaces_those_for_single_rows(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    runs.choose_suspect(firm.olga, run, suspects_of(run).get().pk, "update")
    runs.choose_suspects(firm.olga, run, "likely", "skip")
    assert suspects_of(run).get().choice == "update", "of another certainty"
    runs.choose_suspects(firm.olga, run, "alike", "skip")
    assert suspects_of(run).get().choice == ""
    assert run.mapping["alike"] == "skip"


def test_nothing_is_chosen_for_an_import_that_has_begun(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    row = suspects_of(run).get()
    stale = runs.found(firm.olga, run.pk)
    runs.start(firm.olga, run)
    with pytest.raises(Conflict):
        runs.choose_suspect(firm.olga, stale, row.pk, "skip")
    wrong = firm.client().post(f"{base(run)}/duplicates/all", {"tier": "alike", "choice": "skip"})
    assert wrong.status_code == 409


@pytest.mark.parametrize("form", [{"choice": "burn"}, {}])
def test_no_such_choice_is_refused(
    firm: Firm, known: Account, tmp_path: Path, form: dict[str, str]
) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    row = suspects_of(run).get()
    client = firm.client()
    assert client.post(f"{base(run)}/duplicates/{row.pk}", form).status_code == 422
    assert client.post(f"{base(run)}/duplicates/{run.pk}", {"choice": "skip"}).status_code == 404
    assert client.get(f"{base(run)}/duplicates?after=nonsense").status_code in (400, 404, 422)


def test_a_record_that_is_gone_is_said_and_its_row_refused(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    run = checked(firm, write(tmp_path, ROWS))
    runs.choose_suspect(firm.olga, run, suspects_of(run).get().pk, "update")
    actions.trash(firm.olga, "account", known.pk)
    text = firm.client().get(f"{base(run)}/duplicates").content.decode()
    assert "no longer there" in text
    carry_out(run, firm.olga)
    assert run.counts["errors"] == 1
    assert accounts(firm) == 1


@pytest.mark.parametrize("chunk", [1, 2_000])
def test_further_rows_of_the_same_go_where_the_first_went(
    firm: Firm, known: Account, tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHUNK", chunk)
    head = ("Firma", "Vorname", "Nachname", "Telefon Zentrale", "Straße", "PLZ", "Ort")
    who = ("0421 1234567", "Wallstraße 3", "28195", "Bremen")
    rows = [
        head,
        ("Müller und Söhne", "Anna", "Adler", *who),
        ("Müller und Söhne", "Bert", "Bussard", *who),
    ]
    run = checked(firm, write(tmp_path, rows), "address_book")
    assert suspects_of(run).count() == 1, "one company, however many rows name it"
    runs.choose_suspect(firm.olga, run, suspects_of(run).get().pk, "update")
    carry_out(run, firm.olga)
    assert accounts(firm) == 1
    people = Contact.objects.visible_to(firm.olga).filter(account_id=known.pk)
    assert sorted(people.values_list("last_name", flat=True)) == ["Adler", "Bussard"]


@pytest.mark.parametrize("chunk", [1, 2_000])
def test_all_rows_of_a_company_are_left_out(
    firm: Firm, known: Account, tmp_path: Path, chunk: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CHUNK", chunk)
    head = ("Firma", "Nachname", "Telefon Zentrale", "Ort")
    rows = [head, *(("Müller und Söhne", name, "0421 1234567", "Bremen") for name in "AB")]
    run = imported(firm.olga, write(tmp_path, rows), "address_book", alike="skip", likely="skip")
    assert accounts(firm) == 1
    assert run.counts["skipped"] == 2


def test_nobody_is_told_of_whom_they_do_not_see(firm: Firm, tmp_path: Path) -> None:
    team = firm.teams["web"].pk
    values = {"name": "Mueller & Soehne GmbH", "phone": "0421/1234567"}
    hidden = actions.create(firm.olga, "account", values)
    from klientel.records.actions.share import share

    share(firm.olga, "account", hidden.pk, privacy="team", team_id=team)
    bea = firm.actor("bea")
    run = runs.check(bea, prepared(bea, write(tmp_path, ROWS), "account"))
    assert counts_from_json(run.dry_counts).suspects == 0


def test_thousands_are_shown_a_page_at_a_time_with_as_many_questions(
    firm: Firm, tmp_path: Path
) -> None:
    names = [f"Nordlicht{n}werft Kombüse{n}" for n in range(45)]
    for number, name in enumerate(names):
        phone = f"0431 55{number:05}"
        actions.create(firm.olga, "account", {"name": f"{name} GmbH", "phone": phone})
    rows = [HEAD, *((name, f"0431 55{n:05}", "", "", "", "") for n, name in enumerate(names))]
    few = checked(firm, write(tmp_path, rows[:3], "few.csv"))
    many = checked(firm, write(tmp_path, rows, "many.csv"))
    client = firm.client()
    asked = []
    for run in (few, few, many):
        with CaptureQueriesContext(connection) as queries:
            page = client.get(f"{base(run)}/duplicates").content.decode()
        asked.append(len(queries))
    assert asked[1] == asked[2]
    assert page.count('class="card pair"') == 20
    seen = 20
    while "after=" in page:
        after = page.partition("&amp;after=")[2].partition('"')[0]
        tier = page.partition("?tier=")[2].partition("&")[0].partition('"')[0]
        page = client.get(f"{base(many)}/duplicates?tier={tier}&after={after}").content.decode()
        seen += page.count('class="card pair"')
    assert seen == 45


def test_a_long_file_asks_as_often_as_a_short_one(
    firm: Firm, known: Account, tmp_path: Path
) -> None:
    def asked(count: int) -> int:
        rows = [HEAD, *((f"Firma {n}", "", "", "", "Kiel", "") for n in range(count))]
        run = prepared(firm.olga, write(tmp_path, rows, f"{count}.csv"), "account")
        with CaptureQueriesContext(connection) as queries:
            runs.check(firm.olga, run)
        return len(queries)

    asked(1)
    assert asked(200) == asked(10)


@pytest.mark.parametrize("recipe", ["account", "address_book"])
def test_a_suspect_may_bring_values_of_own_fields(
    firm: Firm, known: Account, tmp_path: Path, recipe: str
) -> None:
    field = add_field(firm.olga, type="account", kind="number", label="Zimmer", places="0")
    firm.workspace.refresh_from_db()
    named = {"account": "Name", "address_book": "Firma"}[recipe]
    head = (named, *HEAD[1:5], "Zimmer")
    rows = [head, (*ROWS[1][:5], "12"), ("Werft Kornblume", "", "", "", "Kiel", "3")]
    run = checked(firm, write(tmp_path, rows), recipe)
    assert suspects_of(run).get().record_id == known.pk
    assert firm.client().get(f"{base(run)}/duplicates").status_code == 200
    carry_out(run, firm.olga)
    made = Account.objects.visible_to(firm.olga).get(name="Werft Kornblume")
    assert made.own_values == {field.name: "3"}
