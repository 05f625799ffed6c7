"""One person or organisation in the form in which it is compared, and the keys it is found by."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from klientel.kit.likeness.names import Name, name_of
from klientel.kit.likeness.places import NOWHERE, Place, place_of
from klientel.kit.likeness.word_lists import COMMON_SURNAMES, FREE_MAIL, GENERIC, OFFICE_BOXES
from klientel.kit.text import fold

#: words of a name that it is found by together with the town
_WORDS_IN_TOWN = 3


@dataclass(frozen=True, slots=True)
class Entry:
    """`key` is the caller's. `within` is what it hangs on (a contact's account), if anything.

    `domain` is the firm's own, of its address or website; a mail provider's says nothing.
    """

    key: Any
    name: Name
    is_person: bool = False
    email: str = ""
    domain: str = ""
    phones: tuple[str, ...] = ()
    place: Place = NOWHERE
    within: Any = None
    #: the part of the mail address before the @
    box: str = ""

    @property
    def is_office_box(self) -> bool:
        """Whether whoever is in the office reads the address."""
        return self.box in OFFICE_BOXES


def entry_of(
    key: Any,
    name: str,
    *,
    is_person: bool = False,
    email: str = "",
    website: str = "",
    phones: Iterable[str] = (),
    street: str = "",
    postcode: str = "",
    city: str = "",
    within: Any = None,
) -> Entry:
    """Bring what is known of somebody into one form; telephone numbers are E.164."""
    email = email.lower()
    known = tuple(dict.fromkeys(phone for phone in phones if phone))
    place = place_of(street, postcode, city)
    domain = _domain(email, website)
    box = email.partition("@")[0]
    return Entry(key, name_of(name), is_person, email, domain, known, place, within, box)


def keys_of(entry: Entry) -> Iterator[str]:
    """What entries must share, one of these at least, to be compared. The first letter says what
    each is: a (address), d (domain), m (mail), n (name as it sounds), p (telephone), w (a word of
    the name in a town)."""
    if entry.email:
        yield f"m{entry.email}"
    for phone in entry.phones:
        yield f"p{phone}"
    if entry.domain and not entry.is_person:
        yield f"d{entry.domain}"
    sound = entry.name.sound
    if sound:
        yield f"n{sound}"
    if entry.place.door:
        yield f"a{entry.place.door}"
    town = entry.place.postcode or entry.place.city
    if town:
        words = [word for word in entry.name.words if len(word) > 2 and word not in GENERIC]
        words.sort(key=lambda word: (word in COMMON_SURNAMES, -len(word), word))
        for word in words[:_WORDS_IN_TOWN]:
            yield f"w{word}@{town}"


def number_of(key: str, more: str = "") -> int:
    """A key as a number of 63 bits, as databases index it; `more` keeps kinds of keys apart."""
    digest = blake2b(f"{more}\x1f{key}".encode(), digest_size=8).digest()
    return int.from_bytes(digest) >> 1


def _domain(email: str, website: str) -> str:
    host = email.rpartition("@")[2]
    if host and host not in FREE_MAIL:
        return host
    host = website.lower().partition("://")[2] or website.lower()
    host = host.partition("/")[0].partition(":")[0].removeprefix("www.")
    return host if "." in host and host not in FREE_MAIL and fold(host) else ""
