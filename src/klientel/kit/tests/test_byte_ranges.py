"""Which bytes a request asks for."""

from __future__ import annotations

import pytest

from klientel.kit.byte_ranges import NoSuchRange, range_of


@pytest.mark.parametrize(
    ("header", "wanted"),
    [
        ("bytes=0-3", range(4)),
        ("bytes=4-", range(4, 10)),
        ("bytes=-3", range(7, 10)),
        ("bytes=-99", range(10)),
        ("bytes=8-99", range(8, 10)),
        ("Bytes = 0-0", range(1)),
    ],
)
def test_a_part_is_what_was_asked_for(header: str, wanted: range) -> None:
    assert range_of(header, 10) == wanted


@pytest.mark.parametrize(
    "header",
    ["", "bytes=", "bytes=-", "bytes=0-1,4-5", "lines=0-1", "bytes=5-4", "bytes=x-1", "bytes=²-"],
)
def test_what_is_no_single_part_means_the_whole(header: str) -> None:
    assert range_of(header, 10) is None


@pytest.mark.parametrize("header", ["bytes=10-", "bytes=99-100", "bytes=-0"])
def test_what_is_behind_the_end_is_refused_with_the_size(header: str) -> None:
    with pytest.raises(NoSuchRange) as refused:
        range_of(header, 10)
    assert refused.value.headers == {"Content-Range": "bytes */10"}


def test_nothing_is_a_part_of_nothing() -> None:
    with pytest.raises(NoSuchRange):
        range_of("bytes=0-", 0)
