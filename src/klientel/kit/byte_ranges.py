"""Which bytes of something a request asks for, after RFC 9110 section 14."""

from __future__ import annotations

import re

from klientel.kit.refused import Refused

_ONE = re.compile(r"bytes\s*=\s*(\d{0,18})-(\d{0,18})", re.ASCII | re.IGNORECASE)


class NoSuchRange(Refused):
    """Bytes behind the end were asked for (416); `headers` say how many there are."""

    status = 416

    def __init__(self, size: int) -> None:
        super().__init__("The file has {size} bytes; these are not among them.", size=size)
        self.headers = {"Content-Range": f"bytes */{size}"}


def range_of(header: str, size: int) -> range | None:
    """The bytes that a `Range` asks for of something with `size` bytes; None for all of them.

    What asks for several parts, or is no range, may be answered with the whole, and is. Raises
    `NoSuchRange`.
    """
    read = _ONE.fullmatch(header.strip())
    if read is None or not (read[1] or read[2]):
        return None
    if not read[1]:
        start, end = max(0, size - int(read[2])), size
        if not int(read[2]):
            raise NoSuchRange(size)
    else:
        start = int(read[1])
        last = int(read[2]) if read[2] else size - 1
        if read[2] and last < start:
            return None
        end = min(last + 1, size)
    if start >= size:
        raise NoSuchRange(size)
    return range(start, end)
