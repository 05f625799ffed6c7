"""Made-up content of the component gallery, in both languages; no page of the product uses it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language

from .navigation import NavGroup, Navigation, NavItem


def say(german: str, english: str) -> str:
    """Sample text in the reader's language; sample data has no business in the catalogues."""
    return german if (get_language() or "en").startswith("de") else english


def navigation(current: str = "accounts") -> Navigation:
    """A sidebar as a full workspace has it."""
    rooms = (
        ("today", say("Mein Tag", "My day"), "sun", "G M", 0),
        ("inbox", say("Eingang", "Inbox"), "inbox", "G E", 3),
        ("accounts", say("Clients & Kunden", "Clients & customers"), "users", "G K", 0),
        ("orders", say("Aufträge", "Orders"), "package", "G A", 0),
        ("tickets", say("Anfragen", "Tickets"), "life-buoy", "G N", 5),
        ("reports", say("Auswertung", "Reports"), "chart-column", "G W", 0),
    )
    base = "/dev/components"
    return Navigation(
        workspace="Studio Roth",
        home=base,
        items=tuple(
            NavItem(
                label,
                f"{base}/{'list' if name == 'accounts' else '#' + name}",
                glyph,
                key,
                count,
                name == current,
            )
            for name, label, glyph, key, count in rooms
        ),
        groups=(
            NavGroup(
                say("Angeheftet", "Pinned"),
                (
                    NavItem(say("Meine Clients", "My clients"), f"{base}/list?view=1", "pin"),
                    NavItem(
                        say("Schläft seit 60 Tagen", "Asleep for 60 days"),
                        f"{base}/list?view=2",
                        "pin",
                    ),
                ),
            ),
        ),
        palette=f"{base}/palette",
        create=f"{base}/#new",
        create_label=say("Neu", "New"),
        person="Jana Roth",
        person_email="jana@studio-roth.example",
        profile=f"{base}/#me",
        sign_out=f"{base}/sign-in",
    )


def rows() -> list[dict[str, Any]]:
    """Accounts of a list page: usual ones first, then what is long, late or gone."""
    return [*_usual_rows(), *_unusual_rows()]


def _usual_rows() -> list[dict[str, Any]]:
    client, customer = "client", "customer"
    return [
        _row(
            "Nord Media GmbH",
            client,
            say("Aktiv", "Active"),
            ("good", 82),
            say("vor 2 Tagen", "2 days ago"),
            "Jana Roth",
            92,
        ),
        _row(
            "Weber Bau",
            customer,
            say("Im Gespräch", "In talks"),
            ("rising", "354"),
            say("vor 34 Tagen", "34 days ago"),
            late=True,
        ),
        _row(
            "Lena Schmidt",
            customer,
            say("Aktiv", "Active"),
            ("regular", "543"),
            say("gestern", "yesterday"),
            person=True,
        ),
        _row(
            "Kanzlei Ott & Partner",
            client,
            say("Aktiv", "Active"),
            ("medium", 55),
            say("vor 6 Tagen", "6 days ago"),
            "Tom Bär",
            31,
        ),
        _row("Bäckerei Lang", customer, say("Neu", "New"), ("new", "511"), say("heute", "today")),
        _row(
            "Buchhandlung Seiten",
            customer,
            say("Aktiv", "Active"),
            ("regular", "434"),
            say("vor 5 Tagen", "5 days ago"),
        ),
    ]


def _unusual_rows() -> list[dict[str, Any]]:
    client, customer = "client", "customer"
    return [
        _row(
            "Praxis Dr. Kern",
            client,
            say("Ruhend", "Dormant"),
            ("critical", 38),
            say("vor 41 Tagen", "41 days ago"),
            "Tom Bär",
            104,
            late=True,
        ),
        _row(
            "Café Nil",
            "prospect",
            say("Qualifiziert", "Qualified"),
            None,
            say("vor 3 Tagen", "3 days ago"),
            "Jana Roth",
        ),
        _row(
            "Maximilian Freiherr von und zu Hohenfels-Wartenstein",
            customer,
            say("Aktiv", "Active"),
            ("champion", "555"),
            say("heute", "today"),
            person=True,
        ),
        _row(
            "Hansa Reederei AG",
            "former",
            say("Ehemalig", "Former"),
            ("asleep", "112"),
            say("vor 8 Monaten", "8 months ago"),
        ),
        _row(
            "Elbwerft Consulting",
            client,
            say("Aktiv", "Active"),
            ("good", 91),
            say("gestern", "yesterday"),
            "Ada Kim",
            64,
        ),
    ]


def _row(
    name: str,
    kind: str,
    stage: str,
    mark: tuple[str, object] | None,
    seen: str,
    manager: str = "",
    used: int = 0,
    person: bool = False,
    late: bool = False,
) -> dict[str, Any]:
    words = {
        "client": "Client",
        "customer": say("Kunde", "Customer"),
        "prospect": say("Interessent", "Prospect"),
        "former": say("Ehemalig", "Former"),
    }
    page = {"client": "client", "customer": "customer"}.get(kind, "customer")
    return {
        "name": name,
        "kind": kind,
        "word": words[kind],
        "stage": stage,
        "mark": mark,
        "seen": seen,
        "manager": manager,
        "used": used,
        "shape": "person" if person else "organisation",
        "late": late,
        "href": f"/dev/components/{page}",
        "spent": say("1.284,50 €", "€1,284.50") if kind == "customer" else "",
    }


COLOURS = (
    ("canvas", "surface", "sunken", "raised", "line", "control", "ink", "ink-2", "ink-3"),
    ("accent", "accent-tint", "client", "client-tint", "kunde", "kunde-tint", "note"),
    ("ok", "ok-tint", "warn", "warn-tint", "bad", "bad-tint"),
    ("series-1", "series-2", "series-3", "series-4", "series-5"),
)
