"""Files through the API: bytes in and out, with limits, rights and safe headers."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from klientel.discussion import limits, storage
from klientel.discussion.models import Blob, File
from klientel.discussion.tests.bytes import PAGE, PDF, attached, photo
from klientel.integrations.api.limits import limiter
from klientel.records import actions
from klientel.records.actions.own_field import add_field
from klientel.records.actions.share import share
from klientel.team.actions import create_token
from tests.cast import Firm

from .calling import Caller

pytestmark = pytest.mark.django_db
OCTETS = "application/octet-stream"


@pytest.fixture(autouse=True)
def fresh():
    limiter.forget()


@pytest.fixture
def account(firm: Firm):
    return actions.create(firm.olga, "account", {"name": "Werk", "relationship": "customer"})


class Sender:
    """A program that sends bytes, and gets them."""

    def __init__(self, firm: Firm, who: str = "olga", **given: Any) -> None:
        self.secret = create_token(firm.actor(who), **{"name": "Test", **given}).secret
        self._client = Client(raise_request_exception=False)

    def __call__(self, method: str, path: str, content: bytes = b"", kind=OCTETS, **headers):
        given = {"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        answer = self._client.generic(method, f"/api/v1/{path}", content, kind, headers=given)
        if answer.get("Content-Type", "").endswith("json"):
            answer.data = json.loads(answer.content)
        return answer

    def form(self, path: str, **headers: Any) -> Any:
        parts = {name: value for name, value in headers.items() if name != "Idempotency_Key"}
        return self("POST", path, encode_multipart(BOUNDARY, parts), MULTIPART_CONTENT)


def bytes_of(answer: Any) -> bytes:
    return b"".join(answer.streaming_content)


def named(content: bytes, name: str) -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    return SimpleUploadedFile(name, content)


# in ---------------------------------------------------------------------------------------------


def test_bytes_are_sent_onto_a_record_and_come_back_as_they_were(firm: Firm, account) -> None:
    send = Sender(firm)
    made = send("POST", f"files?name=plan.pdf&record={account.pk}", PDF, "application/pdf")
    assert made.status_code == 201, made.data
    told = made.data
    assert (told["name"], told["media_type"], told["size"], told["record"]) == (
        "plan.pdf", "application/pdf", len(PDF), str(account.pk),
    )  # fmt: skip
    assert made["Location"] == f"/api/v1/files/{told['id']}"
    assert send("GET", f"files/{told['id']}").data == told
    (listed,) = send("GET", f"accounts/{account.pk}/files").data["data"]
    assert listed["id"] == told["id"]
    assert bytes_of(send("GET", f"files/{told['id']}/content")) == PDF


def test_a_form_with_one_file_will_do_as_well(firm: Firm, account) -> None:
    send = Sender(firm)
    made = send.form(f"files?record={account.pk}", file=named(PDF, "plan.pdf"))
    assert (made.status_code, made.data["name"]) == (201, "plan.pdf")
    renamed = send.form("files?name=other.pdf", file=named(PDF, "plan.pdf"))
    assert renamed.data["name"] == "other.pdf"


def test_what_waits_is_attached_and_replaced_by_actions(firm: Firm, account) -> None:
    send, call = Sender(firm), Caller(firm)
    first = send("POST", "files?name=plan.pdf", PDF).data
    assert first["record"] is None
    inputs = {"record": str(account.pk), "files": first["id"]}
    assert call.post("actions/file.attach", {"inputs": inputs}).status_code == 200
    second = send("POST", "files?name=plan-2.pdf", PDF + b"2").data
    inputs = {"file": first["id"], "by": second["id"]}
    assert call.post("actions/file.replace", {"inputs": inputs}).status_code == 200
    (listed,) = call.get(f"accounts/{account.pk}/files").data["data"]
    assert (listed["id"], listed["version"]) == (second["id"], 2)


def test_a_new_version_is_one_call(firm: Firm, account) -> None:
    send = Sender(firm)
    former = attached(firm.olga, account)
    made = send("POST", f"files/{former.pk}/versions?name=new.pdf", PDF + b"2")
    assert (made.status_code, made.data["version"], made.data["is_current"]) == (201, 2, True)
    assert send("GET", f"files/{former.pk}").data["is_current"] is False


def test_a_field_that_holds_files_takes_them(firm: Firm, account) -> None:
    add_field(firm.olga, type="account", kind="files", label="Contract")
    path = f"files?name=plan.pdf&record={account.pk}&field="
    send = Sender(firm)
    made = send("POST", path + "own_contract", PDF)
    assert made.status_code == 201, made.data
    held = Caller(firm).get(f"accounts/{account.pk}").data["fields"]["own_contract"]
    assert made.data["id"] in json.dumps(held)
    assert send("POST", path + "own_nothing", PDF).status_code == 404
    assert send("POST", "files?name=plan.pdf&field=own_contract", PDF).status_code == 422


def test_a_repeated_call_with_its_key_keeps_one_file(firm: Firm, account) -> None:
    send = Sender(firm)
    path = f"files?name=plan.pdf&record={account.pk}"
    first, second = (send("POST", path, PDF, Idempotency_Key="k1") for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.data == second.data
    assert second["Idempotency-Replayed"] == "true"
    assert File.objects.in_workspace(firm.olga.workspace_id).count() == 1
    other = send("POST", path, PDF + b"other", Idempotency_Key="k1")
    assert other.status_code == 422


def test_what_is_refused_leaves_nothing(firm: Firm, other_firm: Firm) -> None:
    foreign = actions.create(
        other_firm.actor("fremd"), "account", {"name": "Fremd", "relationship": "customer"}
    )
    answer = Sender(firm)("POST", f"files?name=plan.pdf&record={foreign.pk}", PDF)
    assert answer.status_code == 404
    assert not File.objects.in_workspace(firm.olga.workspace_id).exists()
    assert not Blob.objects.in_workspace(firm.olga.workspace_id).exists()
    assert not list(storage.folder("incoming").iterdir())


@pytest.mark.parametrize(
    ("path", "content", "kind", "status"),
    [
        ("files", PDF, OCTETS, 422),
        ("files?name=plan.pdf", b"", OCTETS, 422),
        ("files?name=plan.pdf&nothing=1", PDF, OCTETS, 422),
        ("files?name=plan.pdf&record=nonsense", PDF, OCTETS, 404),
        ("files?name=plan.pdf", PDF, "multipart/form-data", 400),
        ("files?name=plan.pdf", PDF, "multipart/form-data; boundary=x", 422),
        ("files/nonsense/versions?name=a", PDF, OCTETS, 404),
        ("files?name=a%00b", PDF, OCTETS, 201),
        ("files?name=plan.pdf", PDF, "application/x-www-form-urlencoded", 201),
        ("files?name=plan.json", b"{", "application/json", 201),
    ],
)
def test_what_cannot_be_kept_is_refused_in_a_sentence(
    firm: Firm, path: str, content: bytes, kind: str, status: int
) -> None:
    answer = Sender(firm)("POST", path, content, kind)
    assert answer.status_code == status, answer.data
    assert status == 201 or answer.data["detail"]


def test_a_form_with_more_or_less_than_one_file_is_refused(firm: Firm) -> None:
    send = Sender(firm)
    two = [named(PDF, "a.pdf"), named(PDF, "b.pdf")]
    assert send.form("files", file=two).status_code == 422
    assert send.form("files", file=named(PDF, "a.pdf"), more="1").status_code == 422
    assert send.form("files", other=named(PDF, "a.pdf")).status_code == 422


def test_what_is_too_large_is_refused_before_and_while_it_comes(
    firm: Firm, monkeypatch: pytest.MonkeyPatch
) -> None:
    send = Sender(firm)
    monkeypatch.setattr(limits, "most_bytes", lambda: 100)
    assert send("POST", "files?name=a.bin", b"x" * 101).status_code == 413
    assert send("POST", "files?name=a.bin", b"x" * 100_000).status_code == 413
    assert send.form("files", file=named(b"x" * 101, "a.bin")).status_code == 413
    monkeypatch.setattr(limits, "quota", lambda: 10)
    assert send("POST", "files?name=a.bin", b"x" * 50).status_code == 422
    assert not list(storage.folder("incoming").iterdir())


def test_who_only_reads_sends_nothing(firm: Firm, account) -> None:
    former = attached(firm.olga, account)
    send = Sender(firm, is_read_only=True)
    for path in ("files?name=a.pdf", f"files/{former.pk}/versions?name=a.pdf"):
        assert send("POST", path, PDF).status_code == 403
    assert bytes_of(send("GET", f"files/{former.pk}/content")) == PDF


def test_a_batch_sends_no_files(firm: Firm) -> None:
    one = {"method": "POST", "path": "/files?name=a.pdf", "body": {}}
    two = {"method": "POST", "path": "/files", "body": {}}
    for operation in (one, two):
        told = Caller(firm).post("batch", {"operations": [operation]}).data
        assert told["results"][0]["status"] == 404


# out --------------------------------------------------------------------------------------------


def test_what_is_handed_out_is_a_download_and_nothing_a_browser_would_run(
    firm: Firm, account
) -> None:
    file = attached(firm.olga, account, PAGE, 'a"ü.html')
    answer = Sender(firm)("GET", f"files/{file.pk}/content")
    assert answer["Content-Type"] == OCTETS
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Length"] == str(len(PAGE))


def test_colleagues_get_a_photo_as_it_was_sent(firm: Firm, account) -> None:
    content = photo()
    file = attached(firm.olga, account, content, "photo.jpg")
    assert bytes_of(Sender(firm)("GET", f"files/{file.pk}/content")) == content


@pytest.mark.parametrize(
    ("asked", "part", "told"),
    [
        ("bytes=0-3", PDF[:4], f"bytes 0-3/{len(PDF)}"),
        ("bytes=5-", PDF[5:], f"bytes 5-{len(PDF) - 1}/{len(PDF)}"),
        ("bytes=-3", PDF[-3:], f"bytes {len(PDF) - 3}-{len(PDF) - 1}/{len(PDF)}"),
    ],
)
def test_a_part_of_the_bytes_can_be_asked_for(
    firm: Firm, account, asked: str, part: bytes, told: str
) -> None:
    file = attached(firm.olga, account)
    answer = Sender(firm)("GET", f"files/{file.pk}/content", Range=asked)
    assert answer.status_code == 206
    assert bytes_of(answer) == part
    assert (answer["Content-Range"], answer["Content-Length"]) == (told, str(len(part)))


def test_a_part_that_is_not_there_is_told_with_the_size(firm: Firm, account) -> None:
    file = attached(firm.olga, account)
    answer = Sender(firm)("GET", f"files/{file.pk}/content", Range="bytes=999-")
    assert answer.status_code == 416
    assert answer["Content-Range"] == f"bytes */{len(PDF)}"
    assert answer["Content-Type"] == "application/problem+json"


def test_what_is_there_already_is_not_sent_again_and_a_part_only_of_the_same(
    firm: Firm, account
) -> None:
    file = attached(firm.olga, account)
    send = Sender(firm)
    path = f"files/{file.pk}/content"
    mark = send("GET", path)["ETag"]
    assert send("GET", path, If_None_Match=mark).status_code == 304
    changed = send("GET", path, Range="bytes=0-1", If_Range='"other"')
    assert (changed.status_code, bytes_of(changed)) == (200, PDF)
    assert send("GET", path, Range="bytes=0-1", If_Range=mark).status_code == 206


def test_who_does_not_see_the_record_gets_nothing_of_its_files(
    firm: Firm, other_firm: Firm, account
) -> None:
    file = attached(firm.olga, account)
    share(firm.olga, "account", account.pk, privacy="named")
    for send in (
        Sender(firm, "wim"),
        Sender(other_firm, "fremd"),
        Sender(firm, types=["boat"]),
    ):
        for path in (f"files/{file.pk}", f"files/{file.pk}/content"):
            assert send("GET", path).status_code == 404
        assert send("POST", f"files/{file.pk}/versions?name=a.pdf", PDF).status_code == 404
    assert Sender(firm)("GET", "files/nonsense").status_code == 404


def test_what_waits_is_only_who_sent_its(firm: Firm) -> None:
    made = Sender(firm)("POST", "files?name=plan.pdf", PDF).data
    assert Sender(firm, "wim")("GET", f"files/{made['id']}/content").status_code == 404
