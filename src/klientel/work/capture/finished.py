"""The capture line finishes work: “erledigt: Rechnung prüfen”, “A-412 done”."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from klientel.desk.capture.line import LIKELY, PERHAPS, SURE, Asked, Chip, Line, Understood
from klientel.desk.capture.sentence import Part
from klientel.desk.capture.stretches import Stretches
from klientel.records.fields.base import Reading, Text
from klientel.work.actions.item import complete
from klientel.work.capture import words
from klientel.work.capture.items import by_id, item_of, numbers_in, read_number, read_title
from klientel.work.kinds import kinds_of
from klientel.work.models import WorkItem
from klientel.workspaces.actor import Actor
from klientel.workspaces.rows import known_as

_I = re.IGNORECASE
_STATE = (
    r"erledigt|fertig|abgehakt|abgeschlossen|fertiggestellt|gelöst|done|finished|completed?|solved"
    r"|closed|ready"
)
_FIRST = re.compile(
    rf"^\s*(?:(?:ist\s+)?(?:{_STATE})\s*[:–-]\s*|(?:✓|✔|\[x\])\s*)"
    rf"|^\s*(?:{_STATE}|abhaken|finish|close|mark|complete|check\s+off|tick\s+off)\s+",
    _I,
)
_COLON = re.compile(rf"^\s*(?:(?:ist\s+)?(?:{_STATE})\s*[:–-]|(?:✓|✔|\[x\]))", _I)
_LAST = re.compile(
    rf"(?:\s|^)(?:(?:ist|sind|is|are|hab(?:e)?\s+ich|has\s+been|wurde|als|as|jetzt|nun|now|all|alles|endlich|finally)"
    rf"\s+){{0,3}}(?:{_STATE}|abhaken)(?:\s+(?:markieren|machen|setzen|now|jetzt))?\s*[.!✓]*\s*$",
    _I,
)
_PLAIN = re.compile(r"\b(?:erledigt|abgehakt|done|completed)\b", _I)
#: what remains may still be a wish: “Vertrag fertig machen”, “Angebot bis Freitag fertig”
_WISH = re.compile(
    r"\b(?:bis|by|muss|müssen|soll|sollen|should|must|wird|will|noch\s+nicht|nicht|not|nie|machen|stellen)\b",
    _I,
)


def _claim(_actor: Actor, reading: Reading, asked: Asked) -> int:
    text = asked.text.strip()
    first, last = _FIRST.match(text), _LAST.search(text)
    if (first is None and last is None) or _WISH.search(text):
        return 0
    if _COLON.match(text) or numbers_in(text, kinds_of(reading.workspace)):
        return SURE + 2
    if not _said(text).left().strip() and isinstance(asked.here, WorkItem):
        return SURE + 2
    if last is None:
        return 0
    # “Vertrag fertig” may be told of somebody as well
    is_plain = _PLAIN.search(last[0]) or words.asks(text[: last.start()])
    return LIKELY + 20 if is_plain else PERHAPS + 15


def _said(text: str) -> Stretches:
    """The sentence without the words that say it is done."""
    stretches = Stretches(text.replace("\n", " "))
    for match in (_FIRST.match(stretches.text), _LAST.search(stretches.text)):
        if match is not None and stretches.is_free(*match.span()):
            stretches.take(*match.span(), "done")
    return stretches


def _understand(actor: Actor, reading: Reading, asked: Asked) -> Understood:
    stretches = _said(asked.text)
    part = _item(actor, reading, asked, stretches)
    parts = (part,) if part is not None else ()
    return Understood(parts, "", stretches.heard())


def _item(actor: Actor, reading: Reading, asked: Asked, stretches: Stretches) -> Part | None:
    if chosen := asked.given.get("item", ""):
        found = by_id(actor, chosen)
        if found is not None:
            return Part("item", found)
    if "item" in asked.without:
        return None
    number = read_number(actor, stretches, kinds_of(reading.workspace), "item")
    if number is not None:
        return number
    left = stretches.left().strip(" ,;:.!-–")
    if not left and isinstance(asked.here, WorkItem):
        return Part("item", item_of(asked.here))
    return read_title(actor, left, "item")[0]


def _chip(part: Part, _reading: Reading) -> Chip:
    choices = tuple((str(one.id), str(one)) for one in part.choices)
    known = "" if part.value is None else part.value.ref
    return Chip("item", str(part.value or ""), "circle-check", _("Finished"), choices, typed=known)


def _missing(said: Understood) -> Text:
    item = said.part("item")
    if item is None:
        return gettext_lazy("What is done? Write its number, such as A-412, or words of its title.")
    if item.is_open:
        return gettext_lazy("Several fit. Choose what was meant.")
    return gettext_lazy("This is finished already.") if item.value.is_finished else ""


def _finish(actor: Actor, said: Understood, _key: str) -> WorkItem:
    # sent twice, it says that it is finished
    return known_as(WorkItem, complete(actor, said.value("item").id))


LINE = Line(
    name="done",
    permission="work.edit",
    label=gettext_lazy("Something finished"),
    icon="circle-check",
    order=40,
    examples=(gettext_lazy("Done: check the invoice"),),
    said=gettext_lazy("Finished: {what}"),
    claim=_claim,
    understand=_understand,
    chip=_chip,
    missing=_missing,
    carry_out=_finish,
)
