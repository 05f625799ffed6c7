"""Web push: the example of the standard, what a browser reads, whose signature it is."""

from __future__ import annotations

import json

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from klientel.kit import web_push
from klientel.kit.tests.push_browser import Browser
from klientel.kit.web_push import NotAReceiver, Receiver, unwritten, written


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
