"""Limits for everything a stranger can try: per account, per address, and per both.

The counters are rows of the database, so that all processes count together. Their keys are keyed
hashes: the table names nobody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop

from klientel.kit import clock
from klientel.kit.refused import Refused
from klientel.team.models import Throttle


class TooMany(Refused):
    """Too many tries; the time to wait is in the text.

    `later` is the text for whoever reads it later: it says {when} it goes on. Empty for none.
    """

    status = 429
    later = ""


@dataclass(frozen=True)
class Limit:
    """At most `most` tries within `span`; `sentence` says in how many {minutes} it goes on, and
    `later`, for what is read later, {when} that is.
    """

    name: str
    most: int
    span: timedelta
    sentence: str = gettext_noop("Too many attempts. Please wait {minutes} minutes and try again.")
    later: str = ""


#: wrong passwords for one account from one address: what a forgetful person meets
SIGN_IN_PAIR = Limit("sign-in, account and address", 5, timedelta(minutes=5))
#: from everywhere for one account: slows a distributed guesser, cannot be used to lock out for long
SIGN_IN_ACCOUNT = Limit("sign-in, account", 30, timedelta(minutes=15))
#: from one address for all accounts: slows the trying of one password everywhere
SIGN_IN_ADDRESS = Limit("sign-in, address", 30, timedelta(minutes=10))
RESET_ACCOUNT = Limit("reset, account", 3, timedelta(hours=1))
RESET_ADDRESS = Limit("reset, address", 10, timedelta(hours=1))
LINK_ADDRESS = Limit("reset link, address", 30, timedelta(minutes=10))
OWN_PASSWORD = Limit("own password, user", 5, timedelta(minutes=10))
#: codes and passkeys of one person, at sign-in and when they prove who they are: a million codes
SECOND_STEP = Limit("second step, user", 10, timedelta(minutes=15))
#: wrong tokens of the API from one address; nobody guesses 256 bits, but nobody may try for ever
TOKEN_ADDRESS = Limit("API token, address", 60, timedelta(minutes=10))
EMAIL_CHANGE = Limit("e-mail change, user", 5, timedelta(hours=1))
EMAIL_CHANGE_TO = Limit("e-mail change, address", 3, timedelta(hours=1))
INVITATIONS = Limit("invitations, workspace", 100, timedelta(hours=1))
INVITATION_ADDRESS = Limit(
    "invitations, address",
    5,
    timedelta(hours=1),
    gettext_noop(
        "{subject} has had as many mails from here as may be sent within an hour. "
        "It goes on in {minutes} minutes."
    ),
)

TEST_MAILS = Limit("test mails, member", 5, timedelta(minutes=10))

LONGEST = timedelta(hours=1)


def take(*wanted: tuple[Limit, str], shown: str = "") -> None:
    """Count one try against every limit; raises `TooMany` when one of them is used up.

    Each pair is a limit and whom it is counted for; `shown` is what its sentence calls them.
    """
    for limit, subject in wanted:
        key, now = _key(limit, subject), clock.now()
        if not Throttle.count_one(key, limit.most, now, limit.span):
            left = (Throttle.free_at(key, limit.span) or now + limit.span) - now
            minutes = max(1, ceil(left.total_seconds() / 60))
            refusal = TooMany(limit.sentence, minutes=minutes, subject=shown)
            refusal.later = limit.later
            raise refusal


def give_back(*taken: tuple[Limit, str]) -> None:
    """Take tries back that were none: the password was right."""
    Throttle.give_back([_key(limit, subject) for limit, subject in taken])


def forget_old() -> int:
    """Delete counters whose span is over; returns how many."""
    return Throttle.forget_old(clock.now() - LONGEST)


def sign_in_limits(account: str, address: str) -> Iterable[tuple[Limit, str]]:
    """The three limits of one try to sign in."""
    return (
        (SIGN_IN_ADDRESS, address),
        (SIGN_IN_PAIR, f"{account} {address}"),
        (SIGN_IN_ACCOUNT, account),
    )


def _key(limit: Limit, subject: str) -> str:
    return salted_hmac(f"throttle {limit.name}", subject, algorithm="sha256").hexdigest()
