"""A picture written anew: what stays, what goes, and what is not even looked at."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, PngImagePlugin

from klientel.kit import pictures
from klientel.kit.pictures import Size, write_clean

SECRET = "geheim"


def written(image: Image.Image, kind: str, **more: Any) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **more)
    return out.getvalue()


def clean(content: bytes) -> tuple[Size | None, bytes]:
    out = io.BytesIO()
    return write_clean(io.BytesIO(content), out), out.getvalue()


def again(content: bytes) -> Any:
    return Image.open(io.BytesIO(content))


def of_a_camera(turned: int = 1) -> bytes:
    said = Image.Exif()
    said[0x0112] = turned
    said[0x010F] = SECRET
    place = said.get_ifd(0x8825)
    place[1], place[2] = "N", (52.0, 31.0, 12.0)
    return said.tobytes()


def left_is_red() -> Image.Image:
    image = Image.new("RGB", (80, 40), "blue")
    image.paste("red", (0, 0, 40, 40))
    return image


def frames() -> list[Image.Image]:
    return [Image.new("RGB", (20, 10), colour) for colour in ("red", "green", "blue")]


def test_a_photo_loses_place_camera_and_words_and_stays_turned_as_it_was() -> None:
    given = written(
        left_is_red(), "JPEG", exif=of_a_camera(6), comment=SECRET.encode(), xmp=SECRET.encode()
    )
    assert again(given).getexif().get_ifd(0x8825)
    size, got = clean(given)
    assert size == Size(40, 80)
    assert dict(again(got).getexif()) == {0x0112: 6}
    assert SECRET.encode() not in got


def test_a_photo_hardly_changes_by_being_written_anew() -> None:
    profile = b"\0" * 128 + b"of colours"
    given = written(left_is_red(), "JPEG", quality=77, icc_profile=profile, dpi=(300, 300))
    _size, got = clean(given)
    before, after = again(given), again(got)
    assert after.quantization == before.quantization
    assert after.info["icc_profile"] == profile
    assert after.info["dpi"] == (300, 300)


def test_colours_of_a_press_stay_colours_of_a_press() -> None:
    _size, got = clean(written(left_is_red().convert("CMYK"), "JPEG"))
    assert again(got).mode == "CMYK"
    assert again(got).convert("RGB").getpixel((10, 10))[0] > 200


def test_a_drawing_loses_its_words_and_is_turned_upright() -> None:
    words = PngImagePlugin.PngInfo()
    words.add_text("Author", SECRET)
    words.add_itxt("XML:com.adobe.xmp", SECRET)
    given = written(left_is_red(), "PNG", pnginfo=words, exif=of_a_camera(6))
    size, got = clean(given)
    assert size == Size(40, 80)
    assert SECRET.encode() not in got
    assert not again(got).getexif()
    # what was left is at the top now
    assert again(got).getpixel((20, 10)) == (255, 0, 0)
    assert again(got).getpixel((20, 70)) == (0, 0, 255)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_drawings_of_every_depth_are_written(mode: str) -> None:
    image = left_is_red()
    given = written((image.convert("L") if mode in ("1", "LA") else image).convert(mode), "PNG")
    size, got = clean(given)
    assert size == Size(80, 40)
    assert again(got).mode == again(given).mode


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG"])
def test_what_moves_goes_on_moving_and_says_nothing_more(kind: str) -> None:
    first, *others = frames()
    told = {
        "GIF": {"comment": SECRET.encode()},
        "WEBP": {"exif": of_a_camera(), "xmp": SECRET.encode()},
        "PNG": {"exif": of_a_camera()},
    }[kind]
    lasting = [100, 200, 300]
    given = written(first, kind, save_all=True, append_images=others, duration=lasting, **told)
    assert SECRET.encode() in given
    size, got = clean(given)
    moving = again(got)
    assert size == Size(20, 10)
    assert moving.n_frames == 3
    assert SECRET.encode() not in got
    seen, times = [], []
    for number in range(3):
        moving.seek(number)
        moving.load()
        times.append(moving.info["duration"])
        seen.append(max(range(3), key=moving.convert("RGB").getpixel((5, 5)).__getitem__))
    assert seen == [0, 1, 2]
    assert [int(time) for time in times] == lasting


def test_a_gif_that_plays_once_plays_once() -> None:
    first, *others = frames()
    _size, got = clean(written(first, "GIF", save_all=True, append_images=others, duration=100))
    assert "loop" not in again(got).info


def flood(width: int, height: int) -> bytes:
    """A drawing whose few bytes unpack to as many dots as it says."""
    rows = zlib.compress(b"\0" * ((width // 8 + 1) * height), 9)
    parts = [(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)), (b"IDAT", rows)]
    sealed = [
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        for name, data in [*parts, (b"IEND", b"")]
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(sealed)


def test_a_flood_of_dots_is_not_even_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = flood(20_000, 20_000)
    assert len(bomb) < 200_000

    def never(*_args: Any) -> None:
        raise AssertionError("was unpacked")

    monkeypatch.setattr(pictures, "_drawing", never)
    assert clean(bomb) == (None, b"")


def test_a_flood_of_frames_or_of_words_is_no_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *others = frames()
    given = written(first, "GIF", save_all=True, append_images=others, duration=100)
    monkeypatch.setattr(pictures, "MOST_FRAMES", 2)
    assert clean(given)[0] is None
    monkeypatch.setattr(pictures, "MOST_FRAMES", 3)
    assert clean(given)[0] == Size(20, 10)
    monkeypatch.setattr(pictures, "MOST_MOVING_DOTS", 599)
    assert clean(given)[0] is None
    words = PngImagePlugin.PngInfo()
    words.add_text("much", "a" * 80_000_000, zip=True)
    assert clean(written(left_is_red(), "PNG", pnginfo=words))[0] is None


def test_what_is_broken_or_something_else_is_no_picture() -> None:
    photo = written(left_is_red(), "JPEG")
    drawing = written(Image.effect_noise((80, 40), 90), "PNG")
    broken = [b"", b"\x89PNG", b"GIF8", b"RIFF\0\0\0\0WEBPVP8 ", photo[: len(photo) // 2]]
    broken += [drawing[: len(drawing) // 2], b"%PDF-1.7", b"\xff\xd8\xff\xff" * 9]
    broken.append(written(left_is_red(), "BMP"))
    assert [clean(one)[0] for one in broken] == [None] * len(broken)


def test_what_hangs_behind_a_picture_does_not_come_along() -> None:
    _size, got = clean(written(left_is_red(), "GIF") + b"<script>geheim</script>")
    assert SECRET.encode() not in got
