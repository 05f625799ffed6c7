"""Files over the wire: in with a limit, out as downloads that can never become a page of ours."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from klientel.discussion.models import File
from klientel.discussion.tests.bytes import PAGE, PDF, account, attached, photo, png, staged
from klientel.events.models import Event
from klientel.kit.ids import uuid7
from klientel.records import actions
from tests.cast import Firm

pytestmark = pytest.mark.django_db
PIECE = {"HX-Request": "true", "HX-Request-Type": "partial"}


@pytest.fixture(autouse=True)
def a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def send(browser: Client, to: str, *contents: bytes, **more: Any) -> Any:
    files = [SimpleUploadedFile(f"{n}.pdf", one) for n, one in enumerate(contents)]
    headers = more.pop("headers", {})
    return browser.post(to, {"file": files, **more}, headers=headers)


def files(firm: Firm) -> Any:
    return File.objects.in_workspace(firm.workspace.pk)


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def test_several_files_are_attached_without_scripts(firm: Firm) -> None:
    nord = account(firm)
    answer = send(firm.client(), f"/{firm.slug}/accounts/{nord.ref}/files/add", PDF, b"two")
    assert (answer.status_code, answer["Location"].endswith("/files")) == (303, True)
    page = firm.client().get(answer["Location"]).content.decode()
    assert "0.pdf" in page
    assert "1.pdf" in page


def test_a_lost_answer_and_a_second_sending_attach_once(firm: Firm) -> None:
    nord = account(firm)
    key = str(uuid7())
    for _time in range(2):
        to = f"/{firm.slug}/accounts/{nord.ref}/files/add"
        answer = send(firm.client(), to, PDF, b"two", key=key, headers=PIECE)
        assert answer.status_code == 204
    assert files(firm).count() == 2


def test_what_is_not_a_picture_is_only_ever_a_download(firm: Firm) -> None:
    nord = account(firm)
    browser = firm.client()
    for content, name in ((PAGE, "x.html"), (PAGE, "x.png"), (b"<svg/>", "x.svg"), (PDF, "a.pdf")):
        file = attached(firm.olga, nord, content, name)
        for address in (f"/{firm.slug}/files/{file.pk}", f"/{firm.slug}/files/{file.pk}/view"):
            answer = browser.get(address)
            assert answer["Content-Type"] == "application/octet-stream"
            assert answer["Content-Disposition"].startswith("attachment")
            assert answer["X-Content-Type-Options"] == "nosniff"
            assert "sandbox" in answer["Content-Security-Policy"]
            assert body(answer) == content


def test_a_picture_is_shown_in_a_sandbox_and_not_read_twice(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord, png(), 'Fähre "1".exe')
    address = f"/{firm.slug}/files/{file.pk}/view"
    answer = firm.client().get(address)
    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "private" in answer["Cache-Control"]
    again = firm.client().get(address, headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304


def test_a_photo_is_shown_without_its_place_and_downloaded_by_colleagues_as_it_came(
    firm: Firm,
) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord, photo(), "Baustelle.jpg")
    address = f"/{firm.slug}/files/{file.pk}"
    shown = firm.client().get(f"{address}/view")
    seen = body(shown)
    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Length"] == str(len(seen))
    assert "Baustelle.jpg" in shown["Content-Disposition"]
    assert b"geheim" not in seen
    assert b"Kamera" not in seen
    original = firm.client().get(address)
    assert body(original) == photo()
    assert original["ETag"] != shown["ETag"]


def test_a_flood_of_dots_is_no_picture(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord, png(40_000, 40_000), "huge.png")
    answer = firm.client().get(f"/{firm.slug}/files/{file.pk}/view")
    assert answer["Content-Disposition"].startswith("attachment")
    page = firm.client().get(f"/{firm.slug}/accounts/{nord.ref}/files").content.decode()
    assert "<img" not in page


def test_a_header_holds_no_second_line(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord, PDF, 'a"\r\nX-Evil: 1\\;.pdf')
    answer = firm.client().get(f"/{firm.slug}/files/{file.pk}")
    assert "\n" not in answer["Content-Disposition"]
    assert answer.get("X-Evil") is None


def test_an_address_grants_nothing(firm: Firm, other_firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    address = f"/{firm.slug}/files/{file.pk}"
    assert other_firm.client("fremd").get(address).status_code == 404
    assert other_firm.client("fremd").get(f"/fremd/files/{file.pk}").status_code == 404
    assert Client().get(address)["Location"].startswith("/me/sign-in")
    actions.share(firm.olga, "account", nord.pk, privacy="named")
    for method in ("get", "post"):
        for more in ("", "/view", "/rename", "/replace", "/remove", "/revert"):
            answer = getattr(firm.client("wim"), method)(address + more)
            assert answer.status_code in (404, 405), (method, more)


def test_a_staged_file_is_handed_to_nobody_else(firm: Firm) -> None:
    file = staged(firm.olga)
    address = f"/{firm.slug}/files/{file.pk}"
    assert firm.client().get(address).status_code == 200
    assert firm.client("lena").get(address).status_code == 404
    assert firm.client("lena").post(f"{address}/remove").status_code == 404
    assert firm.client().post(f"{address}/remove", headers=PIECE).status_code == 200
    assert not files(firm).exists()


def test_what_is_too_large_is_said_before_it_is_stored(settings: Any, firm: Firm) -> None:
    settings.FILE_MAX_BYTES = 1_000_000
    nord = account(firm)
    to = f"/{firm.slug}/accounts/{nord.ref}/files/add"
    answer = send(firm.client(), to, b"x" * 1_100_000, headers=PIECE)
    assert answer.status_code == 413
    assert answer["Content-Type"].startswith("text/plain")
    assert "1 MB" in answer.content.decode()
    assert not files(firm).exists()


def test_an_upload_without_its_token_is_refused(firm: Firm) -> None:
    nord = account(firm)
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(firm.members["olga"].user)
    answer = send(browser, f"/{firm.slug}/accounts/{nord.ref}/files/add", PDF)
    assert answer.status_code == 403
    assert not files(firm).exists()


def test_bytes_that_are_gone_are_said_and_break_nothing(firm: Firm) -> None:
    from klientel.discussion import storage

    nord = account(firm)
    file = attached(firm.olga, nord)
    storage.remove(firm.workspace.pk, file.blob.sha256)
    assert firm.client().get(f"/{firm.slug}/files/{file.pk}").status_code == 404
    assert firm.client().get(f"/{firm.slug}/accounts/{nord.ref}/files").status_code == 200


def test_deleting_says_so_with_the_way_back(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    browser = firm.client()
    to = browser.post(f"/{firm.slug}/files/{file.pk}/remove")["Location"]
    page = browser.get(to).content.decode()
    assert "/undo/" in page
    undo = page.partition('hx-post="')[2]
    assert "offer.pdf" in page
    assert undo


def test_the_way_back_is_of_what_was_just_done_and_not_of_what_another_did(firm: Firm) -> None:
    nord = account(firm)
    file = attached(firm.olga, nord)
    to = f"/{firm.slug}/files/{file.pk}"
    actions.change(firm.actor("wim"), "account", nord.pk, {"name": "Nord"})
    browser = firm.client()
    already = browser.get(browser.post(f"{to}/revert")["Location"]).content.decode()
    assert "/undo/" not in already
    page = browser.get(browser.post(f"{to}/remove")["Location"]).content.decode()
    removed = Event.objects.in_workspace(firm.workspace.pk).get(verb="file.removed")
    assert f"/undo/{removed.pk}" in page


def test_the_tab_costs_the_same_for_few_and_many(firm: Firm) -> None:
    nord = account(firm)
    browser = firm.client()
    address = f"/{firm.slug}/accounts/{nord.ref}/files"
    attached(firm.olga, nord)
    browser.get(address)
    with CaptureQueriesContext(connection) as few:
        browser.get(address)
    for number in range(60):
        attached(firm.olga, nord, b"%d" % number, f"{number}.txt")
    browser.get(address)
    with CaptureQueriesContext(connection) as many:
        page = browser.get(address).content.decode()
    assert len(many) == len(few)
    assert page.count('class="file"') == 50
    older = page.partition("?before=")[2].partition('"')[0]
    rest = browser.get(f"{address}?before={older}", headers=PIECE).content.decode()
    assert rest.count('class="file"') == 11
    assert browser.get(f"{address}?before=nonsense").status_code == 200
