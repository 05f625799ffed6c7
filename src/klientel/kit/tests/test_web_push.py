"""Web push: the example of the standard, what a browser reads, whose signature it is."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from klientel.kit import web_push
from klientel.kit.web_push import NotAReceiver, Receiver, unwritten, written


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


def test_it_seals_the_example_of_the_standard() -> None:
    """RFC 8291, 5 and appendix A."""
    receiver = Receiver(
        "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
        "BTBZMqHH6r4Tts7J_aSIgg",
    )
    once = web_push._private("yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw")
    text = b"When I grow up, I want to be a watermelon"
    sealed = web_push._sealed(receiver, text, once, unwritten("DGv6ra1nlYgDCS1FRnbzlw"), filled=0)
    assert written(sealed) == (
        "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLoc"
        "InmYWAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVW"
        "GNWQexSgSxsj_Qulcy4a-fN"
    )


def test_only_the_browser_it_is_for_reads_a_message_and_its_length_tells_nothing() -> None:
    browser = Browser()
    short, long = (web_push.sealed_for(browser.receiver, one) for one in (b"a", b"b" * 900))
    assert browser.opened(short) == b"a"
    assert browser.opened(long) == b"b" * 900
    assert len(short) == len(long) < 4_096
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever the library says
        Browser().opened(short)


def test_the_signature_names_the_service_the_sender_and_an_end() -> None:
    key = web_push.new_key()
    header = web_push.authorization("https://push.example/a/b?c", key, "mailto:a@b.example", 1000)
    scheme, _space, rest = header.partition(" ")
    token, public = (part.split("=", 1)[1] for part in rest.split(", "))
    said, _dot, signature = token.rpartition(".")
    raw = unwritten(signature)
    numbers = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    web_push._public(public).verify(
        encode_dss_signature(*numbers), said.encode(), ec.ECDSA(hashes.SHA256())
    )
    assert (scheme, public) == ("vapid", web_push.public_part(key))
    assert json.loads(unwritten(said.split(".")[1])) == {
        "aud": "https://push.example",
        "exp": 1000 + web_push.HOLDS,
        "sub": "mailto:a@b.example",
    }


@pytest.mark.parametrize(
    ("p256dh", "auth"),
    [
        ("", ""),
        ("AAAA", "BTBZMqHH6r4Tts7J_aSIgg"),
        (written(b"\x04" + b"\x01" * 64), "BTBZMqHH6r4Tts7J_aSIgg"),
        ("not base64!", "BTBZMqHH6r4Tts7J_aSIgg"),
    ],
)
def test_what_is_no_key_of_a_browser_is_refused(p256dh: str, auth: str) -> None:
    with pytest.raises(NotAReceiver):
        Receiver(p256dh, auth)
    with pytest.raises(NotAReceiver):
        Receiver(Browser().receiver.p256dh, "AAAA")
