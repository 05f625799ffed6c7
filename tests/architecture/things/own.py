"""What is somebody's own: tokens, lines of an inbox, browsers, copies. Here it is all Olga's."""

from __future__ import annotations

from typing import Any

from klientel.events import jobs
from klientel.events.models import Job
from klientel.integrations.actions.copy import TASK
from klientel.integrations.copies import keeping
from klientel.integrations.copies.tasks import export_workspace
from klientel.kit import clock
from klientel.kit.web_push import written
from klientel.notifications.models import Notification, PushDevice
from klientel.records.actions.catalogue import actions, run
from tests.architecture.things.scene import Scene, makes
from tests.contracts.samples import sample_inputs

#: a point of the curve P-256 (its generator), as a browser writes its key
_POINT = bytes.fromhex(
    "046b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"
    "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"
)


@makes("token.revoke")
def token(at: Scene) -> dict[str, Any]:
    made = at.do("token.create", name="Web shop", lasts="90")
    return {"token": str(made.token.pk)}


@makes("inbox.done", "inbox.snooze")
def line(at: Scene, **columns: Any) -> dict[str, Any]:
    about = {"record_id": at.account.pk, "key": at.about}
    row = Notification(workspace=at.firm.workspace, member=at.firm.members["olga"], **about)
    for name, value in columns.items():
        setattr(row, name, value)
    row.save()
    return {"line": str(row.pk)}


@makes("inbox.reopen")
def done_line(at: Scene) -> dict[str, Any]:
    return line(at, done_at=clock.now())


@makes("inbox.all_done")
def all_lines(at: Scene) -> dict[str, Any]:
    line(at)
    return {}


@makes("today.wake")
def asleep(at: Scene) -> dict[str, Any]:
    """A line of the day of who acts."""
    given = {"line": at.about}
    inputs = sample_inputs(at.olga, actions.get("today.snooze").inputs)
    run(at.actor, "today.snooze", **{**inputs, **given})
    return given


@makes("inbox.choose")
def notice(_at: Scene) -> dict[str, Any]:
    return {"what": "app:work.due", "is_on": ""}


@makes("inbox.set_quiet")
def quiet(_at: Scene) -> dict[str, Any]:
    return {"begins": "20:00", "ends": "7:00", "days": ["6"]}


@makes("inbox.ring")
def browser(_at: Scene) -> dict[str, Any]:
    keys = {"p256dh": written(_POINT), "auth": written(b"0123456789abcdef")}
    return {
        "endpoint": "https://push.example.org/a",
        "name": "Firefox",
        "session": "s" * 32,
        **keys,
    }


@makes("inbox.ring_no_more")
def ringing(at: Scene) -> dict[str, Any]:
    device = at.do("inbox.ring", **browser(at))
    assert isinstance(device, PushDevice)
    return {"device": str(device.pk)}


@makes("workspace.take_copy")
def copy(at: Scene) -> dict[str, Any]:
    """A copy that Olga asked for and that is made; a few bytes stand for it."""
    job = jobs.enqueue(export_workspace, actor=at.olga, label="Copy")
    assert job.name == TASK
    path = keeping.new_path()
    path.write_bytes(b"copy")
    ended = {"state": Job.State.DONE, "finished_at": clock.now()}
    Job.objects.filter(pk=job.pk).update(**ended, result={"file": path.name, "bytes": 4})
    return {"copy": str(job.pk)}
