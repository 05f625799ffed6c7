"""The whole reading of a sentence: kind, account, person, time, length, and what stays text."""

from __future__ import annotations

from collections.abc import Collection

from klientel.crm.capture import kinds
from klientel.crm.capture.names import Lookup, Name, read_names
from klientel.desk.capture import times
from klientel.desk.capture.line import Understood
from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.times import Setting

#: the order in which parts are shown
SLOTS = ("kind", "direction", "account", "contact", "when", "length", "outcome")
#: kinds that may lie ahead: they are planned
PLANNED = frozenset({"meeting", "visit"})
_PATTERNS = (*times.PATTERNS, *kinds.PATTERNS)


def read(
    text: str,
    setting: Setting,
    lookup: Lookup,
    *,
    without: Collection[str] = (),
    chosen: Name | None = None,
    here: Name | None = None,
) -> Understood:
    """Understand a sentence.

    Parts whose slot is in `without` stay text. `chosen` is the account somebody chose, `here` the
    one whose page is open, which is meant where the sentence names none.
    """
    sentence = Sentence(text, _PATTERNS)
    found: dict[str, Part] = {}

    def keep(*parts: Part) -> None:
        for part in parts:
            if part.slot not in without:
                found.setdefault(part.slot, part)

    if "kind" not in without:
        keep(*kinds.read_kind(sentence))
    if "outcome" not in without:
        keep(*kinds.read_outcome(sentence, found.get("kind")))
    kind = found.get("kind")
    if "account" not in without:
        # before times: “Freitag Verlag” is a firm
        keep(*read_names(sentence, lookup, chosen=chosen))
    if "length" not in without and (length := times.read_length(sentence)) is not None:
        keep(length)
    if "when" not in without:
        ahead = kind is not None and kind.value in PLANNED
        spoken = times.read_when(sentence, setting, may_be_ahead=ahead)
        keep(*spoken)
    if "account" not in found and here is not None and "here" not in without:
        found["account"] = Part("account", here)
    if "kind" not in found:
        found["kind"] = Part("kind", "note")
    ordered = tuple(found[slot] for slot in SLOTS if slot in found)
    return Understood(ordered, sentence.rest())
