"""How certain it is that two entries are the same, and what speaks for it and against.

Each thing that two entries share or differ in adds or takes points; ten points multiply the odds
by e. Any two entries that share a key begin far below (`PRIOR`). The points of each reason are
kept, so that a certainty can be explained.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp, log

from klientel.kit.likeness.entry import Entry
from klientel.kit.likeness.names import Name, likeness_of_names, part_shared

#: from here on a pair is shown to people
LIKELY = 70
#: from here on hardly a pair is wrong
NEARLY_SURE = 90

PRIOR = -40
#: with no more than this nothing else can make a pair likely
_HOPELESS = -40
_ALIKE, _PARTLY = 0.87, 0.6
#: who live together share the telephone: it says little that the address does not say
_PHONE_AT_SAME_DOOR = 12

#: how many share a key of an entry ("p…"), those of one name counted once, all of a domain ("d…")
Sharing = Callable[[str], int]


class Why(StrEnum):
    """What speaks for a pair, or against it."""

    SAME_NAME = "same_name"
    NAME_ALIKE = "name_alike"
    NAME_IN_NAME = "name_in_name"
    NAME_PARTLY = "name_partly"
    OTHER_NAME = "other_name"
    OTHER_GENERATION = "other_generation"
    OTHER_NUMBER_IN_NAME = "other_number_in_name"
    OTHER_LEGAL_FORM = "other_legal_form"
    SAME_EMAIL = "same_email"
    SAME_BOX = "same_box"
    OTHER_EMAIL = "other_email"
    SAME_DOMAIN = "same_domain"
    SAME_PHONE = "same_phone"
    SHARED_PHONE = "shared_phone"
    PHONE_NEXT_DOOR = "phone_next_door"
    OTHER_PHONE = "other_phone"
    SAME_ADDRESS = "same_address"
    SHARED_ADDRESS = "shared_address"
    SAME_TOWN = "same_town"
    OTHER_HOUSE = "other_house"
    OTHER_TOWN = "other_town"
    PERHAPS_BRANCH = "perhaps_branch"
    SAME_ACCOUNT = "same_account"
    OTHER_ACCOUNT = "other_account"


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason and its points; positive ones speak for the pair."""

    why: Why
    points: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """`certainty` is in percent, 0 to 99; the reasons are those for the pair first."""

    certainty: int
    reasons: tuple[Reason, ...]


def _alone(_key: str) -> int:
    return 1


def compare(one: Entry, other: Entry, sharing: Sharing = _alone, least: int = 0) -> Likeness | None:
    """Weigh two entries; None where their names rule it out, or `least` is out of reach.

    `sharing` tells how many entries share a key: a telephone number of a business centre says less.
    """
    if least and _most(one, other) < _needed(least):
        return None
    reasons = _names(one, other)
    if sum(reason.points for reason in reasons) <= _HOPELESS:
        return None
    reasons += _mail(one, other, sharing)
    phones = _phones(one, other, sharing)
    places = _places(one, other, sharing)
    reasons += phones + places + _accounts(one, other)
    apart = {reason.why for reason in (*phones, *places)}
    is_firm = not (one.is_person or other.is_person)
    if is_firm and {Why.OTHER_TOWN, Why.OTHER_PHONE} <= apart:
        reasons.append(Reason(Why.PERHAPS_BRANCH, -12))
    total = PRIOR + sum(reason.points for reason in reasons)
    certainty = min(99, round(100 / (1 + exp(-total / 10))))
    return Likeness(certainty, tuple(sorted(reasons, key=lambda reason: -reason.points)))


@lru_cache
def _needed(least: int) -> float:
    """The points that a certainty takes, before it is rounded."""
    share = (least - 0.5) / 100
    return 10 * log(share / (1 - share)) - PRIOR


def _most(one: Entry, other: Entry) -> int:
    """No fewer points than two entries can come to if their names are the same.

    Comparing names takes nine tenths of the time, and most neighbours share nothing else.
    """
    most = _worth(one, other)
    if one.email and other.email and one.box == other.box:
        most += 38 if one.email == other.email else 16
    if one.domain and one.domain == other.domain:
        most += 20
    if one.phones and other.phones:
        is_same = one.phones == other.phones or not set(one.phones).isdisjoint(other.phones)
        most += 30 if is_same else 8
    mine, theirs = one.place, other.place
    is_near = mine.postcode == theirs.postcode or mine.city == theirs.city
    if is_near and (mine.postcode or mine.city):
        most += 26 if mine.street and mine.street == theirs.street else 8
    if one.within is not None and one.within == other.within:
        most += 24
    return most


def _names(one: Entry, other: Entry) -> list[Reason]:
    mine, theirs = one.name, other.name
    if not mine.words or not theirs.words:
        return []
    alike = _alike_by_name(one, other)
    if alike is None:
        return [Reason(Why.OTHER_NAME, _HOPELESS)]
    return [alike, *_told_apart_by_name(mine, theirs)]


def _alike_by_name(one: Entry, other: Entry) -> Reason | None:
    """How far two names say the same; None where they are others."""
    mine, theirs = one.name, other.name
    likeness = likeness_of_names(mine, theirs)
    if likeness == 1.0:
        return Reason(Why.SAME_NAME, _worth(one, other))
    if likeness >= _ALIKE:
        return Reason(Why.NAME_ALIKE, _worth(one, other) - 4)
    if part_shared(mine, theirs):
        return Reason(Why.NAME_IN_NAME, 6 if mine.is_common or theirs.is_common else 16)
    if likeness < _PARTLY:
        return None
    if not (one.is_person or other.is_person):
        return Reason(Why.NAME_PARTLY, -6)
    is_initial = min(map(len, (*mine.words, *theirs.words))) == 1
    return Reason(Why.NAME_ALIKE, 10) if is_initial else None


def _told_apart_by_name(mine: Name, theirs: Name) -> list[Reason]:
    """What tells two names apart beside their words; less where one of them leaves it out."""
    reasons: list[Reason] = []
    if mine.generation != theirs.generation:
        are_known = bool(mine.generation and theirs.generation)
        reasons.append(Reason(Why.OTHER_GENERATION, -60 if are_known else -30))
    if mine.numbers != theirs.numbers:
        are_known = bool(mine.numbers and theirs.numbers)
        reasons.append(Reason(Why.OTHER_NUMBER_IN_NAME, -60 if are_known else -8))
    if mine.legal and theirs.legal and mine.legal != theirs.legal:
        reasons.append(Reason(Why.OTHER_LEGAL_FORM, -10))
    return reasons


def _worth(one: Entry, other: Entry) -> int:
    """What the same name is worth: little where every town has several of it."""
    if not one.name.is_telling:
        return 20
    if one.name.is_common or other.name.is_common:
        return 24
    return 34 if one.is_person or other.is_person else 42


def _mail(one: Entry, other: Entry, sharing: Sharing) -> list[Reason]:
    is_person = one.is_person or other.is_person
    if one.email and one.email == other.email:
        if sharing(f"m{one.email}") > 3:
            return [Reason(Why.SAME_EMAIL, 10)]
        return [Reason(Why.SAME_EMAIL, 30 if one.is_office_box else 38)]
    reasons = []
    if one.email and other.email:
        same_box = len(one.box) > 5 and one.box == other.box and not one.is_office_box
        if same_box:
            reasons.append(Reason(Why.SAME_BOX, 16))
        elif is_person:
            reasons.append(Reason(Why.OTHER_EMAIL, -16))
    if one.domain and one.domain == other.domain:
        is_shared = is_person or sharing(f"d{one.domain}") > 3
        reasons.append(Reason(Why.SAME_DOMAIN, 6 if is_shared else 20))
    return reasons


def _phones(one: Entry, other: Entry, sharing: Sharing) -> list[Reason]:
    if not one.phones or not other.phones:
        return []
    common = set(one.phones).intersection(other.phones)
    is_at_one_door = one.place.door != "" and one.place.door == other.place.door
    if common:
        if all(sharing(f"p{phone}") > 3 for phone in common):
            return [Reason(Why.SHARED_PHONE, 6)]
        return [Reason(Why.SAME_PHONE, _PHONE_AT_SAME_DOOR if is_at_one_door else 30)]
    is_firm = not (one.is_person or other.is_person)
    if is_firm and any(
        len(mine) > 9 and mine[:-2] == theirs[: len(mine) - 2]
        for mine in one.phones
        for theirs in other.phones
    ):
        return [Reason(Why.PHONE_NEXT_DOOR, 8)]
    return [Reason(Why.OTHER_PHONE, -8)]


def _places(one: Entry, other: Entry, sharing: Sharing) -> list[Reason]:
    mine, theirs = one.place, other.place
    is_firm = not (one.is_person or other.is_person)
    if not (mine.postcode or mine.city) or not (theirs.postcode or theirs.city):
        return []
    if mine.door and mine.door == theirs.door:
        if sharing(f"a{mine.door}") > 5:
            return [Reason(Why.SHARED_ADDRESS, 6)]
        return [Reason(Why.SAME_ADDRESS, 26)]
    if mine.postcode and mine.postcode == theirs.postcode:
        if mine.street and mine.street == theirs.street and mine.house and theirs.house:
            return [Reason(Why.OTHER_HOUSE, -6)]
        return [Reason(Why.SAME_TOWN, 8)]
    if mine.city and mine.city == theirs.city:
        return [Reason(Why.SAME_TOWN, 3)]
    if (mine.postcode and theirs.postcode) or (mine.city and theirs.city):
        return [Reason(Why.OTHER_TOWN, -16 if is_firm else -8)]
    return []


def _accounts(one: Entry, other: Entry) -> list[Reason]:
    if one.within is None or other.within is None:
        return []
    if one.within == other.within:
        return [Reason(Why.SAME_ACCOUNT, 24)]
    return [Reason(Why.OTHER_ACCOUNT, -8)]
