"""What columns became is remembered by the headings of a file, and can be forgotten."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from klientel.events.models import Event
from klientel.integrations.memory import headings_key
from klientel.integrations.models import ImportRun, RememberedMapping
from tests.cast import Firm

pytestmark = pytest.mark.django_db

TEXT = "Boot;Liegeplatz;Farbe\nMöwe;Kiel;rot\n"
PLAN = {
    "encoding": "utf-8",
    "separator": ";",
    "header": "yes",
    "target-0": "name",
    "target-2": "harbour",
    "match": "name",
    "mode": "add",
    "fill": "empty",
    "repeats": "skip",
    "do": "check",
}


def send(firm: Firm, text: str = TEXT, recipe: str = "boat") -> str:
    """The address of the columns of a new run."""
    file = SimpleUploadedFile("boote.csv", text.encode())
    data = {"recipe": recipe, "file": file}
    return firm.client().post(f"/{firm.slug}/import/new", data)["Location"]


def page(firm: Firm, address: str, who: str = "olga") -> str:
    return firm.client(who).get(address).content.decode()


def remember(firm: Firm) -> None:
    address = send(firm)
    firm.client().post(address, PLAN)
    firm.client().post(address.replace("/map", "/start"))


def test_the_headings_count_not_their_order_or_capitals() -> None:
    assert headings_key(["Name", "Ort"]) == headings_key(["ort ", "NAME"])
    assert headings_key(["Name", "Ort"]) != headings_key(["Name"])


def test_the_next_file_of_that_shape_becomes_the_same(firm: Firm) -> None:
    remember(firm)
    address = send(firm, "Farbe;boot;Liegeplatz\nblau;Adler;Husum\n")
    text = page(firm, address)
    assert "they were for “boote.csv”" in text
    for option in ("name", "harbour", "add", "empty", "skip"):
        assert f'value="{option}" selected' in text
    other = page(firm, send(firm, "Boot;Ort\nAdler;Husum\n"))
    assert "they were for" not in other


def test_a_check_alone_is_not_remembered(firm: Firm) -> None:
    firm.client().post(send(firm), PLAN)
    assert not RememberedMapping.objects.in_workspace(firm.workspace.pk).exists()


def test_the_last_import_of_a_shape_counts(firm: Firm) -> None:
    remember(firm)
    remember(firm)
    assert RememberedMapping.objects.in_workspace(firm.workspace.pk).count() == 1


def test_what_is_remembered_can_be_forgotten(firm: Firm) -> None:
    remember(firm)
    address = send(firm)
    text = firm.client().post(address, {"do": "forget"}).content.decode()
    assert "they were for" not in text
    assert not RememberedMapping.objects.in_workspace(firm.workspace.pk).exists()
    told = Event.objects.in_workspace(firm.workspace.pk).filter(verb="import.mapping_forgotten")
    assert told.count() == 1
    assert "they were for" not in page(firm, address)


def test_another_firm_remembers_nothing_of_it(firm: Firm, other_firm: Firm) -> None:
    remember(firm)
    file = SimpleUploadedFile("boote.csv", TEXT.encode())
    client = other_firm.client("fremd")
    answer = client.post(f"/{other_firm.slug}/import/new", {"recipe": "boat", "file": file})
    assert "they were for" not in client.get(answer["Location"]).content.decode()


def test_unused_columns_are_named_in_the_check(firm: Firm) -> None:
    address = send(firm)
    firm.client().post(address, PLAN)
    text = page(firm, address.replace("/map", "/check"))
    assert "1 column stays unused: Liegeplatz" in text
    run = ImportRun.objects.in_workspace(firm.workspace.pk).get()
    assert run.mapping["repeats"] == "skip"
