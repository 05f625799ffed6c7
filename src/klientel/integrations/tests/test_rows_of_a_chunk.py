"""What rows of a file leave behind: tags of all of them, and nothing of those that are refused."""

from pathlib import Path

import pytest
from django.db import DataError

from klientel.crm.models import Account, Contact
from klientel.integrations import engine
from klientel.integrations.engine import check
from klientel.integrations.problems import problems_of
from klientel.integrations.tests.files import imported, prepared, write
from klientel.integrations.tests.lots import boats, lots
from klientel.records import writer
from klientel.records.models import Tag
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def tags_of(firm: Firm, name: str) -> list[str]:
    names = {str(one.pk): one.name for one in Tag.objects.in_workspace(firm.workspace.pk)}
    return sorted(names[key] for key in boats(firm)[name].tags)


@pytest.mark.parametrize("chunk", [1, 2, 100])
def test_tags_of_several_rows_join_and_none_is_taken_away(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    imported(firm.olga, write(tmp_path, [("Name", "Tags"), ("Adler", "alt")]))
    monkeypatch.setattr(engine, "CHUNK", chunk)
    rows = [
        ("Name", "Tags"), ("Möwe", "rot"), ("Adler", "blau"),
        ("Adler", "grün"), ("Möwe", "neu"), ("Möwe", "Rot"),
    ]  # fmt: skip
    imported(firm.olga, write(tmp_path, rows, "more.csv"))
    assert tags_of(firm, "Adler") == ["alt", "blau", "grün"]
    assert tags_of(firm, "Möwe") == ["neu", "rot"]


def test_a_row_only_the_database_refuses_is_named_in_words_and_the_rest_is_imported(
    firm: Firm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = writer.insert_rows

    def insert(model: type, rows: list[object], *, at_once: bool = False) -> None:
        if any(getattr(row, "name", "") == "Boot 7" for row in rows):
            raise DataError("value too long for type character varying(200)")
        real(model, rows, at_once=at_once)

    monkeypatch.setattr(writer, "insert_rows", insert)
    run = imported(firm.olga, write(tmp_path, lots(20)))
    assert (run.counts["created"], run.counts["errors"]) == ({"boat": 19}, 1)
    problem = problems_of(run, is_dry=False).get()
    assert problem.line == 9
    assert "too long" in problem.reason


@pytest.mark.parametrize("text", ["99999999999999999999", "-1"])
def test_a_number_beyond_its_column_stops_no_import(firm: Firm, tmp_path: Path, text: str) -> None:
    rows = [("Name", "Length"), *((f"Boot {n}", text if n == 3 else "9,5") for n in range(20))]
    run = imported(firm.olga, write(tmp_path, rows))
    assert run.counts["created"]["boat"] + run.counts["errors"] == 20
    assert run.counts["created"]["boat"] >= 19


PEOPLE = [
    ("First name", "Family name", "Belongs to", "E-mail"),
    ("Ada", "Nord", "Nord GmbH", "ada@nord.example"),
    ("Bo", "Süd", "Süd AG", "zweimal@sued.example"),
    ("Cy", "West", "West KG", "no address"),
]


def test_a_refused_row_leaves_no_account_behind(firm: Firm, tmp_path: Path) -> None:
    twice = [("First name", "Family name", "Belongs to", "E-mail")]
    twice += [(name, "Süd", "Nord GmbH", "zweimal@sued.example") for name in ("Udo", "Eva")]
    imported(firm.olga, write(tmp_path, twice, "before.csv"), "contact", match_on=())
    path = write(tmp_path, PEOPLE)
    counts = check(prepared(firm.olga, path, "contact", match_on=("email",)), firm.olga)
    run = imported(firm.olga, path, "contact", match_on=("email",))
    assert counts.created == run.counts["created"] == {"contact": 1}
    assert run.counts["errors"] == 2
    names = Account.objects.visible_to(firm.olga).values_list("name", flat=True)
    assert list(names) == ["Nord GmbH"]


def test_a_name_nobody_knows_becomes_one_account_for_all_its_people(
    firm: Firm, tmp_path: Path
) -> None:
    rows = [PEOPLE[0], *(("P", f"Nr {n}", "Nord GmbH", "") for n in range(3))]
    run = imported(firm.olga, write(tmp_path, rows), "contact")
    assert run.counts["created"] == {"contact": 3, "account": 1}
    account = Account.objects.visible_to(firm.olga).get()
    assert Contact.objects.visible_to(firm.olga).filter(account=account).count() == 3
