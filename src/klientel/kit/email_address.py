"""E-mail addresses: checked strictly enough to send to, and brought into one form to compare."""

from __future__ import annotations

import re
import unicodedata

from klientel.kit.refused import Refused

_MAX_LENGTH = 254
_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class NotAnEmailAddress(Refused, ValueError):
    """The text is no e-mail address one could send to."""


def normalise(text: str) -> str:
    """The address in lower case, a domain with umlauts in its ASCII form (`xn--...`).

    Raises `NotAnEmailAddress` for names, several addresses, comments, quotes, line breaks and
    everything else that could become more than one address in a mail header.
    """
    address = unicodedata.normalize("NFC", text).strip(" \t\u00a0").lower()
    local, at, domain = address.rpartition("@")
    if len(address) > _MAX_LENGTH or len(local) > 64:
        raise NotAnEmailAddress("This e-mail address is too long.")
    labels = [_ascii_label(label) for label in domain.split(".")]
    if (
        not at
        or not _LOCAL.fullmatch(local)
        or len(labels) < 2
        or not all(_LABEL.fullmatch(label) for label in labels)
        or labels[-1].isdigit()
    ):
        raise NotAnEmailAddress("“{text}” is not an e-mail address.", text=text)
    normal = f"{local}@{'.'.join(labels)}"
    if len(normal) > _MAX_LENGTH:
        raise NotAnEmailAddress("This e-mail address is too long.")
    return normal


def domain_of(address: str) -> str:
    """The part of a normalised address behind the @."""
    return address.rpartition("@")[2]


def _ascii_label(label: str) -> str:
    """One part of a domain in ASCII (IDNA 2008, so that ß stays a letter); "" if it cannot be."""
    if label.isascii():
        return label
    is_a_word = all(char == "-" or unicodedata.category(char)[0] in "LMN" for char in label)
    if not is_a_word or unicodedata.normalize("NFKC", label) != label or len(label) > 63:
        return ""
    return "xn--" + label.encode("punycode").decode()
