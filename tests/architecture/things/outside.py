"""What goes out of the firm or comes in: links, webhooks, addresses for other programs, mails."""

from __future__ import annotations

from typing import Any

from klientel.discussion.tests.bytes import attached
from klientel.sending import calls, queue
from klientel.sending.models import Call, Message
from tests.architecture.things.scene import Scene, makes

_URL = "https://example.org/hook"


@makes("share.create")
def shareable(at: Scene) -> dict[str, Any]:
    file = attached(at.olga, at.account)
    about = {"record": at.about, "part": str(file.series)}
    return {**about, "purpose": "file", "name": "Ina Falk"}


@makes("share.renew", "share.revoke")
def link(at: Scene) -> dict[str, Any]:
    """Olga's; Bea's is her own, to what she may know of no more."""
    made = at.once_theirs("share.create", **shareable(at), days="7")
    return {"link": str(made.link.pk)}


@makes("webhook.add")
def address(_at: Scene) -> dict[str, Any]:
    return {"name": "Bookkeeping", "url": _URL, "verbs": "account.*"}


@makes("webhook.try", "webhook.remove", "webhook.replace_secret", "webhook.switch")
def webhook(at: Scene) -> dict[str, Any]:
    made, _secret = at.do("webhook.add", **address(at))
    return {"webhook": str(made.pk)}


@makes("webhook.change")
def other_address(at: Scene) -> dict[str, Any]:
    return {**webhook(at), **address(at), "name": "Another"}


@makes("webhook.repeat")
def ended_call(at: Scene) -> dict[str, Any]:
    given = webhook(at)
    call = calls.queue(
        at.firm.workspace.pk, _URL, {"verb": "x"}, kind="webhook", source_id=given["webhook"]
    )
    Call.objects.filter(pk=call.pk).update(state=Call.State.DEAD)
    return {**given, "call": str(call.pk)}


@makes("hook.remove", "hook.switch")
def hook(at: Scene) -> dict[str, Any]:
    made, _token, _secret = at.do("hook.add", name="Web shop")
    return {"hook": str(made.pk)}


@makes("mail.withdraw")
def held_mail(at: Scene) -> dict[str, Any]:
    mail = queue.queue("ina@werft.example", "Offer", "Here it is.", kind="note", actor=at.olga)
    return {"message": str(mail.pk)}


@makes("mail.resend")
def lost_mail(at: Scene) -> dict[str, Any]:
    given = held_mail(at)
    Message.objects.filter(pk=given["message"]).update(state=Message.State.DEAD)
    return given
