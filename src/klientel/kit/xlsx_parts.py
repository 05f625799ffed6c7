"""The parts of an Excel file (ECMA-376): taken out of their zip with care, and read as XML."""

from __future__ import annotations

import lzma
import mmap
import posixpath
import re
import struct
import tempfile
import zipfile
import zlib
from array import array
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import IO, Any
from xml.parsers import expat  # nosec: document types, and with them entities, are refused below

from klientel.kit.refused import Refused
from klientel.kit.xlsx_formats import Show, plain, show_of

_PIECE = 1 << 18
#: what is read of one part, unpacked; a hundred thousand rows take about 60 MB
MOST_UNPACKED = 800 * 1024 * 1024
_MOST_PARTS = 20_000
_MOST_SMALL = 32 * 1024 * 1024
_MOST_STYLES = 200_000
#: what reading a zip that is none comes to
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError,
    ValueError, LookupError, OverflowError,
)  # fmt: skip
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def broken() -> Refused:
    """The sentence for a file that ends early or contradicts itself."""
    return Refused(
        "This Excel file is damaged. Please open it in Excel, save it again and choose it anew.",
        "file",
    )


def too_much() -> Refused:
    """The sentence for what unpacks to more than anybody would import."""
    return Refused(
        "Unpacked, this Excel file is larger than {max} MB. Please split it, or save it as CSV.",
        "file",
        max=MOST_UNPACKED // 1024**2,
    )


class Package:
    """The zip of an Excel file; reads pieces of parts, never more than the limit."""

    def __init__(self, path: Any) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except _BROKEN:
            raise broken() from None
        infos = self._zip.infolist()
        if len(infos) > _MOST_PARTS:
            self._zip.close()
            raise too_much()
        self.names = {info.filename.lstrip("/").lower(): info for info in infos}
        self.is_locked = any(info.flag_bits & 1 for info in infos)

    def close(self) -> None:
        self._zip.close()

    def has(self, name: str) -> bool:
        return name.lower() in self.names

    def pieces(self, name: str, most: int = 0) -> Iterator[bytes]:
        """The bytes of a part; counts what truly comes out, whatever the zip claims."""
        info = self.names.get(name.lower())
        if info is None:
            raise broken()
        left = most or MOST_UNPACKED
        try:
            with self._zip.open(info) as part:
                while piece := part.read(_PIECE):
                    left -= len(piece)
                    if left < 0:
                        raise too_much()
                    yield piece
        except _BROKEN:
            raise broken() from None

    def small(self, name: str) -> Iterator[bytes]:
        """The bytes of a part that describes the others."""
        return self.pieces(name, _MOST_SMALL)


class Reader:
    """Reads XML in pieces; document types, which only attacks bring, are refused."""

    def __init__(
        self,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = start
        if end:
            self._parser.EndElementHandler = end
        if text:
            self._parser.CharacterDataHandler = text
        self._parser.StartDoctypeDeclHandler = self._refuse

    def _refuse(self, *_args: Any) -> None:
        raise broken()

    def feed(self, piece: bytes, *, is_last: bool = False) -> None:
        try:
            self._parser.Parse(piece, is_last)
        except expat.ExpatError:
            raise broken() from None

    def read(self, pieces: Iterator[bytes]) -> None:
        for piece in pieces:
            self.feed(piece)
        self.feed(b"", is_last=True)


def local(name: str) -> str:
    """The name of an element without its prefix, which every writer chooses by itself."""
    return name.rpartition(":")[2]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook: its name, its part of the zip, and whether people see it."""

    name: str
    part: str
    is_hidden: bool


@dataclass(frozen=True)
class Book:
    """What the parts that describe the others say."""

    sheets: tuple[Sheet, ...]
    is_1904: bool
    strings: str
    styles: str


def book_of(package: Package) -> Book:
    """The sheets of a package, in the order of their tabs."""
    roots = _relations(package, "")
    main = next((target for sort, target in roots.values() if sort == "officeDocument"), "")
    main = main if package.has(main) else "xl/workbook.xml"
    if not package.has(main):
        raise broken()
    relations = _relations(package, main)
    sheets: list[Sheet] = []
    is_1904 = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_1904
        if local(name) == "workbookPr":
            is_1904 = attributes.get("date1904", "0") in ("1", "true")
        elif local(name) == "sheet":
            key = next((v for k, v in attributes.items() if local(k) == "id" and ":" in k), "")
            sort, part = relations.get(key, ("", ""))
            if sort == "worksheet" and package.has(part):
                is_hidden = attributes.get("state", "visible") != "visible"
                sheets.append(Sheet(attributes.get("name", ""), part, is_hidden))

    Reader(start).read(package.small(main))
    by_sort = dict(relations.values())
    return Book(tuple(sheets), is_1904, by_sort.get("sharedStrings", ""), by_sort.get("styles", ""))


def _relations(package: Package, part: str) -> Mapping[str, tuple[str, str]]:
    """What a part names, by id: the last word of its sort, and the path in the zip."""
    folder, name = posixpath.split(part)
    path = posixpath.join(folder, "_rels", f"{name}.rels")
    found: dict[str, tuple[str, str]] = {}
    if not package.has(path):
        return found

    def start(element: str, attributes: dict[str, str]) -> None:
        if local(element) == "Relationship":
            target = attributes.get("Target", "").replace("\\", "/")
            target = target if target.startswith("/") else posixpath.join(folder, target)
            sort = attributes.get("Type", "").rpartition("/")[2]
            found[attributes.get("Id", "")] = (sort, posixpath.normpath(target).lstrip("/"))

    Reader(start).read(package.small(path))
    return found


def unescaped(text: str) -> str:
    """Text in which Excel wrote control characters as `_x000D_`."""
    return _ESCAPED.sub(lambda one: chr(int(one[1], 16)), text) if "_x" in text else text


class Strings:
    """The texts that cells share, in a temporary file: a million need no more memory than ten."""

    def __init__(self, package: Package, part: str) -> None:
        self._ends = array("Q", [0])
        self._file: IO[bytes] = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._map: mmap.mmap | None = None
        if part and package.has(part):
            self._take_in(package.pieces(part))
        if self._ends[-1]:
            self._file.flush()
            self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)

    def _take_in(self, pieces: Iterator[bytes]) -> None:
        texts: list[str] = []
        depth_of_hint = 0
        is_text = False

        def start(name: str, attributes: dict[str, str]) -> None:
            nonlocal is_text, depth_of_hint
            name = local(name)
            depth_of_hint += name == "rPh"
            is_text = name == "t" and not depth_of_hint

        def end(name: str) -> None:
            nonlocal is_text, depth_of_hint
            is_text = False
            name = local(name)
            depth_of_hint -= name == "rPh"
            if name == "si":
                stored = unescaped("".join(texts)).encode(errors="replace")
                texts.clear()
                self._file.write(stored)
                self._ends.append(self._ends[-1] + len(stored))

        Reader(start, end, lambda text: texts.append(text) if is_text else None).read(pieces)

    def __getitem__(self, index: int) -> str:
        if not 0 <= index < len(self._ends) - 1:
            raise broken()
        begin, end = self._ends[index], self._ends[index + 1]
        return self._map[begin:end].decode() if self._map and end > begin else ""

    def close(self) -> None:
        if self._map is not None:
            self._map.close()
        self._file.close()


def shows_of(package: Package, book: Book) -> list[Show]:
    """How numbers are shown, by the style of their cells."""
    codes: dict[int, str] = {}
    styles: list[int] = []
    is_inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal is_inside
        name = local(name)
        if name == "numFmt":
            codes[whole(attributes.get("numFmtId"))] = attributes.get("formatCode", "")[:1000]
        elif name == "cellXfs":
            is_inside = True
        elif name == "xf" and is_inside and len(styles) < _MOST_STYLES:
            styles.append(whole(attributes.get("numFmtId")))

    def end(name: str) -> None:
        nonlocal is_inside
        if local(name) == "cellXfs":
            is_inside = False

    if book.styles and package.has(book.styles):
        Reader(start, end).read(package.small(book.styles))
    known = {one: show_of(one, codes.get(one), is_1904=book.is_1904) for one in set(styles)}
    return [known[one] for one in styles] or [plain]


def whole(text: str | None, otherwise: int = 0) -> int:
    """A number of at most nine digits that a file is built with, or what stands for a wrong one."""
    is_whole = text is not None and len(text) < 10 and text.isascii() and text.isdigit()
    return int(text) if text is not None and is_whole else otherwise
