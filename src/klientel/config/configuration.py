"""The configuration of one installation, read once from the environment into a frozen dataclass."""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from zoneinfo import ZoneInfo

from klientel.config.addresses import MailServer, database_settings, mail_server

PACKAGE = Path(__file__).resolve().parent.parent
"""The folder of the `klientel` package."""

#: hosts that mean every address of the machine
_EVERYWHERE = frozenset({"", "0.0.0.0", "::"})  # noqa: S104


class ConfigurationError(Exception):
    """A setting has a value that cannot be used; the text is one sentence for whoever set it."""


def _yes_or_no(text: str) -> bool:
    words = {"1": True, "true": True, "yes": True, "on": True}
    words |= {"0": False, "false": False, "no": False, "off": False}
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise ValueError("must be 1 or 0") from None


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.strip().isdecimal() or not low <= int(text) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(text)

    return parse


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(f"must be one of {', '.join(words)}")
        return text

    return parse


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _time_zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise ValueError("must be the name of a time zone such as Europe/Berlin") from None
    return text


def _web_address(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address such as https://klientel.example")
    return text.rstrip("/")


def _database_url(text: str) -> str:
    database_settings(text, Path())
    return text


def _smtp_url(text: str) -> str:
    mail_server(text)
    return text


def _folder(text: str) -> Path:
    return Path(text).expanduser().resolve()


def _setting(
    name: str, default: Any, parse: Callable[[str], Any], explains: str, *, secret: bool = False
) -> Any:
    """Declare a field of `Config`: its variable, default, parser and one line that explains it."""
    described = {"env": name, "parse": parse, "explains": explains, "secret": secret}
    return field(default=default, metadata=described)


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """Everything an operator can choose; each default runs on a laptop without the internet."""

    data: Path = _setting("KLIENTEL_DATA", None, _folder, "folder of the database, files and keys")
    database_url: str = _setting(
        "KLIENTEL_DATABASE_URL", "", _database_url,
        "postgresql://user:password@host/name; empty means SQLite in the data folder", secret=True,
    )  # fmt: skip
    secret_key: str = _setting(
        "KLIENTEL_SECRET_KEY", None, str,
        "signs cookies and links; made once and kept in the data folder", secret=True,
    )  # fmt: skip
    base_url: str = _setting(
        "KLIENTEL_BASE_URL", "http://127.0.0.1:8000", _web_address,
        "the address people use; https turns on secure cookies and HSTS",
    )  # fmt: skip
    allowed_hosts: tuple[str, ...] = _setting(
        "KLIENTEL_ALLOWED_HOSTS", (), _names,
        "further host names to answer, parted by commas, beside that of the base address",
    )  # fmt: skip
    language: str = _setting(
        "KLIENTEL_LANGUAGE", "de", _one_of("de", "en"), "language if a browser names none of ours"
    )
    time_zone: str = _setting(
        "KLIENTEL_TIME_ZONE", "Europe/Berlin", _time_zone, "time zone of new workspaces"
    )
    smtp_url: str = _setting(
        "KLIENTEL_SMTP_URL", "", _smtp_url,
        "smtp://user:password@host:587 or smtps://...; empty keeps each mail as a file",
        secret=True,
    )  # fmt: skip
    mail_from: str = _setting(
        "KLIENTEL_MAIL_FROM", "Klientel <klientel@localhost>", str, "sender of the program's mail"
    )
    sqlite_sync: str = _setting(
        "KLIENTEL_SQLITE_SYNC", "FULL", _one_of("FULL", "NORMAL"),
        "NORMAL is faster on slow disks and may lose the last seconds in a power cut",
    )  # fmt: skip
    processes: int = _setting(
        "KLIENTEL_PROCESSES", 1, _whole_number(1, 64), "web processes of one server"
    )
    threads: int = _setting(
        "KLIENTEL_THREADS", 4, _whole_number(1, 64), "threads that answer pages, in each process"
    )
    job_threads: int = _setting(
        "KLIENTEL_JOB_THREADS", 1, _whole_number(1, 32), "threads that do background work"
    )
    trusted_proxies: int = _setting(
        "KLIENTEL_TRUSTED_PROXIES", 0, _whole_number(0, 8),
        "how many proxies of ours stand in front; 0 believes no forwarded header",
    )  # fmt: skip
    upload_megabytes: int = _setting(
        "KLIENTEL_UPLOAD_MB", 256, _whole_number(1, 4096), "largest request that is accepted"
    )
    import_megabytes: int = _setting(
        "KLIENTEL_IMPORT_MB", 200, _whole_number(1, 4096), "largest file that can be imported"
    )
    backup_folder: Path | None = _setting(
        "KLIENTEL_BACKUP_FOLDER", None, _folder,
        "folder that gets a backup every night; empty makes none",
    )  # fmt: skip
    backup_keep: int = _setting(
        "KLIENTEL_BACKUP_KEEP", 14, _whole_number(1, 3650), "how many nightly backups are kept"
    )
    file_megabytes: int = _setting(
        "KLIENTEL_FILE_MB", 100, _whole_number(1, 4096), "largest file that a record takes"
    )
    files_gigabytes: int = _setting(
        "KLIENTEL_FILES_GB", 50, _whole_number(1, 100_000), "what a workspace may keep in files"
    )
    egress_allow: tuple[str, ...] = _setting(
        "KLIENTEL_EGRESS_ALLOW", (), _names,
        "hosts and networks that webhooks may call although they are not public, parted by commas",
    )  # fmt: skip
    token: str = _setting(
        "KLIENTEL_TOKEN", "", str, "the token with which `klientel agent` acts; servers need none",
        secret=True,
    )  # fmt: skip
    debug: bool = _setting(
        "KLIENTEL_DEBUG", False, _yes_or_no, "1 shows internals in error pages and the gallery"
    )
    log_level: str = _setting(
        "KLIENTEL_LOG_LEVEL", "INFO", _one_of("DEBUG", "INFO", "WARNING", "ERROR"), "what is logged"
    )
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)
    """Where each value came from: `environment`, `default` or `data folder`, by field name."""

    @property
    def secure(self) -> bool:
        """Whether people reach this installation over https."""
        return self.base_url.startswith("https:")

    @property
    def hosts(self) -> list[str]:
        """Every host name that is answered."""
        own = urlsplit(self.base_url).hostname or "localhost"
        return sorted({own, "localhost", "127.0.0.1", "[::1]", *self.allowed_hosts})

    @property
    def database(self) -> dict[str, Any]:
        """Django's settings of the database."""
        return database_settings(self.database_url, self.data, sqlite_sync=self.sqlite_sync)

    @property
    def mail(self) -> MailServer | None:
        """The server that takes our outgoing mail; None keeps each as a file in the data folder."""
        return mail_server(self.smtp_url) if self.smtp_url else None


@dataclass(frozen=True, slots=True)
class Explained:
    """One setting as `klientel check` prints it; secrets are masked."""

    name: str
    value: str
    source: str
    explains: str


def read(environ: Mapping[str, str]) -> Config:
    """Read the configuration; raises `ConfigurationError` for a value that cannot be used."""
    values: dict[str, Any] = {}
    sources: dict[str, str] = {}
    known = set()
    for setting in fields(Config):
        if "env" not in setting.metadata:
            continue
        name = setting.metadata["env"]
        known.add(name)
        text = environ.get(name, "")
        sources[setting.name] = "environment" if text else "default"
        if text:
            try:
                values[setting.name] = setting.metadata["parse"](text)
            except ValueError as error:
                shown = "" if setting.metadata["secret"] else f", not {text[:80]!r}"
                raise ConfigurationError(f"{name} {error}{shown}.") from None
    values.setdefault("data", _default_data())
    if "secret_key" not in values:
        values |= {"secret_key": _kept_secret(values["data"])}
        sources |= {"secret_key": "data folder"}
    return Config(**values, sources=sources)


@functools.cache
def current() -> Config:
    """The configuration of this process, read at the first call."""
    return read(os.environ)


def listen_at(host: str, port: int) -> None:
    """Let links lead to where this server listens, unless the environment names the address.

    Call it before anything reads the configuration; the processes of the server inherit it.
    """
    if os.environ.get("KLIENTEL_BASE_URL"):
        return
    name = "127.0.0.1" if host in _EVERYWHERE else host
    name = f"[{name}]" if ":" in name else name
    os.environ["KLIENTEL_BASE_URL"] = f"http://{name}:{port}"
    current.cache_clear()


def explain(config: Config) -> list[Explained]:
    """Every setting with its value and where it came from, secrets masked."""
    lines = []
    for setting in fields(config):
        if "env" not in setting.metadata:
            continue
        value = getattr(config, setting.name)
        shown = _masked(value) if setting.metadata["secret"] else _shown(value)
        source = config.sources.get(setting.name, "default")
        described = setting.metadata
        lines.append(Explained(described["env"], shown, source, described["explains"]))
    return lines


def _shown(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(value) or "(none)"
    if value is None:
        return "(none)"
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _masked(value: str) -> str:
    """Keep the public parts of an address and hide the rest."""
    if not value:
        return "(empty)"
    parts = urlsplit(value)
    if not parts.scheme or not parts.netloc:
        return "********"
    login, at, host = parts.netloc.rpartition("@")
    user = login.partition(":")[0]
    return urlunsplit((parts.scheme, f"{user}:********@{host}" if at else host, parts.path, "", ""))


def _default_data() -> Path:
    """`.klientel` in a checkout, which then leaves nothing behind; else in the home folder."""
    checkout = PACKAGE.parent.parent
    if (checkout / "dev.py").is_file():
        return checkout / ".klientel"
    home = os.environ.get("XDG_DATA_HOME") or "~/.local/share"
    return Path(home).expanduser() / "klientel"


def _kept_secret(data: Path) -> str:
    """The secret key of this data folder, made at the first start, for its owner's eyes only."""
    path = data / "secret.key"
    if not path.exists():
        try:
            _make_secret(path)
        except OSError as error:
            reason = error.strerror
            raise ConfigurationError(f"The data folder {data} cannot be used: {reason}.") from None
    key = path.read_text().strip()
    if len(key) < 40:
        raise ConfigurationError(f"The key in {path} is incomplete; delete it to make another.")
    return key


def _make_secret(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(64))
    try:
        # Linked whole: of two processes that start at once one wins, and nobody reads half a key.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
