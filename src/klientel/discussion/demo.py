"""Sample talk: what a team says about the records that it worked on last."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from random import Random
from typing import Protocol

from klientel.discussion.actions.assigning import resolve
from klientel.discussion.actions.comment import write
from klientel.discussion.actions.reacting import react
from klientel.discussion.mentions import Named
from klientel.records.models import RecordRef
from klientel.workspaces.actor import Actor

#: what is said on one record after the other: by whose turn, the text, and who is asked to act
_TALKS = (
    (
        (0, "{1}, kannst du das bis **Freitag** gegenlesen?", 1),
        (1, "Mache ich. Zwei Punkte sind offen:\n- Fristen\n- Ansprechpartner", None),
    ),
    (
        (1, "Rückruf kam heute früh.\n\n> Wir entscheiden nächste Woche.", None),
        (2, "Gut, dann warten wir ab.", None),
    ),
    ((2, "{0}, die Unterlagen fehlen noch.", 0),),
    (
        (1, "{2}, der Termin am Donnerstag wackelt. Hast du *Freitag* Zeit?", None),
        (2, "Ab 14 Uhr.", None),
    ),
    ((1, "{0}, hier braucht es deine Freigabe: Entwurf liegt bei den Dateien.", 0),),
    ((0, "Lief gut. Für das nächste Mal merken: früher nach den Zugängen fragen.", None),),
)
#: so many different people take part
_PEOPLE = 3


class Stage(Protocol):
    """Where it happens: the people by first name, chance, and the last day."""

    actors: dict[str, Actor]
    random: Random
    today: date

    def on(self, day: date, hour: int = 18) -> AbstractContextManager[datetime]:
        """Let it be that day for everything inside."""


def build(stage: Stage, talks: int) -> dict[str, int]:
    """Let people talk about the records that changed last; returns how many comments were made."""
    people = [actor for actor in stage.actors.values() if actor.may("comment.publish")]
    rows = RecordRef.objects.visible_to(people[0]).filter(ref__isnull=False)
    found = list(rows.order_by("-updated_at", "pk").values_list("pk", flat=True)[: talks * 2 : 2])
    made = 0
    for number, record in enumerate(found):
        seeing = [
            one for one in people if RecordRef.objects.visible_to(one).filter(pk=record).exists()
        ]
        made += _talk(stage, number, str(record), seeing)
    return {"comments": made}


def _talk(stage: Stage, number: int, record: str, people: list[Actor]) -> int:
    lines = _TALKS[number % len(_TALKS)]
    marks = [Named("member", one.member_id).mark for one in people if one.member_id]
    if len(marks) < _PEOPLE:
        return 0
    for turn, (who, text, asked) in enumerate(lines):
        day = stage.today - timedelta(days=number % 3)
        with stage.on(day, 9 + 2 * turn):
            assignee = people[asked].member_id if asked is not None else None
            said = write(people[who], record=record, text=text.format(*marks), assignee=assignee)
            if turn == 0:
                react(people[-1], comment=str(said.pk), sign="agree", is_on=True)
            if asked is not None and stage.random.random() < 1 / 2:
                resolve(people[asked], comment=str(said.pk))
    return len(lines)
