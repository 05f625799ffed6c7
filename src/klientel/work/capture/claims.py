"""How surely a sentence says that something is to be done, by its words alone."""

from __future__ import annotations

from klientel.desk.capture.due import read_due
from klientel.desk.capture.line import LIKELY, PERHAPS, SURE, UNLIKELY
from klientel.desk.capture.sentence import words_of
from klientel.desk.capture.stretches import Stretches
from klientel.desk.capture.times import Setting
from klientel.kit.text import fold
from klientel.work.capture import words
from klientel.work.capture.known import Known
from klientel.work.capture.people import TEAMS
from klientel.work.capture.reading import ME, read

_UNTIL = words_of("bis by until due spatestens deadline fallig till before")


def claim(text: str, known: Known, without: frozenset[str] = frozenset()) -> int:
    """From 0 to 100: signs and colleagues say so, its verb asks for it, a day may be told of."""
    said = read(text, known, without)
    slots = {one.slot for one in said.parts} - {ME}
    is_marked = any(slot[:1] == "*" or slot in TEAMS for slot in slots)
    is_marked = is_marked or any(one.slot in ("kind", "priority") for one in said.heard)
    led = words.LEADS.match(text)
    if (led and not led["please"]) or words.AGAIN.match(text) or is_marked:
        return SURE
    has_day = bool({"due", "starts"} & slots)
    # without its days, the verb stands at the end
    title = "" if words.is_thing(text) else str(said.value("title"))
    if words.asks(text) or words.asks(title):
        return LIKELY + 15 if has_day else LIKELY
    if words.tells(text):
        return UNLIKELY
    if said.remarks:
        return LIKELY
    return _of_a_day(text, known.setting) if has_day else UNLIKELY


def _of_a_day(text: str, setting: Setting) -> int:
    """“Angebot bis Freitag” is something to be done, “Freitag Messe in Köln” only perhaps."""
    stretches = Stretches(text)
    read_due(stretches, setting, frozenset())
    heard = " ".join(fold(one.text) for one in stretches.heard() if one.slot)
    return LIKELY if _UNTIL & set(heard.split()) else PERHAPS
