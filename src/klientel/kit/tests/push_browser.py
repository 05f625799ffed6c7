"""A browser that takes messages pushed to it."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from klientel.kit import web_push
from klientel.kit.web_push import Receiver, written


class Browser:
    """What stands at the other end: its keys, and how it opens what was sealed for it."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.auth = b"sixteen bytes  ."
        self.receiver = Receiver(
            written(web_push._point(self.key.public_key())), written(self.auth)
        )

    def opened(self, body: bytes) -> bytes:
        """The message of a body, by the steps of RFC 8291 from the other side."""
        salt, length = body[:16], body[20]
        theirs, sealed = body[21 : 21 + length], body[21 + length :]
        sender = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), theirs)
        shared = self.key.exchange(ec.ECDH(), sender)
        own = web_push._point(self.key.public_key())
        drawn = web_push._drawn
        material = drawn(shared, self.auth, b"WebPush: info\0" + own + theirs, 32)
        key = drawn(material, salt, b"Content-Encoding: aes128gcm\0", 16)
        nonce = drawn(material, salt, b"Content-Encoding: nonce\0", 12)
        return AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\0")[:-1]
