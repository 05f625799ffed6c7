"""Every component renders, in both languages, and holds nothing that the policy would block."""

import json
import re
from pathlib import Path

import pytest
from django.test import RequestFactory, override_settings
from django.utils import translation

from klientel.ui import icons
from klientel.ui.pages import SAMPLES, gallery_page

UI = Path(__file__).resolve().parents[1]
ROOMS = UI.parent
TEMPLATES = sorted((UI / "templates").rglob("*.html"))


def shown(sample: str, language: str) -> str:
    with override_settings(DEBUG=True):
        answer = gallery_page(RequestFactory().get("/dev/components", {"lang": language}), sample)
    return answer.content.decode()


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize("sample", ["", *sorted(SAMPLES)])
def test_every_sample_page_renders(sample, language):
    page = shown(sample, language)
    if sample not in {"palette", "peek", "fact"}:
        assert "<svg" in page
        assert page.count("<h1") == 1
        assert f'<html lang="{language}"' in page


@pytest.mark.parametrize("sample", ["", *sorted(SAMPLES)])
def test_no_page_needs_what_the_policy_forbids(sample):
    page = shown(sample, "en")
    assert not re.search(r"\sstyle=|\son[a-z]+=|javascript:", page)
    assert not re.search(r"<script(?![^>]*\bsrc=)", page)


def test_ids_are_used_once():
    for sample in ("", "list", "client", "customer", "form"):
        ids = re.findall(r'\bid="([^"]+)"', shown(sample, "en"))
        assert sorted(set(ids)) == sorted(ids)


def test_the_gallery_is_only_there_while_debugging():
    from django.http import Http404

    with override_settings(DEBUG=False), pytest.raises(Http404):
        gallery_page(RequestFactory().get("/dev/components"))


def test_every_component_is_shown_in_the_gallery():
    sources = "".join(path.read_text() for path in TEMPLATES if path.parent.name != "components")
    everywhere = sources + "".join(path.read_text() for path in TEMPLATES)
    for path in (UI / "templates/ui/components").glob("*.html"):
        assert f"ui/components/{path.name}" in everywhere


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.stem)
def test_templates_hold_no_style_and_no_handlers(path):
    text = path.read_text()
    assert not re.search(r"<[^>]*\sstyle=", text)
    assert not re.search(r"<[^>{]*\son[a-z]+=", text)
    assert "|safe" not in text.replace(" ", "")
    assert len(text.splitlines()) <= 120


def test_icons_that_are_named_exist():
    named = set()
    for path in ROOMS.glob("*/templates/**/*.html"):
        named |= set(re.findall(r'\b(?:draw_)?icon\("([a-z0-9-]+)"', path.read_text()))
    assert named <= icons.NAMES


def test_an_unknown_icon_is_an_error():
    with pytest.raises(LookupError):
        icons.icon("no-such-icon")


def test_the_list_of_icons_is_sorted_and_each_is_named_once():
    names = json.loads((UI / "frontend/icons.json").read_text())
    assert names == sorted(set(names))


def test_initials_and_hues():
    from klientel.ui.badge import hue
    from klientel.ui.jinja import initials, share

    names = {
        "Nord Media GmbH": "NM",
        "Dr. Lena von Schmidt": "LS",
        "Lena": "L",
        "Nordlicht GmbH": "N",
        "GmbH": "G",
        "Meyer-Ott": "MO",
        "& Co": "C",
        " ": "?",
    }
    assert {name: initials(name) for name in names} == names
    assert hue("Nord Media") == hue("Nord Media")
    assert [share(1, 0), share(3, 2), share(-1, 2), share(1, 4)] == [0, 100, 0, 25]


def test_the_words_of_components_follow_the_language():
    with translation.override("de"):
        assert "Zum Inhalt springen" in shown("list", "de")
    assert "Skip to content" in shown("list", "en")
