"""Which item a sentence names: by its number, or by words of its title."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from klientel.desk.capture.sentence import Part, words_of
from klientel.desk.capture.stretches import Stretches
from klientel.kit.text import fold
from klientel.views.search import with_words_in_title
from klientel.work.kinds import Kinds
from klientel.work.models import WorkItem
from klientel.work.models.status import UNFINISHED
from klientel.workspaces.actor import Actor

_I = re.IGNORECASE
_NUMBER = re.compile(r"(?<![\w-])#?(?P<ref>[A-Za-z]{1,6}-\d{1,9})(?![\w-])")
#: what leads to a number and goes with it
_LED = re.compile(
    r"(?:^|(?<=[\s,;:(]))(?:(?:an|am|zu|zum|unter|in|im|für|bei|beim|von|vom|auf|gehört\s+zu|teil\s+von"
    r"|part\s+of|below|under|to|for|at|on|in|of|re)\s+)?(?:(?:der|dem|den|die|das|the)\s+)?"
    r"(?:(?:auftrag|aufgabe|ticket|anfrage|projekt|vorgang|order|task|project|item|case)\s+)?$",
    _I,
)
#: words that every other title has, too, or that say nothing
_FILLERS = words_of(
    "der die das den dem des ein eine einen einem und oder mit bei beim von vom fur zu zum zur an "
    "am auf im in aus ist sind the a an of for to on at in and or with is are was my mein meine "
    "heute task aufgabe auftrag ticket anfrage projekt order project now jetzt all alles it es "
)
_MOST_WORDS = 4
_MOST_CHOICES = 6
_MOST_REFS = 3
_SHORTEST = 3


@dataclass(frozen=True)
class Item:
    """A work item as a sentence needs to know it."""

    id: UUID
    ref: str
    title: str
    is_finished: bool = False

    def __str__(self) -> str:
        return f"{self.ref} {self.title}"


def item_of(item: WorkItem) -> Item:
    """An item that was found, as a sentence needs to know it."""
    return Item(item.pk, item.ref or "", item.title, item.is_finished)


def by_id(actor: Actor, text: str) -> Item | None:
    """The item that somebody chose among several, or named by its number; None for no such."""
    rows = WorkItem.objects.visible_to(actor)
    try:
        found = rows.filter(pk=UUID(text)).first()
    except ValueError:
        found = rows.filter(ref=text.strip().lstrip("#").upper()).first()
    return item_of(found) if found else None


def numbers_in(text: str, kinds: Kinds) -> list[re.Match[str]]:
    """Where a text has numbers that could be those of items."""
    prefixes = {one.prefix.upper() for one in kinds.all}
    return [
        match
        for match in _NUMBER.finditer(text)
        if match["ref"].upper().rstrip("0123456789") in prefixes
    ]


def read_number(actor: Actor, stretches: Stretches, kinds: Kinds, slot: str) -> Part | None:
    """The part of the item whose number the text has, which goes with what leads to it."""
    named = numbers_in(stretches.text, kinds)[:_MOST_REFS]
    if not named:
        return None
    refs = [match["ref"].upper() for match in named]
    rows = WorkItem.objects.visible_to(actor).filter(ref__in=refs)
    known = {item.ref: item for item in rows}
    for match, ref in zip(named, refs, strict=True):
        item = known.get(ref)
        if item is None or not stretches.is_free(*match.span()):
            continue
        stretches.take(led_number(stretches, match.start()), match.end(), slot)
        return Part(slot, item_of(item))
    return None


def led_number(stretches: Stretches, place: int) -> int:
    """Where the words begin that lead to a number and go with it."""
    led = _LED.search(stretches.text[:place])
    return led.start() if led and stretches.is_free(led.start(), place) else place


def read_title(actor: Actor, text: str, slot: str) -> tuple[Part | None, bool]:
    """The part of the open item whose title has the words of a text, and whether it has all.

    Several that fit as well, and one that does not have all words, are choices.
    """
    words = [one for one in fold(text).split() if one not in _FILLERS and len(one) >= _SHORTEST]
    words = sorted(dict.fromkeys(words), key=len, reverse=True)[:_MOST_WORDS]
    if not words:
        return None, False
    ids = [hit.id for hit in with_words_in_title(actor, words, ("work",))]
    if not ids:
        return None, False
    rows = WorkItem.objects.visible_to(actor).filter(pk__in=ids, category__in=UNFINISHED)
    return _best(actor, list(rows.select_related("account")), text, words, slot)


def _best(
    actor: Actor, items: Sequence[WorkItem], text: str, words: Sequence[str], slot: str
) -> tuple[Part | None, bool]:
    scored = [(_score(item, words), item) for item in items]
    most = max((score for score, _item in scored), default=0)
    # half of the words at least: “Rechnung prüfen” is no “Rechnung schreiben” without being asked
    if not most or most * 2 < len(words):
        return None, False
    mine = actor.member_id
    best = sorted(
        (item for score, item in scored if score == most),
        key=lambda one: (str(mine) not in one.assignees, one.title, one.ref or ""),
    )
    exact = [one for one in best if fold(one.title) == fold(text)]
    best = exact or best
    if len(best) == 1 and most == len(words):
        return Part(slot, item_of(best[0])), True
    return Part(slot, None, tuple(item_of(one) for one in best[:_MOST_CHOICES])), False


def _score(item: WorkItem, words: Sequence[str]) -> int:
    account = item.account.title if item.account_id else ""
    mine = set(fold(f"{item.title} {account}").split())
    return sum(1 for word in words if word in mine)
