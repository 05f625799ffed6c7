"""Secrets that must be read again: sealed with a key that is not in the database (AES-GCM)."""

from __future__ import annotations

import base64
import binascii
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

_NONCE = 12


class Broken(ValueError):
    """What was sealed cannot be read: the key is another one than then."""


def seal(text: str, key: str, purpose: str) -> str:
    """A secret as it may lie in a database: whoever copies that alone cannot read it.

    `key` is the server's own; each `purpose` has a key of its own drawn from it.
    """
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(_drawn(key, purpose)).encrypt(nonce, text.encode(), None)
    return base64.b64encode(nonce + sealed).decode()


def unseal(sealed: str, key: str, purpose: str) -> str:
    """The secret again. Raises `Broken` where it was sealed with another key or purpose."""
    try:
        raw = base64.b64decode(sealed, validate=True)
        return AESGCM(_drawn(key, purpose)).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (InvalidTag, binascii.Error, ValueError) as error:
        raise Broken("sealed with another key") from error


def _drawn(key: str, purpose: str) -> bytes:
    return HKDF(hashes.SHA256(), 32, salt=None, info=purpose.encode()).derive(key.encode())
