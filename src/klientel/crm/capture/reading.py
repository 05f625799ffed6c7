"""The whole reading of a sentence: what it was, with whom, when, what comes next, what stays."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from klientel.crm.capture import kinds, steps
from klientel.crm.capture.names import Lookup, Name, read_names
from klientel.desk.capture import times
from klientel.desk.capture.labels import read_labels
from klientel.desk.capture.line import LIKELY, SURE, UNLIKELY, Heard, Understood
from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.times import Setting

#: the order in which parts are shown
SLOTS = (
    "kind", "direction", "account", "contact", "when", "length", "outcome", "step", "step_on",
)  # fmt: skip
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
    may_label: bool = True,
) -> Understood:
    """Understand a sentence.

    Parts whose slot is in `without` stay text. `chosen` is the account somebody chose, `here` the
    one whose page is open, which is meant where the sentence names none. Who `may_label` gives the
    account tags with a #.
    """
    labels, text = read_labels(text, without) if may_label else ([], text)
    sentence = Sentence(text, _PATTERNS)
    found: dict[str, Part] = {}

    def keep(*parts: Part) -> None:
        for part in parts:
            if part.slot not in without:
                found.setdefault(part.slot, part)

    marked = steps.read_marked(sentence, setting, without)
    keep(*marked.parts)
    if "kind" not in without:
        keep(*kinds.read_kind(sentence))
    if "outcome" not in without:
        keep(*kinds.read_outcome(sentence, found.get("kind")))
    kind = found.get("kind")
    # before names: “Müller angerufen, Bach Optik Angebot schicken” was with Müller
    beside = steps.read_beside(sentence, setting, without, has_kind=kind is not None)
    keep(*beside.parts)
    if "account" not in without:
        # before times: “Freitag Verlag” is a firm
        names = read_names(sentence, lookup, chosen=chosen)
        keep(*(names or _named_in_a_step(sentence, lookup, chosen, [marked, beside])))
    if kind is None:
        keep(*steps.read_alone(sentence, setting, without).parts)
    keep(*_times(sentence, setting, kind, without))
    if "account" not in found and here is not None and "account" not in without:
        found["account"] = Part("account", here)
    if "kind" not in found:
        found["kind"] = Part("kind", "note")
    ordered = tuple(found[slot] for slot in SLOTS if slot in found)
    return Understood((*ordered, *labels), sentence.rest(), heard=_heard(sentence, labels))


def _heard(sentence: Sentence, labels: Sequence[Part]) -> tuple[Heard, ...]:
    """The sentence in pieces, understood or not; labels were taken out before and come last."""
    pieces, at = [], 0
    for start, end in sorted(sentence.taken):
        if start < at:
            continue
        pieces += [Heard(sentence.text[at:start]), Heard(sentence.text[start:end], "part")]
        at = end
    pieces += [Heard(sentence.text[at:]), *(Heard(f" #{one.value}", one.slot) for one in labels)]
    return tuple(piece for piece in pieces if piece.text)


def claim(text: str) -> int:
    """How surely a sentence tells of a contact with somebody, by its words alone."""
    sentence = Sentence(text, _PATTERNS)
    if kinds.tells_of_it(sentence) or kinds.read_outcome(sentence, None):
        return SURE + 5
    return LIKELY + 10 if kinds.read_kind(sentence) else UNLIKELY + 10


def _times(
    sentence: Sentence, setting: Setting, kind: Part | None, without: Collection[str]
) -> list[Part]:
    """How long it took, and when it was."""
    parts: list[Part] = []
    if "length" not in without and (length := times.read_length(sentence)) is not None:
        parts.append(length)
    if "when" not in without:
        ahead = kind is not None and kind.value in PLANNED
        parts += times.read_when(sentence, setting, may_be_ahead=ahead)
    return parts


def _named_in_a_step(
    sentence: Sentence, lookup: Lookup, chosen: Name | None, told: Sequence[steps.Step]
) -> list[Part]:
    """Whom the next step names where nothing else does."""
    stretches = [stretch for one in told for stretch in one.stretches]
    for stretch in stretches:
        sentence.give_back(*stretch)
    names = read_names(sentence, lookup, chosen=chosen) if stretches else []
    for stretch in stretches:
        sentence.take(*stretch)
    return names
