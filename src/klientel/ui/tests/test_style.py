"""Colours keep their contrast and stay in one file; what is sent stays small."""

import gzip
import re
from pathlib import Path

import pytest

from klientel.ui import assets

CSS = Path(__file__).resolve().parents[1] / "frontend" / "css"
TOKENS = (CSS / "tokens.css").read_text()
LIGHT, DARK = 0, 1
TEXT, GRAPHIC = 4.5, 3.0

PAIRS = [
    *[
        ("ink", ground, TEXT)
        for ground in ("canvas", "surface", "sunken", "accent-tint", "note", "raised")
    ],
    *[("ink-2", ground, TEXT) for ground in ("surface", "sunken", "accent-tint", "canvas")],
    *[("ink-3", ground, TEXT) for ground in ("surface", "sunken", "raised", "accent-tint", "note")],
    *[("control", ground, GRAPHIC) for ground in ("surface", "sunken", "accent-tint", "raised")],
    *[("accent", ground, TEXT) for ground in ("surface", "sunken", "accent-tint", "canvas")],
    *[("on-accent", ground, TEXT) for ground in ("accent", "accent-hover", "client")],
    *[(tone, "surface", TEXT) for tone in ("client", "kunde", "ok", "warn", "bad")],
    *[(tone, f"{tone}-tint", TEXT) for tone in ("client", "kunde", "ok", "warn", "bad")],
    *[(tone, "line", GRAPHIC) for tone in ("accent", "warn", "bad")],
    *[(f"hue-{number}-ink", f"hue-{number}", TEXT) for number in range(1, 7)],
    *[(f"series-{number}", "surface", GRAPHIC) for number in range(1, 6)],
    ("canvas", "ink", TEXT),
    ("canvas", "ink-2", TEXT),
    ("warn", "note", TEXT),
]


def colour(name: str, theme: int) -> str:
    found = re.search(rf"--{name}: light-dark\((#\w{{6}}), (#\w{{6}})\);", TOKENS)
    assert found, name
    return found.group(theme + 1)


def luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "need"), PAIRS, ids=str)
def test_contrast(front, ground, need, theme):
    assert contrast(colour(front, theme), colour(ground, theme)) >= need


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.stem)
def test_colours_stand_in_the_tokens_only(path):
    if path.name == "tokens.css":
        return
    rules = re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)
    rules = (
        re.sub(r"light-dark\((?:[^()]|\([^()]*\))*\)", "", rules)
        if path.name == "plain.css"
        else rules
    )
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*[;}])|\brgb\(|\bhsl\(|\boklch\(", rules)


@pytest.mark.parametrize("path", sorted(CSS.glob("*.css")), ids=lambda path: path.stem)
def test_important_is_for_print_only(path):
    assert path.name == "print.css" or "!important" not in path.read_text()


def test_every_sheet_is_imported():
    entry = (CSS.parent / "main.css").read_text()
    assert {f"./css/{path.name}" for path in CSS.glob("*.css")} == set(
        re.findall(r'@import "([^"]+)"', entry)
    )


built = pytest.mark.skipif(not assets.manifest(), reason="the front end is not built")


def weight(name: str) -> int:
    path = assets.BUILT / name
    return len(gzip.compress(path.read_bytes(), 9))


@built
def test_what_every_page_loads_stays_small():
    entry = assets.manifest()[assets.ENTRY]
    imported = [assets.manifest()[name]["file"] for name in entry.get("imports", ())]
    assert sum(map(weight, [entry["file"], *imported])) <= 45_000
    assert sum(map(weight, entry["css"])) <= 35_000
    assert weight(assets.manifest()["ui/frontend/sprite.svg"]["file"]) <= 14_000
    fonts = [name for name in entry["assets"] if name.endswith(".woff2")]
    assert [(assets.BUILT / name).stat().st_size <= 50_000 for name in fonts] == [True]


@built
def test_the_sprite_holds_every_icon():
    from klientel.ui.icons import NAMES

    sprite = (assets.BUILT / assets.manifest()["ui/frontend/sprite.svg"]["file"]).read_text()
    assert set(re.findall(r'<symbol id="([^"]+)"', sprite)) == NAMES


@built
def test_addresses_come_from_the_manifest():
    assert re.fullmatch(r"/static/klientel/assets/ui-main-[\w-]{8}\.js", assets.asset("main.ts"))
    assert len(assets.styles()) == 1
