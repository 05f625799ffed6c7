"""An owner takes a copy of all data along: asked for, made, downloaded, and deleted in time."""

from __future__ import annotations

import io
import os
from datetime import timedelta
from typing import Any

import pytest

from klientel.events.models import Event, Job
from klientel.events.worker import run_until_idle
from klientel.integrations.copies import archive, keeping, tasks
from klientel.integrations.copies.archive import Failed
from klientel.kit import clock
from klientel.workspaces.models import Member
from tests.cast import Firm

pytestmark = pytest.mark.django_db

PAGE = "/werft/settings/export"


@pytest.fixture(autouse=True)
def no_copies() -> None:
    for path in keeping.folder().iterdir():
        path.unlink()


def asked(firm: Firm) -> Job:
    answer = firm.client().post(PAGE)
    assert answer.status_code == 303
    return Job.objects.get(name=tasks.export_workspace.module_path)


def made(firm: Firm) -> Job:
    job = asked(firm)
    run_until_idle()
    job.refresh_from_db()
    return job


def test_an_owner_asks_waits_and_downloads(firm: Firm) -> None:
    job = asked(firm)
    waiting = firm.client().get(PAGE).content.decode()
    assert 'hx-trigger="every 2s"' in waiting
    run_until_idle()
    ready = firm.client().get(PAGE).content.decode()
    assert 'hx-trigger="every 2s"' not in ready
    assert f'action="{PAGE}/{job.pk}"' in ready
    answer = firm.client().post(f"{PAGE}/{job.pk}")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="klientel-werft-')
    assert answer["Content-Type"] == "application/gzip"
    manifest = archive.read_whole(io.BytesIO(b"".join(answer.streaming_content)))
    assert manifest["slug"] == "werft"
    verbs = Event.objects.in_workspace(firm.workspace.pk).order_by("pk")
    assert list(verbs.values_list("verb", flat=True))[-2:] == [
        "workspace.exported",
        "workspace.copy_taken",
    ]


def test_asked_twice_it_is_made_once(firm: Firm) -> None:
    asked(firm)
    asked(firm)
    run_until_idle()
    assert len(list(keeping.folder().iterdir())) == 1


@pytest.mark.parametrize("name", ["lena", "wim", "sam", "bodo"])
def test_nobody_but_an_owner_may_ask_or_take(firm: Firm, name: str) -> None:
    job = made(firm)
    browser = firm.client(name)
    assert browser.get(PAGE).status_code == 403
    assert browser.post(PAGE).status_code == 403
    assert browser.post(f"{PAGE}/{job.pk}").status_code == 403
    assert PAGE not in browser.get("/werft/settings").content.decode()


def test_a_copy_is_for_whoever_asked_for_it(firm: Firm, other_firm: Firm) -> None:
    job = made(firm)
    Member.objects.in_workspace(firm.workspace.pk).filter(name="Lena").update(role="owner")
    assert firm.client("lena").post(f"{PAGE}/{job.pk}").status_code == 404
    stranger = other_firm.client("fremd")
    assert stranger.post(f"{PAGE}/{job.pk}").status_code == 404
    assert stranger.post(f"/fremd/settings/export/{job.pk}").status_code == 404
    assert firm.client().get(f"{PAGE}/{job.pk}").status_code == 405, "a look takes nothing"


def test_an_owner_who_is_none_any_more_gets_nothing(firm: Firm) -> None:
    asked(firm)
    Member.objects.in_workspace(firm.workspace.pk).filter(name="Olga").update(role="member")
    run_until_idle()
    assert not list(keeping.folder().iterdir())


def test_a_copy_expires_and_is_deleted(firm: Firm) -> None:
    job = made(firm)
    path = keeping.must_wait(job).path
    old = (clock.now() - keeping.KEPT - timedelta(minutes=1)).timestamp()
    broken_off = keeping.folder() / ".half.part"
    broken_off.touch()
    os.utime(broken_off, (old, old))
    assert tasks.clean_exports.call() == 1
    assert path.is_file(), "it is not over yet"
    os.utime(path, (old, old))
    assert tasks.clean_exports.call() == 1
    gone = firm.client().post(f"{PAGE}/{job.pk}")
    assert gone.status_code == 410
    assert "no longer kept" in gone.content.decode()
    assert f'action="{PAGE}/{job.pk}"' not in firm.client().get(PAGE).content.decode()


def test_what_is_over_cannot_be_taken_even_before_it_is_deleted(firm: Firm) -> None:
    job = made(firm)
    Job.objects.filter(pk=job.pk).update(finished_at=clock.now() - keeping.KEPT)
    assert firm.client().post(f"{PAGE}/{job.pk}").status_code == 410


def test_a_full_disk_is_said_in_the_list(firm: Firm, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_given: Any) -> None:
        raise Failed("The disk is full; no copy was made")

    monkeypatch.setattr(tasks, "export", full)
    job = made(firm)
    assert job.state == Job.State.DEAD
    assert "The disk is full" in firm.client().get(PAGE).content.decode()
