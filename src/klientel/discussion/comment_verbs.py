"""What can happen to comments; each event tells of the record that was spoken of.

No event holds what was said: the text has a place of its own, where it can be edited and erased.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from klientel.events.verbs import Audience, Verb, verbs

#: how the verbs are taken back (`actions/comment_undo.py`)
AWAY, BACK, WORDS, AUDIENCE = "comment_away", "comment_back", "comment_words", "comment_audience"
ASSIGNED, STATE = "comment_assigned", "comment_state"

verbs.declare(
    Verb(
        "comment.written", _("{actor} commented on {record}"), ("comment", "is_internal"),
        once=_("once somebody comments on {record}"),
        on="*", undo=AWAY, icon="message-square",
    ),
    Verb(
        "comment.edited", _("{actor} edited a comment on {record}"), ("comment", "version"),
        audience=Audience.SILENT, undo=WORDS, icon="pencil",
    ),
    Verb(
        "comment.removed", _("{actor} deleted a comment on {record}"), ("comment",),
        undo=BACK, icon="trash-2",
    ),
    Verb(
        "comment.restored", _("{actor} restored a comment on {record}"), ("comment",),
        undo=AWAY, icon="undo-2",
    ),
    Verb(
        "comment.published", _("{actor} let others outside read a comment on {record}"),
        ("comment",), undo=AUDIENCE, icon="eye",
    ),
    Verb(
        "comment.withdrawn", _("{actor} kept a comment on {record} within the team"),
        ("comment",), undo=AUDIENCE, icon="lock",
    ),
    Verb(
        "comment.assigned", _("{actor} assigned a comment on {record} to {assignee}"),
        ("comment", "assignee", "former", "was_resolved"),
        once=_("once a comment on {record} is assigned"),
        on="*", undo=ASSIGNED, icon="user",
    ),
    Verb(
        "comment.released", _("{actor} unassigned a comment on {record}"),
        ("comment", "assignee", "former", "was_resolved"), undo=ASSIGNED, icon="user",
    ),
    Verb(
        "comment.resolved", _("{actor} resolved a comment on {record}"), ("comment",),
        once=_("once a comment on {record} is resolved"),
        on="*", undo=STATE, icon="circle-check",
    ),
    Verb(
        "comment.reopened", _("{actor} reopened a comment on {record}"), ("comment",),
        once=_("once a comment on {record} is opened again"),
        on="*", undo=STATE, icon="rotate-cw",
    ),
    Verb(
        "comment.reacted", _("{actor} reacted to a comment on {record}"),
        ("comment", "sign", "is_on"), audience=Audience.SILENT, icon="heart",
    ),
    # of nobody's record: who has read what is no part of its history
    Verb(
        "mention.seen", _("{actor} saw where they were mentioned"), ("comments",),
        audience=Audience.SILENT, icon="at-sign",
    ),
)  # fmt: skip
