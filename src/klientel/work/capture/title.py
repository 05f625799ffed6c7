"""What is left of a sentence, as a title."""

from __future__ import annotations

import re

_I = re.IGNORECASE
#: the longest title of a work item
MOST_TITLE = 200
#: “anzurufen” is “anrufen” where nobody is reminded any more
_ZU = re.compile(
    r"\b(?P<first>an|ab|auf|aus|bei|ein|nach|vor|zurück|zusammen|weiter|durch|mit|über|um|fertig)zu"
    r"(?P<verb>[^\W\d_]{2,}(?:en|ern|eln))\b"
)
_LEADING = re.compile(
    r"^(?:(?:bitte|noch|mal|dann|auch|also|please|and|und|dass|daran|then|just|to|zu|den|die|das|der"
    r"|dem|the|a|an|ein|eine|einen)\s+)+"
)
_TRAILING = re.compile(
    r"(?:[\s,;:–—-]+(?:und|and|bis|by|am|um|at|on|to|für|for|mit|with|bitte|please))+$", _I
)
_EDGES = " ,;:.-–—"


def tidy(text: str) -> str:
    """What is left of a sentence as a title: nothing hangs at its ends, and it begins large."""
    text = " ".join(text.split())
    text = _ZU.sub(lambda found: found["first"] + found["verb"], text)
    while True:
        shorter = _TRAILING.sub("", text.strip(_EDGES))
        led = _LEADING.match(f"{shorter} ")
        if led and led.end() < len(shorter):
            shorter = shorter[led.end() :]
        if shorter == text:
            break
        text = shorter
    text = re.sub(r"\bzu (?=[^\W\d_]+en$)", "", text.rstrip("!?").strip())
    text = re.sub(r"^WV\b", "Wiedervorlage", text)
    return text[:1].upper() + text[1:]
