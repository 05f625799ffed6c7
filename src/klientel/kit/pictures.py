"""A picture written anew: its dots and colours, and nothing that a camera or program wrote to them.

What is read is bounded before it is decoded: dots, frames, and one picture at a time.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from PIL.Image import Image

#: four bytes each while it is decoded: 160 MB for a photo, which is written as it is read;
#: the others are held twice where they are turned
MOST_DOTS = 24_000_000
MOST_DOTS_OF_A_PHOTO = 40_000_000
#: of all frames together, which are held at once while a moving picture is written
MOST_MOVING_DOTS = 20_000_000
MOST_FRAMES = 500
#: colours of a printer's press fill half of it; more is somebody's luggage
_LARGEST_PROFILE = 1_500_000
_FORMATS = ("PNG", "JPEG", "GIF", "WEBP")
_ORIENTATION = 0x0112
#: what stays of what stands beside the dots, since they would look different without it
_KEPT = frozenset({"transparency", "duration", "loop", "background", "version", "default_image"})

#: two large pictures at once would take the memory of a small server
_one_at_a_time = threading.Lock()


class Size(NamedTuple):
    """The width and height of a picture in dots."""

    width: int
    height: int


def write_clean(source: IO[bytes], target: IO[bytes]) -> Size | None:
    """Write the picture in `source` anew to `target`; its size as it is seen.

    None for what is no whole picture, has too many dots or frames, or cannot be read; what was
    written then is worth nothing.
    """
    with _one_at_a_time:
        try:
            return _written(source, target)
        # A decoder meets bytes of strangers and raises whatever it stumbles over. All of it means
        # the same: this is not shown.
        except (Exception, MemoryError):
            return None


def _written(source: IO[bytes], target: IO[bytes]) -> Size | None:
    from PIL import Image

    with Image.open(source, formats=_FORMATS) as picture:
        dots = picture.width * picture.height
        if _is_photo(picture):
            return _photo(picture, target) if dots <= MOST_DOTS_OF_A_PHOTO else None
        if dots > MOST_DOTS:
            return None
        frames = int(getattr(picture, "n_frames", 1))
        if frames > 1 and (frames > MOST_FRAMES or dots * frames > MOST_MOVING_DOTS):
            return None
        return _drawing(picture, frames, target)


def _is_photo(picture: Image) -> bool:
    # several photos in one file, as telephones write them: the first one is the photo
    return picture.format in ("JPEG", "MPO")


def _photo(picture: Image, target: IO[bytes]) -> Size:
    """A photo with the tables it was pressed with, so that it hardly loses by being written again.

    How it is turned stays said beside it, which every browser heeds; turning it would press anew.
    """
    from PIL.Image import Exif

    turned = _orientation(picture)
    more = _beside(picture)
    if turned > 1:
        said = Exif()
        said[_ORIENTATION] = turned
        more["exif"] = said.tobytes()
    picture.load()
    picture.info = {}
    picture.save(target, "JPEG", quality="keep" if picture.format == "JPEG" else 92, **more)
    width, height = picture.size
    return Size(height, width) if turned > 4 else Size(width, height)


def _drawing(picture: Image, frames: int, target: IO[bytes]) -> Size:
    """A PNG, GIF or WebP of the same kind, turned upright, with all its frames."""
    kind = picture.format
    turned = _orientation(picture)
    more = _beside(picture)
    first, *others = list(_frames(picture, frames, turned))
    if kind == "WEBP":
        more |= {"quality": 90, "method": 2}
    if others:
        more["save_all"] = True
        more["append_images"] = others
        if "loop" in first.info:
            more["loop"] = int(first.info["loop"])
        more["duration"] = [int(one.info.get("duration", 0)) for one in (first, *others)]
        if kind == "GIF" and any("transparency" in one.info for one in (first, *others)):
            more["disposal"] = 2
    if kind == "GIF":
        more.pop("icc_profile", None)
        more.pop("dpi", None)
    first.save(target, kind, **more)
    return Size(*first.size)


def _frames(picture: Image, frames: int, turned: int) -> Iterator[Image]:
    for number in range(frames):
        if frames > 1:
            picture.seek(number)
        picture.load()
        frame = picture.copy() if frames > 1 else picture
        frame.info = {name: value for name, value in frame.info.items() if name in _KEPT}
        yield _upright(frame, turned)


def _upright(frame: Image, turned: int) -> Image:
    from PIL.Image import Transpose

    ways = {
        2: Transpose.FLIP_LEFT_RIGHT,
        3: Transpose.ROTATE_180,
        4: Transpose.FLIP_TOP_BOTTOM,
        5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270,
        7: Transpose.TRANSVERSE,
        8: Transpose.ROTATE_90,
    }
    return frame.transpose(ways[turned]) if turned in ways else frame


def _orientation(picture: Image) -> int:
    found = picture.getexif().get(_ORIENTATION, 1)
    return found if isinstance(found, int) and 1 <= found <= 8 else 1


def _beside(picture: Image) -> dict[str, Any]:
    """The colours that the numbers of the dots mean, and how large it is to be printed."""
    kept: dict[str, Any] = {}
    profile = picture.info.get("icc_profile")
    if isinstance(profile, bytes) and len(profile) <= _LARGEST_PROFILE:
        kept["icc_profile"] = profile
    if "dpi" in picture.info:
        kept["dpi"] = picture.info["dpi"]
    return kept
