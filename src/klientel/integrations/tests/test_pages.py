"""The wizard in the browser, step by step, and what it says when something is wrong."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from klientel.events.jobs.runner import run_one
from klientel.integrations import map_page, storage
from klientel.integrations.engine import carry_out
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import FLEET, imported, write
from klientel.records import actions
from tests.cast import Firm
from tests.sample_room.models import Boat

TEXT = "".join(";".join(row) + "\n" for row in FLEET).encode()


def send(client: Client, firm: Firm, content: bytes, name: str = "fleet.csv", **more: str):
    data = {"recipe": "boat", "file": SimpleUploadedFile(name, content), **more}
    return client.post(f"/{firm.slug}/import/new", data)


def the_run(firm: Firm) -> ImportRun:
    return ImportRun.objects.in_workspace(firm.workspace.pk).get()


PLAN = {
    "encoding": "utf-8",
    "separator": ";",
    "header": "yes",
    "target-0": "name",
    "target-1": "harbour",
    "target-2": "rig",
    "target-3": "length",
    "decimal-3": ",",
    "target-4": "launched_on",
    "date-4": "%d.%m.%Y",
    "match": "name",
    "mode": "both",
    "do": "check",
}


@pytest.mark.django_db(transaction=True)
def test_a_file_goes_through_the_wizard_and_back(firm: Firm) -> None:
    client = firm.client()
    assert client.get(f"/{firm.slug}/import").status_code == 200
    answer = send(client, firm, TEXT)
    run = the_run(firm)
    base = f"/{firm.slug}/import/{run.pk}"
    assert answer["Location"] == f"{base}/map"
    page = client.get(f"{base}/map").content.decode()
    assert "Hafen" in page or "Harbour" in page
    assert "DD.MM.YYYY" in page
    assert client.post(f"{base}/map", PLAN)["Location"] == f"{base}/check"
    assert "3 Boats new" in client.get(f"{base}/check").content.decode()
    assert not Boat.objects.in_workspace(firm.workspace.pk).exists()
    assert client.post(f"{base}/start")["Location"] == f"{base}/run"
    assert "Stop" in client.get(f"{base}/run").content.decode()
    tray = client.get(f"/{firm.slug}/jobs").content.decode()
    assert "fleet.csv" in tray
    while run_one():
        pass
    done = client.get(f"{base}/run").content.decode()
    assert "The file is imported." in done
    assert f'href="/{firm.slug}/boats"' in done
    assert Boat.objects.in_workspace(firm.workspace.pk).count() == 3
    client.post(f"{base}/undo")
    while run_one():
        pass
    assert "was undone" in client.get(f"{base}/run").content.decode()
    assert not Boat.objects.visible_to(firm.olga).exists()
    fragment = client.get(f"{base}/run", headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment


@pytest.mark.django_db(transaction=True)
def test_a_large_file_is_checked_by_a_worker(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_page, "CHECKED_AT_ONCE", 10)
    client = firm.client()
    send(client, firm, TEXT)
    base = f"/{firm.slug}/import/{the_run(firm).pk}"
    client.post(f"{base}/map", PLAN)
    assert "every 1s" in client.get(f"{base}/check").content.decode()
    while run_one():
        pass
    assert "3 Boats new" in client.get(f"{base}/check").content.decode()


BAD = {
    "excel": (b"PK\x03\x04" + b"x" * 500, "Excel"),
    "old excel": (b"\xd0\xcf\x11\xe0" + b"x" * 500, "Excel"),
    "empty": (b" \n \n", "empty"),
    "header only": (b"Name;Harbour\n", "no rows"),
    "picture": (b"\x89PNG\r\n" + bytes(400), "no table"),
    "nuls": (bytes(2000), "This file"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("case", BAD)
def test_what_is_no_table_is_refused_in_place(firm: Firm, case: str) -> None:
    content, word = BAD[case]
    before = set(storage.folder().iterdir())
    answer = send(firm.client(), firm, content)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert word in text
    assert 'role="alert"' in text
    assert not ImportRun.objects.in_workspace(firm.workspace.pk).exists()
    assert set(storage.folder().iterdir()) == before, "nothing is kept of it"


@pytest.mark.django_db
def test_a_file_beyond_the_limit_is_refused_before_it_is_stored(firm: Firm, settings) -> None:
    settings.IMPORT_MAX_BYTES = 100_000
    before = set(storage.folder().iterdir())
    answer = send(firm.client(), firm, b"Name\n" + b"x\n" * 200_000)
    assert answer.status_code == 413
    assert "at most" in answer.content.decode()
    assert set(storage.folder().iterdir()) == before


@pytest.mark.django_db
def test_wrong_columns_are_said_beside_them_and_nothing_is_lost(firm: Firm) -> None:
    client = firm.client()
    send(client, firm, TEXT)
    base = f"/{firm.slug}/import/{the_run(firm).pk}"
    plan = {**PLAN, "target-0": "harbour", "source": "till 1"}
    answer = client.post(f"{base}/map", plan)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "becomes the same" in page
    assert "which is required" in page
    assert "till 1" in page


@pytest.mark.django_db
def test_another_separator_reads_the_file_anew(firm: Firm) -> None:
    client = firm.client()
    send(client, firm, TEXT)
    base = f"/{firm.slug}/import/{the_run(firm).pk}"
    page = client.post(f"{base}/map", {**PLAN, "separator": "|", "do": "reread"})
    assert page.status_code == 200
    assert the_run(firm).dialect["separator"] == "|"
    assert len(the_run(firm).dialect["columns"]) == 1
    unknown = client.post(f"{base}/map", {**PLAN, "encoding": "klingon", "do": "reread"})
    assert unknown.status_code == 422


@pytest.mark.django_db
def test_a_foreign_run_does_not_exist(firm: Firm, other_firm: Firm) -> None:
    send(firm.client(), firm, TEXT)
    run = the_run(firm)
    stranger = other_firm.client("fremd")
    steps = ("", "/map", "/check", "/run", "/errors.csv")
    for slug, status in ((firm.slug, 404), (other_firm.slug, 404)):
        for step in steps:
            assert stranger.get(f"/{slug}/import/{run.pk}{step}").status_code == status
        for step in ("/start", "/cancel", "/undo", "/delete"):
            assert stranger.post(f"/{slug}/import/{run.pk}{step}").status_code == status
    # a colleague who may not import knows nothing of it either
    assert firm.client("sam").get(f"/{firm.slug}/import/{run.pk}/map").status_code == 404
    assert firm.client("sam").get(f"/{firm.slug}/import").status_code == 403
    assert send(firm.client("sam"), firm, TEXT).status_code == 403


@pytest.mark.django_db
def test_the_token_of_the_form_is_checked(firm: Firm) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(firm.members["olga"].user)
    assert send(client, firm, TEXT).status_code == 403
    assert not ImportRun.objects.in_workspace(firm.workspace.pk).exists()


@pytest.mark.django_db
def test_the_error_file_quotes_formulas_and_gives_reasons(firm: Firm) -> None:
    client = firm.client()
    rows = "Name;Length\n=1+1;zehn\n@x;5\n"
    send(client, firm, rows.encode())
    base = f"/{firm.slug}/import/{the_run(firm).pk}"
    plan = {"encoding": "utf-8", "separator": ";", "header": "yes", "target-0": "name"}
    client.post(f"{base}/map", {**plan, "target-1": "length", "do": "check"})
    answer = client.get(f"{base}/errors.csv")
    text = b"".join(answer).decode("utf-8-sig")
    assert "'=1+1" in text
    assert "zehn" in text
    assert text.startswith("Line;Reason;Name;Length")
    assert answer["Content-Disposition"].startswith("attachment")


@pytest.mark.django_db
def test_a_stored_file_is_for_the_program_only(firm: Firm) -> None:
    send(firm.client(), firm, TEXT)
    path = storage.path_of(the_run(firm).stored_as)
    assert isinstance(path, Path)
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_file_without_one_good_row_is_not_called_imported(firm: Firm, tmp_path: Path) -> None:
    rows = [("Name", "Launched on"), ("Adler", "nie"), ("Falke", "bald")]
    run = imported(firm.actor(), write(tmp_path, rows))
    page = firm.client().get(f"/{firm.slug}/import/{run.pk}/run").content.decode()
    assert "Nothing was imported" in page
    assert f"{run.pk}/undo" not in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("chosen", "harbour", "says"),
    [
        ({}, "Husum", "1 known already"),
        ({"fill": "careful"}, "Husum", "1 known already"),
        ({"fill": "replace"}, "Kiel", "1 Boat updated"),
    ],
)
def test_what_a_second_import_does_to_values_of_the_same_name_is_chosen(
    firm: Firm, chosen: dict[str, str], harbour: str, says: str
) -> None:
    values = {"name": "Möwe", "harbour": "Husum"}
    actions.create(firm.olga, "boat", values)
    client = firm.client()
    send(client, firm, "Name;Harbour\nMöwe;Kiel\n".encode())
    base = f"/{firm.slug}/import/{the_run(firm).pk}"
    page = client.get(f"{base}/map").content.decode()
    assert '<option value="careful" selected>' in page, "proposed"
    form = {"target-0": "name", "target-1": "harbour", "match": "name", "do": "check", **chosen}
    client.post(f"{base}/map", form)
    assert says in client.get(f"{base}/check").content.decode()
    carry_out(the_run(firm), firm.olga)
    assert Boat.objects.visible_to(firm.olga).get().harbour == harbour


@pytest.mark.django_db
def test_where_nothing_is_recognised_by_a_name_there_is_nothing_to_be_careful_with(
    firm: Firm,
) -> None:
    client = firm.client()
    content = b"Vorname;Nachname;E-Mail\nIna;Aal;ina@aal.example\n"
    send(client, firm, content, recipe="contact")
    page = client.get(f"/{firm.slug}/import/{the_run(firm).pk}/map").content.decode()
    assert '<option value="careful" selected>Replace existing values</option>' in page
    assert '<option value="replace"' not in page
