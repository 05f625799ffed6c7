"""What people see at an address that is no page, or no page for them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from klientel.config import wsgi
from tests.cast import Firm

pytestmark = pytest.mark.django_db


def test_an_address_that_only_takes_forms_says_so_on_a_page(firm: Firm) -> None:
    answer = firm.client().get("/me/sessions/others/end")
    assert answer.status_code == 405
    assert answer.headers["Allow"] == "POST"
    assert "There is no page at this address" in answer.content.decode()


def test_nothing_is_said_in_the_language_of_who_is_signed_in(firm: Firm) -> None:
    user = firm.members["olga"].user
    user.language = "de"
    user.save(update_fields=["language"])
    for path in ("/nowhere/accounts", "/me/nowhere"):
        answer = firm.client().get(path, headers={"accept-language": "en"})
        assert answer.status_code == 404, path
        assert "Hier ist nichts" in answer.content.decode(), path


def test_a_file_that_an_upgrade_took_away_is_not_found(tmp_path: Path) -> None:
    built = tmp_path / "page-0a1b2c3d.js"
    built.write_text("1")
    said: list[str] = []

    def pages(environ: Any, start_response: Any) -> list[bytes]:
        start_response("404 Not Found", [])
        return [b""]

    files = wsgi._Files(pages, root=tmp_path, prefix="static/")
    built.unlink()
    environ = {"PATH_INFO": "/static/page-0a1b2c3d.js", "REQUEST_METHOD": "GET"}
    files(environ, lambda status, headers: said.append(status))
    assert said == ["404 Not Found"]
