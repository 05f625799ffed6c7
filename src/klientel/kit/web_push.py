"""Web push as browsers read it: the message sealed for one of them (RFC 8291), the sender named by
a signature (RFC 8292). Made of the primitives of a library that is here anyway.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

#: bytes that every message is filled up to, so that its length tells nothing; services take 4096
_FILLED = 1_024
_RECORD = 4_096
_POINT, _AUTH, _SALT = 65, 16, 16
#: seconds that a signature holds; RFC 8292 allows a day
HOLDS = 12 * 3_600


class NotAReceiver(ValueError):
    """These are no keys of a browser."""


@dataclass(frozen=True, slots=True)
class Receiver:
    """The keys that a browser gave away with its address, as it wrote them (base64url)."""

    p256dh: str
    auth: str

    def __post_init__(self) -> None:
        """Raises `NotAReceiver` for what is no point of the curve, or no secret of 16 bytes."""
        _public(self.p256dh)
        if len(unwritten(self.auth)) != _AUTH:
            raise NotAReceiver("the secret of a browser has 16 bytes")


def written(raw: bytes) -> str:
    """Bytes as browsers write them: base64url without an end."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def unwritten(text: str) -> bytes:
    """The bytes again; raises `NotAReceiver` for anything else."""
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotAReceiver("not in base64url") from error


def new_key() -> str:
    """A new private key of a sender, as text that must be kept sealed."""
    number = ec.generate_private_key(ec.SECP256R1()).private_numbers().private_value
    return written(number.to_bytes(32, "big"))


def public_part(key: str) -> str:
    """What browsers are told of a sender's key, and services check its signatures with."""
    return written(_point(_private(key).public_key()))


def sealed_for(receiver: Receiver, content: bytes) -> bytes:
    """A message that nobody but this browser can read: the body of a request (`aes128gcm`)."""
    return _sealed(
        receiver, content, ec.generate_private_key(ec.SECP256R1()), secrets.token_bytes(_SALT)
    )


def _sealed(
    receiver: Receiver,
    content: bytes,
    once: ec.EllipticCurvePrivateKey,
    salt: bytes,
    filled: int = _FILLED,
) -> bytes:
    theirs, ours = unwritten(receiver.p256dh), _point(once.public_key())
    shared = once.exchange(ec.ECDH(), _public(receiver.p256dh))
    info = b"WebPush: info\0" + theirs + ours
    material = _drawn(shared, unwritten(receiver.auth), info, 32)
    key = _drawn(material, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _drawn(material, salt, b"Content-Encoding: nonce\0", 12)
    padded = (content + b"\x02").ljust(filled, b"\0")
    head = salt + _RECORD.to_bytes(4, "big") + len(ours).to_bytes(1, "big") + ours
    return head + AESGCM(key).encrypt(nonce, padded, None)


def authorization(endpoint: str, key: str, contact: str, now: int) -> str:
    """The header that says whose message it is; `contact` is a `mailto:` or web address, `now` in
    seconds since 1970.
    """
    parts = urlsplit(endpoint)
    claims = {"aud": f"{parts.scheme}://{parts.netloc}", "exp": now + HOLDS, "sub": contact}
    said = ".".join(
        written(json.dumps(one, separators=(",", ":")).encode())
        for one in ({"typ": "JWT", "alg": "ES256"}, claims)
    )
    signed = _private(key).sign(said.encode(), ec.ECDSA(hashes.SHA256()))
    both = b"".join(number.to_bytes(32, "big") for number in decode_dss_signature(signed))
    return f"vapid t={said}.{written(both)}, k={public_part(key)}"


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(unwritten(key), "big"), ec.SECP256R1())


def _public(text: str) -> ec.EllipticCurvePublicKey:
    raw = unwritten(text)
    if len(raw) != _POINT:
        raise NotAReceiver("the key of a browser has 65 bytes")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), raw)
    except ValueError as error:
        raise NotAReceiver("no point of the curve") from error


def _point(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )


def _drawn(material: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=salt, info=info).derive(material)
