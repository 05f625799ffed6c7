"""Comments and files of an account, and who follows it."""

from __future__ import annotations

from typing import Any

from klientel.discussion.tests.bytes import PDF, attached, staged
from klientel.records.actions.catalogue import run
from tests.architecture.things.scene import Scene, makes


def written(at: Scene, text: str = "Call them", audience: str = "team") -> str:
    """The id of a comment of Olga's."""
    one = at.do("comment.write", record=at.about, text=text, audience=audience)
    return str(one.pk)


@makes("comment.write")
def words(at: Scene) -> dict[str, Any]:
    return {"record": at.about, "text": "Call them", "audience": "team"}


@makes("comment.edit")
def other_words(at: Scene) -> dict[str, Any]:
    """Olga's comment; Bea's is her own, about what she may know of no more."""
    one = at.once_theirs("comment.write", **words(at))
    return {"comment": str(one.pk), "text": "Call them again"}


@makes("comment.remove", "comment.publish")
def comment(at: Scene) -> dict[str, Any]:
    return {"comment": written(at)}


@makes("comment.withdraw")
def public(at: Scene) -> dict[str, Any]:
    return {"comment": written(at, audience="outside")}


@makes("comment.assign")
def assigned(at: Scene) -> dict[str, Any]:
    return {"comment": written(at), "assignee": at.themselves}


@makes("comment.resolve")
def asked(at: Scene) -> dict[str, Any]:
    given = {"comment": written(at)}
    at.do("comment.assign", **given, assignee=at.member("olga"))
    return given


@makes("comment.reopen")
def resolved(at: Scene) -> dict[str, Any]:
    given = asked(at)
    at.do("comment.resolve", **given)
    return given


@makes("comment.react")
def signed(at: Scene) -> dict[str, Any]:
    return {"comment": written(at), "is_on": "1"}


@makes("mention.see")
def named(at: Scene) -> dict[str, Any]:
    """It names Lena: of others nothing is noted."""
    return {"comments": written(at, f"@[member:{at.member('lena')}] call them")}


@makes("record.follow", "inbox.mute")
def not_followed(at: Scene) -> dict[str, Any]:
    return {"record": at.about}


@makes("record.unfollow")
def followed(at: Scene) -> dict[str, Any]:
    run(at.insider, "record.follow", record=at.about)
    return {"record": at.about}


@makes("inbox.unmute")
def muted(at: Scene) -> dict[str, Any]:
    run(at.insider, "inbox.mute", record=at.about)
    return {"record": at.about}


@makes("file.attach")
def brought(at: Scene) -> dict[str, Any]:
    return {"record": at.about, "files": str(staged(at.able).pk)}


@makes("file.rename", "file.remove")
def file(at: Scene) -> dict[str, Any]:
    return {"file": str(attached(at.olga, at.account).pk)}


@makes("file.replace")
def next_version(at: Scene) -> dict[str, Any]:
    return {**file(at), "by": str(staged(at.able, PDF + b"2").pk)}


@makes("file.revert")
def replaced(at: Scene) -> dict[str, Any]:
    first = file(at)
    at.do("file.replace", **first, by=str(staged(at.olga, PDF + b"2").pk))
    return first
