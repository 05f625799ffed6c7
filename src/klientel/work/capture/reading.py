"""The whole reading of a sentence as something to be done."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from klientel.desk.capture.due import read_due
from klientel.desk.capture.labels import read_labels
from klientel.desk.capture.line import Heard, Understood
from klientel.desk.capture.sentence import Part, Sentence
from klientel.desk.capture.stretches import Stretches, plain
from klientel.desk.capture.times import LENGTH, PATTERNS, minutes_of
from klientel.kit.refused import Refused
from klientel.kit.text import clip, fold
from klientel.records.fields.base import Text
from klientel.work.capture import words
from klientel.work.capture.by_hand import MOST_ESTIMATE, is_id, set_part
from klientel.work.capture.known import Known
from klientel.work.capture.people import TEAMS, each_once, read_marked, read_said, read_teams
from klientel.work.capture.priority import read_priority
from klientel.work.capture.title import MOST_TITLE, tidy

_I = re.IGNORECASE
#: the order in which parts are shown; people and labels follow
SLOTS = ("kind", "title", "account", "contact", "parent", *TEAMS, "starts", "due", "estimate",
         "priority")  # fmt: skip
#: whoever writes the sentence
ME = "*me"

#: what leads to the length that something is going to take
_EFFORT = re.compile(
    r"(?:\b(?:aufwand|dauert|dauer|schätzung|geschätzt|estimated?|effort|takes|needs|braucht|circa"
    r"|about|etwa|ungefähr|around|ca)\b[.:]?\s*(?:ca\.?\s*|about\s*|etwa\s*)?|[~≈]\s*)$",
    _I,
)
#: no length of work: “in 30 min”, “every 2 hours”
_NO_EFFORT = re.compile(
    r"\b(?:in|vor|seit|nach|alle|jede|every|within|after|since|per|pro|um|unter|mindestens|max(?:imal)?)\s+$",
    _I,
)
_NO_EFFORT_BEHIND = re.compile(
    r"\s*(?:ago|später|later|zu\s+spät|entfernt|away|früher|earlier)\b", _I
)
_LED_ACCOUNT = re.compile(r"\b(?:für|for|bei|at|von|from|an|to|with|mit|zu|re|beim|zum)\s+$", _I)
#: “erinnere mich an die Miete”, and an @ of which the name stays in the title
_REMINDED = re.compile(r"^an\s+(?=\w)")
_SIGN = re.compile(r"(?<!\S)@(?=\w)")
_KIND_MARK = re.compile(r"(?<!\S)/(?P<name>[^\W_][\w-]*)")
_AS_WRITTEN = {"a": "(?:a|ä|ae)", "o": "(?:o|ö|oe)", "u": "(?:u|ü|ue)", " ": r"\s"}


@dataclass
class _Reading:
    """What was found so far."""

    stretches: Stretches
    known: Known
    without: frozenset[str]
    found: dict[str, Part] = field(default_factory=dict)
    people: list[Part] = field(default_factory=list)
    remarks: list[Text] = field(default_factory=list)
    problem: Refused | None = None
    is_mine: bool = False

    def keep(self, *parts: Part | None) -> None:
        for part in parts:
            if part is not None and part.slot not in self.without:
                self.found.setdefault(part.slot, part)

    def lets(self, slot: str) -> bool:
        """Whether a slot is still to be read."""
        return slot not in self.without and slot not in self.found


def read(text: str, known: Known, without: frozenset[str] = frozenset()) -> Understood:
    """Understand a sentence as something to be done; slots in `without` stay text.

    The first line says what, further ones describe it.
    """
    first, _sep, more = plain(text).partition("\n")
    labels, first = read_labels(first, without)
    now = _Reading(Stretches(first), known, without)
    _leads(now)
    _kind(now)
    if now.lets("priority"):
        now.keep(read_priority(now.stretches))
    if now.lets("parent"):
        now.keep(known.number(now.stretches))
    _people(now)
    now.keep(*read_teams(now.stretches, known.directory, without))
    _whom(now)
    # an @ that is no account may be a colleague
    now.people += read_marked(now.stretches, known.colleagues, without, "@")
    now.people = each_once(now.people)
    if "account" not in now.found and _SIGN.search(now.stretches.left()):
        now.remarks.append(_("The name behind the @ is not known here and stays text."))
    # before the length: “in 2 hours” is no work of two hours
    now.keep(*read_due(now.stretches, known.setting, without))
    if now.lets("estimate"):
        now.keep(_estimate(now.stretches))
    if words.REPEATS.search(now.stretches.text):
        now.remarks.append(_("This is added once. Repeating is set on the page of the item."))
    _here(now)
    return _settled(now, labels, more)


def _leads(now: _Reading) -> None:
    match = words.LEADS.match(now.stretches.text)
    if match is not None and match.end() < len(now.stretches.text):
        now.stretches.drop(*match.span())
        now.is_mine = match["me"] is not None


def _kind(now: _Reading) -> None:
    if not now.lets("kind"):
        return
    codes = now.known.kinds
    for match in now.stretches.found(_KIND_MARK):
        if code := codes.get(fold(match["name"])):
            now.stretches.take(*match.span(), "kind")
            now.keep(Part("kind", code))
            return
    for name in sorted(codes, key=lambda one: (-len(one), one)):
        spelt = "".join(_AS_WRITTEN.get(sign, re.escape(sign)) for sign in name)
        begins = (
            rf"(?:(?P<new>neue[rs]?|new|a\s+new)\s+)?(?P<name>{spelt})(?P<colon>\s*[:–]\s*|\s+)"
        )
        found = re.match(begins, now.stretches.text, _I)
        if found and now.stretches.is_free(*found.span()) and _means_kind(found, codes[name], now):
            now.stretches.take(*found.span(), "kind")
            now.keep(Part("kind", codes[name]))
            return


def _means_kind(match: re.Match[str], code: str, now: _Reading) -> bool:
    """“Auftrag: …” and “new order …” name the kind; “Projekt Relaunch” does where it is a name.

    “Auftrag bestätigen” and “order flyers” speak of something else.
    """
    if match["new"] or match["colon"].strip():
        return True
    rest = now.stretches.text[match.end() :]
    is_asked = words.asks(rest)
    if code == now.known.usual:
        return is_asked and " " in rest.strip()
    is_noun = match["name"][:1].isupper() and rest[:1].isupper()
    return is_noun and not is_asked and not words.IMPERATIVE.match(match["name"])


def _people(now: _Reading) -> None:
    colleagues = now.known.colleagues
    now.people = read_marked(now.stretches, colleagues, now.without)
    if now.is_mine:
        mine = [Part(ME, colleagues.me)] if colleagues.me and ME not in now.without else []
        now.people = [*mine, *now.people]
    else:
        now.people += read_said(now.stretches, colleagues, now.without)


def _whom(now: _Reading) -> None:
    """The account and the person: an @ and its name go out of the title, other names stay."""
    if "account" in now.without:
        return
    sentence = Sentence(now.stretches.unread(), PATTERNS)
    chosen = now.known.given.get("account", "")
    parts = now.known.whom(sentence, chosen if is_id(chosen) else "")
    at, text = 0, now.stretches.text
    for start, end in sorted(sentence.taken):
        # runs of blanks became one there: the words are looked for behind those before
        said = sentence.text[start:end].strip()
        place = text.find(said, at) if said else -1
        if place < 0 or not now.stretches.is_free(place, place + len(said)):
            continue
        at = place + len(said)
        if said.startswith("@"):
            led = _LED_ACCOUNT.search(text[:place])
            begin = led.start() if led and now.stretches.is_free(led.start(), place) else place
            now.stretches.take(begin, at, "account")
        else:
            now.stretches.hear(place, at, "account")
    now.keep(*parts)


def _estimate(stretches: Stretches) -> Part | None:
    for match in stretches.found(LENGTH):
        before = stretches.text[: match.start()]
        if _NO_EFFORT.search(before) or _NO_EFFORT_BEHIND.match(stretches.text, match.end()):
            continue
        minutes = minutes_of(match)
        if 0 < minutes <= MOST_ESTIMATE:
            led = _EFFORT.search(before)
            start = led.start() if led and stretches.is_free(led.start(), match.end()) else None
            stretches.take(match.start() if start is None else start, match.end(), "estimate")
            return Part("estimate", minutes)
    return None


def _here(now: _Reading) -> None:
    """What is meant by the page the line was opened on, where the sentence names nothing else."""
    known = now.known
    if now.lets("account"):
        if known.parent_here is not None and now.lets("parent"):
            now.keep(Part("parent", known.parent_here))
        if known.account_here is not None:
            now.keep(Part("account", known.account_here))
            if known.contact_here is not None:
                now.keep(Part("contact", known.contact_here))
    if "account" not in now.found:
        now.found.pop("contact", None)


def _settled(now: _Reading, labels: list[Part], more: str) -> Understood:
    left = now.stretches.left()
    if now.is_mine:
        left = _REMINDED.sub("", left)
    if "account" in now.found:
        left = _SIGN.sub("", left)
    title, text = tidy(left), more
    if len(title) > MOST_TITLE:
        title, text = clip(title, MOST_TITLE), f"{title}\n{more}".strip()
    now.found.setdefault("kind", Part("kind", now.known.usual))
    now.found["title"] = Part("title", title)
    _by_hand(now)
    ordered = [now.found[slot] for slot in SLOTS if slot in now.found]
    heard = (*now.stretches.heard(), *(Heard(f" #{one.value}", one.slot) for one in labels))
    parts = (*ordered, *_or_me(now), *labels)
    return Understood(parts, text, heard, tuple(now.remarks), now.problem)


def _or_me(now: _Reading) -> list[Part]:
    """Whoever writes it does it where nobody is named: of the usual kind alone, and of no team."""
    me = now.known.colleagues.me
    is_said = (
        now.people or now.found.keys() & {*TEAMS} or any(one[:1] == "*" for one in now.without)
    )
    if is_said or me is None or now.found["kind"].value != now.known.usual:
        return now.people
    return [Part(ME, me)]


def _by_hand(now: _Reading) -> None:
    """What somebody set for a slot takes the place of what was read."""
    for slot, value in now.known.given.items():
        try:
            part = set_part(now.known, slot, value)
        except Refused as refusal:
            now.problem = refusal
            continue
        if part is None:
            continue
        if slot[:1] == "*":
            now.people = [*(one for one in now.people if one.slot != slot), part]
        else:
            now.found[slot] = part
