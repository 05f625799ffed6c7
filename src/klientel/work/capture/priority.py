"""How pressing something is, as people mark it or say it."""

from __future__ import annotations

import re

from klientel.desk.capture.sentence import Part
from klientel.desk.capture.stretches import Stretches

_I = re.IGNORECASE
_MARKS = re.compile(
    r"(?<!\S)!(?:(?P<word>[^\W\d_]+)|(?P<number>[1-4])|(?P<more>!*))(?=\s|$|[,;.])", _I
)
_NAMES = {
    "1": ("dringend", "urgent", "asap", "eilig", "sofort", "kritisch", "critical", "top"),
    "2": ("hoch", "high", "hohe", "wichtig", "important"),
    "3": ("normal", "mittel", "medium"),
    "4": ("niedrig", "niedrige", "low", "gering", "tief", "unwichtig"),
}
_CODES = {word: code for code, known in _NAMES.items() for word in known}
_WORDS = re.compile(
    r"(?:\b(?:mit\s+|with\s+)?(?:(?P<adjective>hohe[rn]?|niedrige[rn]?|höchste[rn]?|high|low|top|urgent|normale?r?)"
    r"\s+(?:prio(?:rität)?|priority)|prio(?:rität|rity)?\s*:?\s*(?P<level>[1-4]|hoch|high|niedrig|low|normal"
    r"|dringend|urgent))\b"
    r"|(?:\b(?:ist\s+|is\s+|es\s+)?(?P<urgent>(?:sehr\s+|wirklich\s+|really\s+)?dringend|urgent(?:ly)?|asap|eilt"
    r"|so\s+(?:bald|schnell)\s+wie\s+möglich|as\s+soon\s+as\s+possible|sofort|umgehend|schnellstmöglich))\b(?!-)"
    r"|(?<=[,;:!]\s)(?P<important>wichtig|important)\b|^(?P<first>wichtig|important)\s*[:!])"
    r"\s*[:!]?",
    _I,
)


def read_priority(stretches: Stretches) -> Part | None:
    """The part `priority`: `!hoch`, `!1`, “dringend”, “low priority”."""
    return _marked(stretches) or _said(stretches)


def _marked(stretches: Stretches) -> Part | None:
    for match in stretches.found(_MARKS):
        code = match["number"] or _CODES.get((match["word"] or "").lower(), "")
        if match["word"] is None and not match["number"]:
            code = "1" if match["more"] else "2"
        if code:
            stretches.take(*match.span(), "priority")
            return Part("priority", code)
    return None


def _said(stretches: Stretches) -> Part | None:
    match = stretches.first(_WORDS)
    if match is None:
        return None
    said = (match["adjective"] or match["level"] or "").lower()
    code = "1" if match["urgent"] else said if said.isdigit() else ""
    code = code or ("2" if match["important"] or match["first"] else _level(said))
    stretches.take(*match.span(), "priority")
    return Part("priority", code)


def _level(said: str) -> str:
    for begin, code in (("höchst", "1"), ("top", "1"), ("urg", "1"), ("dring", "1"), ("ho", "2"),
                        ("hi", "2"), ("ni", "4"), ("lo", "4")):  # fmt: skip
        if said.startswith(begin):
            return code
    return "3"
