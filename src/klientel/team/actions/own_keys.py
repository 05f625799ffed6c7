"""The single keys of a person: on or off, and which of them they changed for others.

A key is changed for another one everywhere at once. The two change places, so that no key ever
means two things and nothing is without one: a permutation, of which what stays is left out.
"""

from __future__ import annotations

import unicodedata

from django.db import transaction

from klientel.kit.refused import Refused
from klientel.workspaces.models import User

#: they go with every page
MOST_KEYS = 100


def switch_keys(user: User, *, are_on: bool) -> User:
    """Let single keys do something, or nothing (for programs that type: speech, screen readers)."""
    user.single_keys = are_on
    user.save(update_fields=["single_keys"])
    return user


def change_key(user: User, *, key: str, own: str) -> User:
    """Put what lies on `key` as shipped on the person's `own` key; the two change places.

    Raises `Refused` for what is no single key.
    """
    shipped, wanted = _single(key), _single(own)
    with transaction.atomic():
        # as it is now: two changes at once must not lose one
        user.own_keys = User.objects.select_for_update().get(pk=user.pk).own_keys
        keys: dict[str, str] = dict(user.own_keys)
        former = keys.get(shipped, shipped)
        other = next((one for one, at in keys.items() if at == wanted), wanted)
        keys[other], keys[shipped] = former, wanted
        changed = {one: at for one, at in keys.items() if one != at}
        if len(changed) > MOST_KEYS:
            raise Refused("At most {most} keys can be changed.", "own", most=MOST_KEYS)
        user.own_keys = changed
        user.save(update_fields=["own_keys"])
    return user


def reset_keys(user: User) -> User:
    """Give every key back what it does as shipped."""
    user.own_keys = {}
    user.save(update_fields=["own_keys"])
    return user


def _single(text: str) -> str:
    key = text.upper()
    if len(key) != 1 or unicodedata.category(key)[0] not in "LNPS":
        raise Refused("Please choose a letter, a digit or a sign.", "own")
    return key
