"""Reads the addresses of the database and of the mail server into what Django needs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous={sync}; PRAGMA cache_size=-8000;"
    "PRAGMA mmap_size=2147418112; PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
)
POSTGRESQL_OPTIONS = {"sslmode", "sslrootcert", "sslcert", "sslkey", "connect_timeout", "host"}


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where outgoing mail is handed over; `tls` is `none`, `start` or `whole`."""

    host: str
    port: int
    user: str
    password: str
    tls: str


def database_settings(url: str, data: Path, *, sqlite_sync: str = "FULL") -> dict[str, Any]:
    """Django's settings for a database address; an empty one means SQLite in the data folder.

    Raises `ValueError` with the end of a sentence that begins with the setting's name.
    """
    if not url:
        return sqlite_settings(data / "klientel.sqlite3", sqlite_sync)
    parts = _split(url)
    if parts.scheme == "sqlite":
        if not parts.path.strip("/"):
            raise ValueError("must name a file, as in sqlite:////var/lib/klientel/klientel.sqlite3")
        return sqlite_settings(Path(unquote(parts.path[1:])), sqlite_sync)
    if parts.scheme in ("postgresql", "postgres"):
        return _postgresql_settings(parts)
    raise ValueError("must begin with postgresql:// or sqlite:///")


def sqlite_settings(path: Path, sync: str) -> dict[str, Any]:
    """Settings of an SQLite file: writers queue instead of failing, readers never wait."""
    return {
        "ENGINE": "klientel.config.sqlite",
        "NAME": path,
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # A deferred transaction that turns into a writer fails at once when another writes.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": SQLITE_PRAGMAS.format(sync=sync),
        },
    }


def _postgresql_settings(parts: SplitResult) -> dict[str, Any]:
    options = dict(parse_qsl(parts.query))
    unknown = sorted(set(options) - POSTGRESQL_OPTIONS)
    if unknown:
        raise ValueError(f"has an unknown option {unknown[0]!r}")
    name = unquote(parts.path.lstrip("/"))
    if not name:
        raise ValueError("must name the database after the host")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        # A host in the query names a folder of sockets, which the host part cannot spell.
        "HOST": options.pop("host", None) or parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
        "OPTIONS": options,
    }


def mail_server(url: str) -> MailServer:
    """Read `smtp://` (STARTTLS), `smtps://` (TLS from the start) or `smtp://...?tls=none`."""
    parts = _split(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("must be an address such as smtp://user:password@mail.example:587")
    whole = parts.scheme == "smtps"
    tls = "whole" if whole else dict(parse_qsl(parts.query)).get("tls", "start")
    if tls not in ("none", "start", "whole"):
        raise ValueError("has an unknown tls option; use tls=none or leave it out")
    return MailServer(
        host=parts.hostname,
        port=parts.port or (465 if whole else 587),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        tls=tls,
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - reading it is what checks it
    except ValueError:
        raise ValueError("is not a valid address") from None
    return parts
