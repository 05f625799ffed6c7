"""Address books as tests bring them in."""

from __future__ import annotations

from pathlib import Path

from klientel.crm.models import Contact
from klientel.integrations.models import ImportRun
from klientel.integrations.tests.files import imported
from tests.cast import Firm


def bring(firm: Firm, folder: Path, text: str, **changes: object) -> ImportRun:
    path = folder / "adressen.csv"
    path.write_text(text, encoding="utf-8")
    return imported(firm.olga, path, "address_book", **changes)


def people(firm: Firm) -> dict[str, Contact]:
    return {one.name: one for one in Contact.objects.visible_to(firm.olga)}
