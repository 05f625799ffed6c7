"""Putting a sign under a comment, and having seen that one is named in it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from klientel.discussion.actions.file import keys_of
from klientel.discussion.actions.speaking import COMMENT, WRITE, held_comment, told
from klientel.discussion.models import Comment, Mention, Reaction
from klientel.discussion.signs import SIGNS
from klientel.events.log import record as tell
from klientel.kit import clock
from klientel.kit.ids import id_needed
from klientel.kit.refused import Forbidden
from klientel.records.actions.catalogue import action
from klientel.records.fields import ChoiceField, Option, TextField, TruthField
from klientel.workspaces.actor import Actor

_SIGN = ChoiceField(
    name="sign",
    label=_("Reaction"),
    required=True,
    options=tuple(Option(name, label, icon=icon) for name, (icon, label) in SIGNS.items()),
)


@action(
    "comment.react",
    label=_("React"),
    permission=WRITE,
    on="",
    icon="heart",
    inputs=(COMMENT, _SIGN, TruthField(name="is_on", label=_("Put there"))),
)
def react(actor: Actor, *, comment: str, sign: str, is_on: bool) -> Comment:
    """Put an own sign under a comment, or take it away; sent twice, the second time does nothing.

    Raises `Forbidden` for who is no member.
    """
    one, record = held_comment(actor, id_needed(comment))
    if actor.member_id is None:
        raise Forbidden
    rows = Reaction.objects.in_workspace(actor.workspace_id).filter(
        comment_id=one.pk, member_id=actor.member_id, sign=sign
    )
    if rows.exists() == is_on:
        return one
    if is_on:
        Reaction(
            workspace_id=actor.workspace_id,
            record_id=one.record_id,
            comment_id=one.pk,
            member_id=actor.member_id,
            sign=sign,
        ).save()
    else:
        rows.delete()
    return told(actor, "comment.reacted", one, record, sign=sign, is_on=is_on)


@action(
    "mention.see",
    label=_("Seen"),
    permission=WRITE,
    on="",
    icon="check",
    inputs=(TextField(name="comments", label=_("Comments"), required=True, max_length=8_000),),
)
def see(actor: Actor, *, comments: str) -> int:
    """Say that the actor has seen that comments (ids parted by commas) name them; returns how
    many were news."""
    rows = Mention.objects.in_workspace(actor.workspace_id).filter(
        member_id=actor.member_id, comment_id__in=keys_of(comments), seen_at=None
    )
    seen = sorted(str(key) for key in rows.values_list("comment_id", flat=True))
    if seen and actor.member_id is not None:
        rows.update(seen_at=clock.now())
        tell(actor, "mention.seen", facts={"comments": seen})
    return len(seen)
