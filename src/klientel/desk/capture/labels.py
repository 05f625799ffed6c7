"""Labels that a sentence gives with a #, told apart from the numbers and colours that have one."""

from __future__ import annotations

import re
from collections.abc import Collection

from klientel.desk.capture.sentence import Part, Sentence, words_of
from klientel.kit.text import fold

#: labels that one sentence may give, and signs of their slots
MOST, _SLOT = 5, 20
_LABEL = re.compile(r"(?<![\w#&/.:@])#(?P<name>[^\W\d_](?:[\w-]{0,38}\w)?)(?![\w#/])")
_COLOUR = re.compile(r"[0-9a-f]{6}", re.IGNORECASE)
#: behind these a # leads to a number
_NUMBERED = words_of(
    "nr nummer no number bestellung bestellnummer auftrag auftragsnummer rechnung rechnungsnummer "
    "angebot vorgang ticket order invoice quote case issue po lieferschein lieferung artikel item "
    "teil modell model seite page zimmer room tisch table kanal channel"
)


def read_labels(text: str, without: Collection[str] = ()) -> tuple[list[Part], str]:
    """A part for each label, its slot a # and the folded name, and the text without them.

    What is unsure stays text, and so do slots in `without`.
    """
    sentence = Sentence(text)
    found: dict[str, Part] = {}
    kept, rest = 0, ""
    for match in _LABEL.finditer(sentence.text):
        slot = f"#{fold(match['name'])}"[:_SLOT]
        is_full = len(found) == MOST and slot not in found
        if is_full or slot in without or _is_number(sentence, match):
            continue
        found.setdefault(slot, Part(slot, match["name"]))
        rest += sentence.text[kept : match.start()]
        kept = match.end()
    return list(found.values()), rest + sentence.text[kept:]


def _is_number(sentence: Sentence, match: re.Match[str]) -> bool:
    """Whether it is a number, a colour, or written like a number behind what has one."""
    name = match["name"]
    digits = sum(sign.isdigit() for sign in name)
    if digits * 2 > len(name) or (digits and _COLOUR.fullmatch(name)):
        return True
    before = sentence.before(match.start(), 1)
    return name.isupper() and bool(before) and before[0] in _NUMBERED
