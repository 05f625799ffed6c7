"""Secrets that open a door: 256 random bits, of which only a hash is kept (SECURITY 10)."""

from __future__ import annotations

import hashlib
import secrets

_BYTES = 32


def new_secret() -> str:
    """A secret that nobody can guess, in letters that fit into an address."""
    return secrets.token_urlsafe(_BYTES)


def hashed(secret: str) -> str:
    """What is kept of a secret: 64 hexadecimal signs, from which it cannot be told.

    Without salt, since the secret is random, and so that it can be looked up.
    """
    return hashlib.sha256(secret.encode()).hexdigest()
